import type { JobParts } from "../../src/parts.ts";
import { editNotes, mayStandFor } from "../../src/release/notes/edited-notes.ts";
import { gatherNotes, type Notes } from "../../src/release/notes/notes.ts";
import { baseOf, type Preparation } from "../../src/release/preparation/prepare.ts";
import { readBranch } from "./branch-facts.ts";

type NotesParts = Pick<JobParts, "git" | "settings" | "preparations">;

/** What is asked for: the changes after a commit or tag, up to the commit of a version. Without a beginning all is new. */
export interface VersionRange {
  version: string;
  from?: string | undefined;
  to: string;
}

export interface VersionNotes {
  /** What people read. */
  notes: Notes;
  /** What the commits say, whatever people read. */
  commits: Notes;
  /** The preparation that made the version, where these are its words. */
  preparation?: Preparation;
}

/**
 * The notes of a version: the words that its release manager left where Slipway prepared it, else those of its commits. The one
 * place that every message, dialog and file asks, so that nobody reads other words than those that were approved.
 */
export async function notesOfVersion(
  { version, from, to }: VersionRange,
  parts: NotesParts,
): Promise<VersionNotes> {
  const { git, settings, preparations } = parts;
  const preparation = await preparations.ofVersion(version);
  // A tag that was moved since names other changes than those that anybody wrote about.
  const isIts = preparation?.commit === to;
  const range = { to: isIts ? baseOf(preparation) : to, ...(from !== undefined && { from }) };
  const commits = await gatherNotes(git.commits(range), settings.notes, settings.prepare.commitMessage);
  if (!isIts) return { notes: commits, commits };
  const { notes: edited } = preparation;
  if (!edited) return { notes: commits, commits, preparation };
  const isWhole = edited.base === range.to && from === preparation.since;
  const shown = isWhole ? commits : (await readBranch(edited.base, parts)).notes;
  // Of fewer changes, as where some are live already, nobody knows which the words are about.
  if (!mayStandFor(shown, commits)) return { notes: commits, commits };
  return { notes: editNotes(commits, edited.sections, shown), commits, preparation };
}

/**
 * The notes of a preparation, made from those of the commit that it is cut from, as the release manager edited what was
 * shown. What came in after that, by a push at the same moment, is added. `read` are those of the commit, where they are known.
 */
export async function notesOfPreparation(
  preparation: Preparation,
  parts: Pick<JobParts, "git" | "settings">,
  read?: Notes,
): Promise<Notes> {
  const base = baseOf(preparation);
  const notes = read ?? (await readBranch(base, parts)).notes;
  const { notes: edited } = preparation;
  if (!edited) return notes;
  const shown = edited.base === base ? notes : (await readBranch(edited.base, parts)).notes;
  return editNotes(notes, edited.sections, shown);
}
