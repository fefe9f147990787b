import type { KnownBlock } from "@slack/types";
import type { Links } from "../../src/release/notes/links.ts";
import type { NoteItem, Notes, SectionTitle } from "../../src/release/notes/notes.ts";
import type { MessagePayload } from "../../src/release/messages.ts";
import { context, cut, escape, header, lines, section } from "../blocks.ts";

const pictures: Record<SectionTitle, string> = {
  "Breaking Changes": ":boom:",
  "New Features": ":sparkles:",
  "Bug Fixes": ":lady_beetle:",
  Security: ":lock:",
  Performance: ":racehorse:",
  "Other Changes": ":wrench:",
};

/** So many changes of a section are told in a message; all are counted. */
const most = 20;

/** Whether a message tells all of the notes. */
export function fitsIntoMessage({ sections }: Notes): boolean {
  return sections.every(({ items, more }) => items.length <= most && more === 0);
}

/** The notes of a version as a message; where they do not fit, the first of each section and how many more. */
export function drawNotesReply(title: string, notes: Notes, links: Links | undefined): MessagePayload {
  const amount = `${notes.commits} commit${notes.commits === 1 ? "" : "s"}`;
  const authors = notes.authors.map(({ name }) => escape(name)).join(", ");
  const by = authors === "" ? "" : ` by ${cut(authors, 500)}`;
  return {
    text: `Release notes of ${escape(title)}: ${amount}.`,
    blocks: [header(`Release notes ${title}`), ...drawNotes(notes, links), context(`${amount}${by}`)],
  };
}

/** The sections of notes. */
export function drawNotes({ sections }: Notes, links: Links | undefined): KnownBlock[] {
  if (sections.length === 0) return [section("_No changes._")];
  return sections.map(({ title, heading, items, more }) => {
    const told = items.map((item) => itemWords(item, links));
    return section(`${pictures[title]} *${escape(heading)}*\n${lines(told, most, 2800, more)}`);
  });
}

function itemWords({ scope, text, pr, hash }: NoteItem, links: Links | undefined): string {
  const where = scope === undefined ? "" : `*${escape(scope)}:* `;
  const label = pr === undefined ? hash.slice(0, 7) : `#${pr}`;
  const page = pr === undefined ? links?.commit(hash) : links?.pullRequest(pr);
  const place = page === undefined ? label : `<${page}|${label}>`;
  return `• ${where}${cut(escape(text), 150)} (${place})`;
}
