import type { KnownBlock } from "@slack/types";
import type { Links } from "../../src/release/notes/links.ts";
import {
  linesOf,
  type NoteItem,
  type NoteLine,
  type Notes,
  type NotesSection,
  type SectionTitle,
} from "../../src/release/notes/notes.ts";
import { isWritten, linkedMarkdown, plainWords } from "../../src/release/notes/written-line.ts";
import type { MessagePayload } from "../../src/release/messages.ts";
import { context, cut, escape, header, lines, section } from "../blocks.ts";

const pictures: Record<SectionTitle, string> = {
  "Breaking Changes": ":boom:",
  "New Features": ":sparkles:",
  "Bug Fixes": ":bug:",
  Security: ":lock:",
  Performance: ":racehorse:",
  "Other Changes": ":wrench:",
};

/** What is told in a message: so many changes of a section, in so many characters; all are counted. */
const limits = { lines: 20, message: 10_000, section: 2800, line: 290, place: 120 };

/** Whether a message tells all of the notes. */
export function fitsIntoMessage({ sections }: Notes, links: Links | undefined): boolean {
  return sections.every((one) => {
    const told = linesOf(one).map((line) => lineWords(line, links));
    const isShort = told.length <= limits.lines && told.join("\n").length <= lengthOf(sections);
    return isShort && one.more === 0 && linesOf(one).every(isToldWhole);
  });
}

/** The sections share what a message may hold. */
function lengthOf(sections: NotesSection[]): number {
  return Math.min(limits.section, Math.floor(limits.message / sections.length));
}

/** The notes of a version, and what its release manager says before them. */
export interface NotesLook {
  title: string;
  notes: Notes;
  words?: string | undefined;
}

/** The notes of a version as a message; where they do not fit, the first of each section and how many more. */
export function drawNotesReply(
  { title, notes, words }: NotesLook,
  links: Links | undefined,
  ...more: string[]
): MessagePayload {
  const amount = `${notes.commits} commit${notes.commits === 1 ? "" : "s"}`;
  const authors = notes.authors.map(({ name }) => escape(name)).join(", ");
  const by = authors === "" ? "" : ` by ${cut(authors, 500)}`;
  return {
    text: `Release notes of ${escape(title)}: ${amount}.`,
    blocks: [
      header(`Release notes ${title}`),
      ...(words === undefined ? [] : [section(cut(`“${escape(words)}”`, 1000))]),
      ...drawNotes(notes, links),
      context(`${amount}${by}`, ...more),
    ],
  };
}

/** Said under notes that are cut, where Slack takes no file from Slipway. */
export const noFileWords =
  "These are not all of the notes. Slipway may not send the whole as a file: its Slack app lacks the scope `files:write`.";

/** The whole notes as a file in the thread; where Slack takes none, the thread says so. */
export function drawNotesFile(title: string, markdown: string): MessagePayload {
  return {
    text: noFileWords,
    blocks: [context(noFileWords)],
    file: {
      // Tags may have folders, names of files not: Slack would change it, and it is looked for by its name.
      name: `release-notes-${title.replaceAll("/", "-")}.md`,
      text: markdown,
      comment: `The whole release notes of ${escape(title)}.`,
    },
  };
}

/** The sections of notes. */
export function drawNotes({ sections }: Notes, links: Links | undefined): KnownBlock[] {
  if (sections.length === 0) return [section("_No changes._")];
  return sections.map((one) => drawNotesSection(one, links, lengthOf(sections)));
}

/** One section of notes, in so many characters. */
export function drawNotesSection(
  one: NotesSection,
  links: Links | undefined,
  length = limits.section,
): KnownBlock {
  const told = linesOf(one)
    .slice(0, limits.lines)
    .map((line) => lineWords(line, links));
  const list = lines(told, limits.lines, length, linesOf(one).length - told.length + one.more);
  return section(`${pictures[one.title]} *${cut(escape(one.heading), 100)}*\n${list}`);
}

/** A link that was cut in two would be shown as what it is made of, so a line that is too long has none. */
function lineWords(line: NoteLine, links: Links | undefined): string {
  if (!isWritten(line)) return itemWords(line, links);
  const linked = markdownWords(linkedMarkdown(line, links));
  return linked.length <= limits.line ? linked : cut(`• ${escape(plainWords(line))}`, limits.line);
}

function isToldWhole(line: NoteLine): boolean {
  if (isWritten(line)) return escape(plainWords(line)).length <= limits.line - 2;
  return wordsOfItem(line).length <= limits.line - limits.place;
}

function wordsOfItem({ scope, text, breaking }: NoteItem): string {
  const where = scope === undefined ? "" : `*${escape(scope)}:* `;
  const consequence = breaking === undefined || breaking === text ? "" : ` — ${escape(breaking)}`;
  return `${where}${escape(text)}${consequence}`;
}

function itemWords(item: NoteItem, links: Links | undefined): string {
  const { pr, hash } = item;
  const label = pr === undefined ? hash.slice(0, 7) : `#${pr}`;
  const page = pr === undefined ? links?.commit(hash) : links?.pullRequest(pr);
  const isShort = page !== undefined && page.length < limits.place;
  const place = isShort ? `<${page}|${label}>` : label;
  return `• ${cut(wordsOfItem(item), limits.line - limits.place)} (${place})`;
}

/** A line of Markdown in Slack's own marks: bold words and links live on, everything else is shown as it was written. */
function markdownWords(line: string): string {
  const plain = escape(line.replaceAll("&amp;", "&").replace(/\s+/gu, " "));
  return plain
    .replace(/^- /u, "• ")
    .replace(/\[([^\][|]{1,200})\]\((https?:\/\/[^\s()|<>]{1,200})\)/gu, "<$2|$1>")
    .replace(/\*\*([^*]{1,200})\*\*/gu, "*$1*")
    .replace(/\\([\\`*_~[\]|#]|&lt;|&gt;)/gu, "$1");
}
