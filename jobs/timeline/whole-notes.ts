import type { TimelineParts } from "./load-timeline.ts";
import { linksOf } from "../../src/release/notes/links.ts";
import { notesToMarkdown } from "../../src/release/notes/notes-markdown.ts";
import { ProblemError } from "../../src/release/problem.ts";
import type { NoticeRecord } from "../../src/release/timeline/notice.ts";
import { drawNotesFile } from "../../views/preparation/notes.ts";
import { announcesAll } from "../../views/timeline/notice-before.ts";
import { gatherChanges } from "./gather-changes.ts";
import type { LoadedTimeline } from "./load-timeline.ts";

/** Gives an announcement that could not tell every change the whole notes as a file in its thread, once. */
export async function replyWithWholeNotes(
  { kind, conversation: key, channel, medium }: NoticeRecord,
  loaded: LoadedTimeline,
  parts: TimelineParts,
): Promise<void> {
  if (kind !== "announcement") return;
  try {
    const changes = await gatherChanges(kind, loaded, undefined, parts);
    if (!changes || announcesAll(changes.facts)) return;
    const links = linksOf(parts.settings.repository);
    const { notes, facts } = changes;
    const markdown = notesToMarkdown(notes, { title: loaded.version, words: facts.words, links });
    await parts.media[medium].reply({ key, channel }, "notes-file", drawNotesFile(loaded.version, markdown));
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    parts.log.warn({ code: error.problem.code }, "an announcement goes without the whole notes");
  }
}
