import type { JobParts } from "../../src/parts.ts";
import type { KubernetesObject } from "../../src/release/cluster/kubernetes-object.ts";
import { type Elsewhere, hasOneOf } from "../../src/release/run/deploy.ts";
import { removedSince } from "../../src/release/run/manifests.ts";
import type { Environment } from "../../src/release/settings.ts";

/** What is there now in an environment, and what is to be there. */
export interface Turn {
  before: KubernetesObject[];
  objects: KubernetesObject[];
}

/**
 * What is live on the other environments of the same cluster and would be removed here: objects that belong to no namespace
 * may be theirs too. Which cluster another one is in is asked only where that decides something.
 */
export async function liveElsewhere(
  environment: Environment,
  { before, objects }: Turn,
  { settings, releases, clusters }: Pick<JobParts, "settings" | "releases" | "clusters">,
): Promise<Elsewhere[]> {
  const gone = removedSince(before, objects);
  if (gone.length === 0) return [];
  const others = settings.environments.filter(({ name }) => name !== environment.name);
  const found = await Promise.all(
    others.map(async (other): Promise<Elsewhere[]> => {
      const live = await releases.live(other.name);
      if (!live || !gone.some((ref) => hasOneOf(live, ref))) return [];
      return (await clusters.areSame(environment, other)) ? [live] : [];
    }),
  );
  return found.flat();
}
