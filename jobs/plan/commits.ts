import type { Git } from "../../src/release/git.ts";
import { gatherNotes, type NotesSettings } from "../../src/release/notes/notes.ts";
import type { CommitSummary } from "../../src/release/run/plan.ts";

/** So many changes are told; all commits are counted. */
const told = 20;

/** What people wrote between two commits, shortened, with what matters most first; without a beginning all is new. */
export async function summariseCommits(
  git: Git,
  { from, to }: { from: string | undefined; to: string },
  settings: NotesSettings,
): Promise<CommitSummary> {
  const since = from === undefined ? undefined : await git.resolve(from);
  const notes = await gatherNotes(git.commits({ to, ...(since !== undefined && { from: since }) }), settings);
  const items = notes.sections.flatMap((section) => section.items.slice(0, told));
  const breaking = notes.sections.find(({ title }) => title === "Breaking Changes");
  return {
    count: notes.commits,
    authors: notes.authors.slice(0, 50).map(({ name }) => name),
    lines: items.slice(0, told).map(({ hash, text, scope }) => {
      return { hash, text: scope === undefined ? text : `${scope}: ${text}` };
    }),
    breaking: breaking ? breaking.items.length + breaking.more : 0,
  };
}
