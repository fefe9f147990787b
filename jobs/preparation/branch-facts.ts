import type { JobParts } from "../../src/parts.ts";
import { lastVersion } from "../../src/release/history.ts";
import { gatherNotes } from "../../src/release/notes/notes.ts";
import type { TagInfo } from "../../src/release/git.ts";
import { type BranchFacts, isReleaseBranch, lineBranch } from "../../src/release/preparation/prepare.ts";
import { makeProblem, ProblemError } from "../../src/release/problem.ts";
import { parseVersion } from "../../src/release/version.ts";

/** Where a release is cut: the branch that receives the commit, and the commit that it follows. */
export interface CutPlace {
  branch: string;
  base: string;
}

/**
 * Where a release from a branch or from a tag is cut, as of the last fetch. From a tag it is the branch of its line,
 * which must not exist yet: what is on it would be left out. Raises `branch-not-allowed`.
 */
export async function findPlace(from: string, parts: Pick<JobParts, "git" | "settings">): Promise<CutPlace> {
  const { settings, git } = parts;
  const { tagPrefix, branch: own } = settings.repository;
  const version = parseVersion(from, tagPrefix);
  const tagged = version && (await git.resolve(from));
  if (version && tagged !== undefined) {
    const branch = lineBranch(version, settings.prepare);
    if ((await git.branchTip(branch)) === undefined) return { branch, base: tagged };
    throw refused(
      `${from} has a branch for its line already: ${branch}.`,
      `Type \`/release prepare --from ${branch}\`.`,
    );
  }
  if (!isReleaseBranch(from, own, settings.prepare.branches)) {
    const allowed = [...new Set([own, ...settings.prepare.branches])].map((one) => `\`${one}\``).join(", ");
    throw refused(`Releases are not cut from ${from}.`, `They are cut from ${allowed}, or from a version.`);
  }
  const base = await git.branchTip(from);
  if (base !== undefined) return { branch: from, base };
  throw refused(`The repository has no branch ${from}.`, "Push it first, or check the spelling.");
}

/** What the commits up to `commit` hold: versions, and the changes since the newest of them. */
export async function readBranch(
  commit: string,
  parts: Pick<JobParts, "git" | "settings">,
): Promise<BranchFacts> {
  const { git, settings } = parts;
  const { tagPrefix: prefix } = settings.repository;
  const [tags, reachable] = await Promise.all([git.tags(), git.reachableTags(commit)]);
  const latest = lastVersion(reachable, prefix);
  const commits = git.commits(rangeOf(commit, latest));
  const notes = await gatherNotes(commits, settings.notes, settings.prepare.commitMessage);
  return { tags, notes, prefix, taken: [], ...(latest && { latest }) };
}

function rangeOf(to: string, from: TagInfo | undefined): { from?: string; to: string } {
  return from ? { from: from.commit, to } : { to };
}

function refused(what: string, advice: string): ProblemError {
  return new ProblemError(makeProblem("branch-not-allowed", what, advice));
}
