import type { JobParts } from "../../src/parts.ts";
import { linesOf } from "../../src/release/notes/notes.ts";
import { isWritten, plainWords } from "../../src/release/notes/written-line.ts";
import type { CommitSummary } from "../../src/release/run/plan.ts";
import { notesOfVersion, type VersionRange } from "../preparation/version-notes.ts";

/** So many changes are told; all commits are counted. */
const told = 20;

/**
 * What a version brings after another one, shortened, with what matters most first, in the words of its notes. What breaks is
 * counted in the commits: those who approve it should know, whatever its readers are told.
 */
export async function summariseChanges(
  range: VersionRange,
  parts: Pick<JobParts, "git" | "settings" | "preparations">,
): Promise<CommitSummary> {
  const from = range.from === undefined ? undefined : await parts.git.resolve(range.from);
  const known = from === undefined ? {} : { from: range.from };
  const { notes, commits } = await notesOfVersion({ version: range.version, to: range.to, ...known }, parts);
  const lines = notes.sections.flatMap((section) => linesOf(section).slice(0, told));
  const breaking = commits.sections.find(({ title }) => title === "Breaking Changes");
  return {
    count: commits.commits,
    authors: notes.authors.slice(0, 50).map(({ name }) => name),
    lines: lines.slice(0, told).map((line) => {
      const text = plainWords(line);
      return isWritten(line) ? { text } : { text, hash: line.hash };
    }),
    breaking: breaking ? breaking.items.length + breaking.more : 0,
  };
}
