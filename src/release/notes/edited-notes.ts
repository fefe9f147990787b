import { type NoteItem, type Notes, type NotesSection, type SectionTitle, sectionTitles } from "./notes.ts";
import { escapeMarkdown } from "./notes-markdown.ts";

/** The Markdown of one section as a person left it; empty when the section was taken out. */
export interface EditedSection {
  title: SectionTitle;
  text: string;
}

/** Slack's longest text of an input. */
const longestText = 3000;

/** What a person left of the notes of some commit earlier. */
export interface EarlierEdit {
  sections: EditedSection[];
  shown: Notes;
}

/**
 * The sections that a person may change, as text without links; longer ones than an input takes are left out. What was
 * edited before stays, with what has come in since.
 */
export function editableSections(notes: Notes, earlier?: EarlierEdit): EditedSection[] {
  return notes.sections.flatMap((section) => {
    // So many short lines do not fit either, and a long history need not be written to find that out.
    if (section.more > 0 || section.items.length > 300) return [];
    const lines = linesAfter(section.title, section.items, earlier ?? { sections: [], shown: notes });
    const text = lines.map((line) => (typeof line === "string" ? line : plainItem(line))).join("\n");
    return text.length <= longestText ? [{ title: section.title, text }] : [];
  });
}

/**
 * The notes as they were edited. A line that still is what was proposed stays the change that it tells, with its links;
 * every other one is told as it was written. What is among the notes but was not among those `shown`, because somebody
 * pushed meanwhile, is added.
 */
export function editNotes(notes: Notes, edited: EditedSection[], shown: Notes = notes): Notes {
  const sections = sectionTitles.flatMap((title): NotesSection[] => {
    const section = notes.sections.find((one) => one.title === title);
    if (!edited.some((one) => one.title === title)) return section ? [section] : [];
    const { items = [], heading = title, more = 0 } = section ?? {};
    const lines = linesAfter(title, items, { sections: edited, shown });
    return lines.length > 0 ? [{ title, heading, items, more, lines }] : [];
  });
  return { ...notes, sections };
}

function linesAfter(
  title: SectionTitle,
  items: NoteItem[],
  { sections, shown }: EarlierEdit,
): (NoteItem | string)[] {
  const edit = sections.find((one) => one.title === title);
  if (!edit) return items;
  const known = new Set(shown.sections.flatMap((section) => section.items.map(({ hash }) => hash)));
  return [...items.filter(({ hash }) => !known.has(hash)), ...readLines(edit.text, items)];
}

function plainItem({ scope, text, pr, hash, breaking }: NoteItem): string {
  const where = scope === undefined ? "" : `**${escapeMarkdown(scope)}:** `;
  const place = pr === undefined ? hash.slice(0, 7) : `#${pr}`;
  const consequence = breaking === undefined || breaking === text ? "" : `\n  ${escapeMarkdown(breaking)}`;
  return `- ${where}${escapeMarkdown(text)} (${place})${consequence}`;
}

function readLines(text: string, items: NoteItem[]): (NoteItem | string)[] {
  const proposed = new Map(items.map((item) => [plainItem(item), item]));
  return blocksOf(text).map((block) => proposed.get(block) ?? block);
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
