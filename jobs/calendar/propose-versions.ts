import type { JobParts } from "../../src/parts.ts";
import { lastVersion } from "../../src/release/history.ts";
import { newestOf, proposeVersions } from "../../src/release/calendar/planning.ts";
import type { Release } from "../../src/release/book/release.ts";

type ProposeParts = Pick<JobParts, "settings" | "book" | "git">;

/**
 * Gives the planned releases of the cadence the versions that they would have now. A version that another one still has
 * is given in the next round; two that would have to change places keep theirs, and the plan says so.
 */
export async function proposeAll(parts: ProposeParts): Promise<void> {
  const { branch, tagPrefix: prefix } = parts.settings.repository;
  const open = await parts.book.open();
  const planned = open.filter(({ state, occurrence }) => state === "planned" && occurrence !== undefined);
  if (planned.length === 0) return;
  const [tags, reachable] = await Promise.all([parts.git.tags(), parts.git.reachableTags(branch)]);
  const others = open.filter((release) => !planned.includes(release));
  const proposals = proposeVersions({
    latest: newestOf(lastVersion(reachable, prefix)?.version, others, prefix),
    taken: new Set([...tags.map(({ tag }) => tag), ...others.map(({ version }) => version)]),
    planned,
    prefix,
  });
  await renameAll(planned, proposals, parts);
}

async function renameAll(planned: Release[], proposals: string[], parts: ProposeParts): Promise<void> {
  let waiting = planned.flatMap((release, index) => {
    const version = proposals[index] ?? release.version;
    return version === release.version ? [] : [{ release, version }];
  });
  const inUse = new Set(planned.map(({ version }) => version));
  for (let before = -1; before !== waiting.length;) {
    before = waiting.length;
    const blocked: typeof waiting = [];
    for (const wish of waiting) {
      if (inUse.has(wish.version)) blocked.push(wish);
      else if (await parts.book.rename(wish.release, wish.version)) inUse.delete(wish.release.version);
    }
    waiting = blocked;
  }
}
