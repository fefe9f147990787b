import type { JobParts } from "../../src/parts.ts";
import { type Freeze, freezeAt, freezesOf } from "../../src/release/calendar/freeze.ts";
import type { DeployFacts } from "../../src/release/run/gates.ts";
import type { Environment } from "../../src/release/settings.ts";
import { openItemsOf } from "../checklist/evidence.ts";
import { kindOfVersion } from "../version-kind.ts";

/** A deploy before its gates: what goes where, and who wants it. */
export type DeployWish = Pick<DeployFacts, "version" | "commit" | "environment" | "asker" | "emergency">;

/** Everything that may stand in the way of a deploy at this moment, when it is asked for and again when it starts. */
export async function gatherGates(
  wish: DeployWish,
  when: "asked" | "starting",
  parts: JobParts,
): Promise<DeployFacts> {
  const { environment, version } = wish;
  const [lock, hold, freeze, verifiedBefore, checklist] = await Promise.all([
    parts.locks.read(environment.name, parts.clock()),
    parts.holds.get(version),
    freezeOf(version, environment, parts),
    environment.after === undefined ? undefined : parts.releases.verified(environment.after, version),
    openItemsOf(environment, wish, parts, when),
  ]);
  return {
    ...wish,
    ...(lock && { lock }),
    ...(hold && { hold }),
    ...(freeze && { freeze }),
    ...(verifiedBefore && { verifiedBefore }),
    ...checklist,
  };
}

async function freezeOf(
  version: string,
  { name }: Environment,
  parts: JobParts,
): Promise<Freeze | undefined> {
  if (freezesOf(name, parts.settings).length === 0) return undefined;
  const kind = await kindOfVersion(version, await parts.git.tags(), parts);
  return freezeAt(parts.clock(), kind, name, parts.settings);
}
