import type { JobParts } from "../../src/parts.ts";
import { predecessorOf } from "../../src/release/history.ts";
import type { Release } from "../../src/release/book/release.ts";

type AdoptParts = Pick<JobParts, "settings" | "clock" | "book" | "git" | "preparations">;

/**
 * A version that a person has planned is prepared once it has a tag, whoever made that: else it would be reported as one
 * that nobody prepared, after it went live. A date of the cadence only has a proposal of a version, and takes another one.
 */
export async function adoptTags(parts: AdoptParts): Promise<void> {
  const waiting = (await parts.book.open()).filter(
    ({ state, occurrence }) => state === "planned" && occurrence === undefined,
  );
  if (waiting.length === 0) return;
  const commits = new Map((await parts.git.tags()).map(({ tag, commit }) => [tag, commit]));
  for (const release of waiting) {
    const commit = commits.get(release.version);
    if (commit !== undefined && !(await isOwn(release.version, parts))) await adopt(release, commit, parts);
  }
}

/** What Slipway itself prepares comes into the book with its date and release manager, and not from here. */
async function isOwn(version: string, { preparations }: AdoptParts): Promise<boolean> {
  if (await preparations.ofVersion(version)) return true;
  const open = await Promise.all((await preparations.open()).map((id) => preparations.get(id)));
  return open.some((one) => one?.version === version);
}

async function adopt(release: Release, commit: string, parts: AdoptParts): Promise<void> {
  const { version } = release;
  const before = await predecessorOf(version, commit, parts);
  const prepared: Release = { ...release, state: "prepared", commit, ...(before && { since: before.tag }) };
  await parts.book.save(prepared, {
    id: `release.${version}.tagged.${commit}`,
    at: parts.clock(),
    actor: "slipway",
    what: "prepared",
    version,
    details: { commit, because: "it was tagged elsewhere" },
  });
}
