import type { JobParts } from "../../src/parts.ts";
import { sameJson } from "../../src/release/cluster/json.ts";
import type { Elsewhere } from "../../src/release/run/deploy.ts";
import type { Environment } from "../../src/release/settings.ts";

/** What is live on the other environments of the same cluster: objects that belong to no namespace may be theirs too. */
export async function liveElsewhere(
  { name, cluster }: Environment,
  { settings, releases }: Pick<JobParts, "settings" | "releases">,
): Promise<Elsewhere[]> {
  const others = settings.environments.filter(
    (other) => other.name !== name && sameJson({ ...other.cluster }, { ...cluster }),
  );
  const found = await Promise.all(others.map((other) => releases.live(other.name)));
  return found.filter((release) => release !== undefined);
}
