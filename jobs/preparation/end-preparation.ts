import type { JobParts } from "../../src/parts.ts";
import { wakeCalendar } from "../../src/release/calendar/wake-calendar.ts";
import type { Preparation } from "../../src/release/preparation/prepare.ts";
import { lastingName, type Release } from "../../src/release/book/release.ts";
import { drawPreparationEnd } from "../../views/preparation/prepare-card.ts";
import { dayAt } from "../../src/release/calendar/calendar.ts";
import { notesToMarkdown } from "../../src/release/notes/notes-markdown.ts";
import { linksOf } from "../../src/release/notes/links.ts";
import { drawNotesFile, drawNotesReply, fitsIntoMessage } from "../../views/preparation/notes.ts";
import { findPlanned } from "./propose.ts";
import { showPreparation } from "./show-preparation.ts";
import { notesOfPreparation } from "./version-notes.ts";

type EndingParts = Pick<
  JobParts,
  "settings" | "clock" | "git" | "book" | "journal" | "messenger" | "queue" | "calendarFiles"
>;

/** What follows once a preparation is over, every part safe to repeat: the book, the journal, the message, the thread. */
export async function endPreparation(preparation: Preparation, parts: EndingParts): Promise<void> {
  if (preparation.state === "prepared") await enterIntoBook(preparation, parts);
  await parts.journal.append({
    id: `${preparation.id}.ended`,
    at: parts.clock(),
    actor: `person:${preparation.by.team}/${preparation.by.user}`,
    what: preparation.state === "prepared" ? "prepared" : `preparation ${preparation.state}`,
    version: preparation.version,
    details: {
      ...(preparation.commit !== undefined && { commit: preparation.commit }),
      ...(preparation.problem && { code: preparation.problem.code }),
    },
  });
  await showPreparation(preparation, parts);
  const conversation = { key: preparation.id, channel: parts.settings.channels.releases };
  if (preparation.state === "prepared") await replyWithNotes(preparation, conversation, parts);
  await parts.messenger.reply(conversation, "ended", drawPreparationEnd(preparation, parts.settings));
  if (preparation.state === "prepared" && parts.settings.github?.releases)
    await parts.queue.enqueue(
      "publish",
      { preparation: preparation.id },
      { id: `publish.${preparation.id}` },
    );
  await wakeCalendar(parts);
}

/** The notes of what was tagged, and not of what was on the branch by now. */
async function replyWithNotes(
  preparation: Preparation,
  conversation: { key: string; channel: string },
  parts: EndingParts,
): Promise<void> {
  const { version, words, at } = preparation;
  // Whoever goes on after a crash may have another mirror than the one who pushed.
  await parts.git.refresh();
  const notes = await notesOfPreparation(preparation, parts);
  const { repository, timeZone } = parts.settings;
  const links = linksOf(repository);
  await parts.messenger.reply(conversation, "notes", drawNotesReply({ title: version, notes }, links));
  if (fitsIntoMessage(notes, links)) return;
  const markdown = notesToMarkdown(notes, { title: version, date: dayAt(at, timeZone), words, links });
  await parts.messenger.reply(conversation, "notes-file", drawNotesFile(version, markdown));
}

/** The planned release becomes this one; a release that nobody planned is added. */
async function enterIntoBook(preparation: Preparation, parts: EndingParts): Promise<void> {
  const { version, planned } = preparation;
  for (;;) {
    const known = await parts.book.get(version);
    if (known && known.state !== "planned") return;
    const chosen = planned === undefined ? undefined : await findPlanned(planned, parts);
    if (known && chosen && known.version !== chosen.version && known.occurrence !== undefined) {
      await makeRoom(known, known.occurrence, parts);
      continue;
    }
    const release = known ?? chosen;
    if (!release) {
      await parts.book.add(preparedFrom(preparation));
      return;
    }
    const named = release.version === version ? release : await parts.book.rename(release, version);
    if (!named) continue;
    const kept = lastingName(named) === planned ? withoutDate(named) : named;
    if (await parts.book.save({ ...kept, ...preparedFrom(preparation), rev: named.rev })) return;
  }
}

/**
 * Another release of the calendar was to have this version, and the later one was prepared before it: it is filed under its
 * occurrence until the calendar, which is woken after this, proposes its next one.
 */
async function makeRoom(release: Release, occurrence: string, { book }: EndingParts): Promise<void> {
  const filed = await book.rename(release, occurrence);
  if (!filed && (await book.get(occurrence)))
    throw new Error(
      `The book has ${release.version} and another release under its occurrence ${occurrence}.`,
    );
}

/** Its date was in the dialog: who left it empty has taken it back. */
function withoutDate({ target: _shown, ...release }: Release): Release {
  return release;
}

function preparedFrom({ version, kind, branch, manager, target, commit, since }: Preparation): Release {
  return {
    version,
    kind,
    branch,
    state: "prepared",
    manager,
    ...(target !== undefined && { target }),
    ...(commit !== undefined && { commit }),
    ...(since !== undefined && { since }),
    rev: 0,
  };
}
