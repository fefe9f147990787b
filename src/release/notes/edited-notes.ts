import {
  type NoteItem,
  type NoteLine,
  type Notes,
  type NotesSection,
  type SectionTitle,
  sectionTitles,
} from "./notes.ts";
import { escapeMarkdown } from "./notes-markdown.ts";
import { isWritten, writtenLine } from "./written-line.ts";

/** The Markdown of one section as a person left it; empty when the section was taken out. */
export interface EditedSection {
  title: SectionTitle;
  text: string;
}

/** What a person left of the notes of some commit earlier. */
export interface EarlierEdit {
  sections: EditedSection[];
  shown: Notes;
}

/** A section as it stands in a dialog: texts of whole lines, or why it cannot stand there. */
export type SectionFields =
  | { title: SectionTitle; texts: string[] }
  | { title: SectionTitle; tooLong: "line" | "section" };

/**
 * What a dialog holds: characters of a field as Slack takes them and as they leave room for words, and for the notes so many
 * fields of the hundred blocks, and so many bytes of the 250,000.
 */
const limits = { field: 3000, filled: 2500, fields: 50, bytes: 150_000 };

/**
 * The sections as texts for the fields of a dialog, Markdown without links, cut between lines. What was edited before stays,
 * with what has come in since. A section that does not fit says so.
 */
export function editableSections(notes: Notes, earlier?: EarlierEdit): SectionFields[] {
  let left = { fields: limits.fields, bytes: limits.bytes };
  return notes.sections.map((section): SectionFields => {
    const { title } = section;
    // A long history need not be written to find out that it does not fit.
    if (section.more > 0 || section.items.length > limits.bytes / 40) return { title, tooLong: "section" };
    const lines = linesAfter(title, section.items, earlier ?? { sections: [], shown: notes });
    const texts = intoFields(lines.map((line) => (isWritten(line) ? line.markdown : plainItem(line))));
    if (texts.some((text) => text.length > limits.field)) return { title, tooLong: "line" };
    const rest = { fields: left.fields - texts.length, bytes: left.bytes - sizeOf(texts) };
    if (rest.fields < 0 || rest.bytes < 0) return { title, tooLong: "section" };
    left = rest;
    return { title, texts };
  });
}

/** Joins lines as long as there is room; an emptied section has one field, to be filled again. */
function intoFields(lines: string[]): string[] {
  const texts: string[] = [];
  for (const line of lines) {
    const last = texts.at(-1);
    if (last === undefined || last.length + 1 + line.length > limits.filled) texts.push(line);
    else texts[texts.length - 1] = `${last}\n${line}`;
  }
  return texts.length > 0 ? texts : [""];
}

/** As JSON, in which they go to Slack. */
function sizeOf(texts: string[]): number {
  return Buffer.byteLength(JSON.stringify(texts));
}

/**
 * The notes as they were edited. A line that still is what was proposed stays the change that it tells, with its links;
 * every other one is told as it was written. What is among the notes but was not among those `shown`, because somebody
 * pushed meanwhile or because they reach further back, is added.
 */
export function editNotes(notes: Notes, edited: EditedSection[], shown: Notes = notes): Notes {
  const sections = sectionTitles.flatMap((title): NotesSection[] => {
    const section = notes.sections.find((one) => one.title === title);
    if (!edited.some((one) => one.title === title)) return section ? [section] : [];
    const { items = [], heading = title, more = 0 } = section ?? {};
    const lines = linesAfter(title, items, { sections: edited, shown }, itemsOf(notes));
    return lines.length > 0 ? [{ title, heading, items, more, lines }] : [];
  });
  return { ...notes, sections };
}

/** Whether the notes have every change that was shown, so that what a person wrote about those may be told of them. */
export function mayStandFor(shown: Notes, notes: Notes): boolean {
  const hashes = hashesOf(notes);
  return itemsOf(shown).every(({ hash }) => hashes.has(hash));
}

/** `named` are the changes that a written line may name: those of the section, or of all of them. */
function linesAfter(
  title: SectionTitle,
  items: NoteItem[],
  { sections, shown }: EarlierEdit,
  named = items,
): NoteLine[] {
  const edit = sections.find((one) => one.title === title);
  if (!edit) return items;
  const known = hashesOf(shown);
  const first = items.findIndex(({ hash }) => known.has(hash));
  const isOlder = (index: number): boolean => first >= 0 && index > first;
  const others = items.map((item, index) => ({ item, index })).filter(({ item }) => !known.has(item.hash));
  return [
    ...others.filter(({ index }) => !isOlder(index)).map(({ item }) => item),
    ...readLines(edit.text, items, named),
    ...others.filter(({ index }) => isOlder(index)).map(({ item }) => item),
  ];
}

function hashesOf(notes: Notes): Set<string> {
  return new Set(itemsOf(notes).map(({ hash }) => hash));
}

function itemsOf({ sections }: Notes): NoteItem[] {
  return sections.flatMap(({ items }) => items);
}

function plainItem({ scope, text, pr, hash, breaking }: NoteItem): string {
  const where = scope === undefined ? "" : `**${escapeMarkdown(scope)}:** `;
  const place = pr === undefined ? hash.slice(0, 7) : `#${pr}`;
  const consequence = breaking === undefined || breaking === text ? "" : `\n  ${escapeMarkdown(breaking)}`;
  return `- ${where}${escapeMarkdown(text)} (${place})${consequence}`;
}

function readLines(text: string, items: NoteItem[], named: NoteItem[]): NoteLine[] {
  const proposed = new Map(items.map((item) => [plainItem(item), item]));
  return blocksOf(text).map((block) => proposed.get(block) ?? writtenLine(block, named));
}

/**
 * The items of a list: whatever a person typed, no line of it begins a heading, a block of code or anything else that
 * would reach beyond its section of the changelog. An indented line goes on with the item before it.
 */
function blocksOf(text: string): string[] {
  const blocks: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const words = line.trim().replace(/^[-*+•] +/, "");
    const previous = blocks.at(-1);
    if (words === "") continue;
    if (/^\s/.test(line) && previous !== undefined)
      blocks[blocks.length - 1] = `${previous}\n  ${tame(words)}`;
    else blocks.push(`- ${tame(words)}`);
  }
  return blocks;
}

function tame(words: string): string {
  return words.replace(/^(#|```|~~~|<|\[[^\]]*\]:)/, String.raw`\$1`);
}
