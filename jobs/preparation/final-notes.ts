import type { JobParts } from "../../src/parts.ts";
import { editNotes } from "../../src/release/notes/edited-notes.ts";
import type { Notes } from "../../src/release/notes/notes.ts";
import type { Preparation } from "../../src/release/preparation/prepare.ts";
import { readBranch } from "./branch-facts.ts";

/**
 * The notes of a preparation as they are told everywhere: those of the commit that it is cut from, as the release manager
 * edited what was shown. What came in after that, by a push at the same moment, is added.
 */
export async function finalNotes(
  { notes: edited }: Pick<Preparation, "notes">,
  base: string,
  notes: Notes,
  parts: Pick<JobParts, "git" | "settings">,
): Promise<Notes> {
  if (!edited) return notes;
  const shown = edited.base === base ? notes : (await readBranch(edited.base, parts)).notes;
  return editNotes(notes, edited.sections, shown);
}
