import { type NoteItem, type Notes, type NotesSection, type SectionTitle, sectionTitles } from "./notes.ts";
import { escapeMarkdown } from "./notes-markdown.ts";

/** The Markdown of one section as a person left it; empty when the section was taken out. */
export interface EditedSection {
  title: SectionTitle;
  text: string;
}

/** Slack's longest text of an input. */
const longestText = 3000;

/** The sections that a person may change, as text without links; longer ones than an input takes stay as they are. */
export function editableSections({ sections }: Notes): EditedSection[] {
  return sections.flatMap(({ title, items, more }) => {
    // So many short lines do not fit either, and a long history need not be written to find that out.
    if (more > 0 || items.length > 300) return [];
    const text = items.map(plainItem).join("\n");
    return text.length <= longestText ? [{ title, text }] : [];
  });
}

/**
 * The notes as they were edited. A line that still is what was proposed stays the change that it tells, with its links;
 * every other one is told as it was written. What is among the notes but was not among those `shown`, because somebody
 * pushed meanwhile, is added.
 */
export function editNotes(notes: Notes, edited: EditedSection[], shown: Notes = notes): Notes {
  const known = new Set(shown.sections.flatMap(({ items }) => items.map(({ hash }) => hash)));
  const sections = sectionTitles.flatMap((title): NotesSection[] => {
    const section = notes.sections.find((one) => one.title === title);
    const edit = edited.find((one) => one.title === title);
    if (!edit) return section ? [section] : [];
    const { items = [], heading = title, more = 0 } = section ?? {};
    const fresh = items.filter(({ hash }) => !known.has(hash));
    const lines = [...fresh, ...readLines(edit.text, items)];
    return lines.length > 0 ? [{ title, heading, items, more, lines }] : [];
  });
  return { ...notes, sections };
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
