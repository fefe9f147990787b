import type { Links } from "./links.ts";
import { linesOf, type NoteItem, type NoteLine, type Notes } from "./notes.ts";
import { isWritten, linkedMarkdown } from "./written-line.ts";

export interface MarkdownOptions {
  /** "v1.5.0", or any other title. */
  title: string;
  /** The day of the release, "2026-11-23". */
  date?: string;
  /** What the release manager has to say, put first. */
  words?: string | undefined;
  /** Links are left out without it. */
  links?: Links | undefined;
}

/** The notes as Markdown for files and for releases on the repository's host; everything from commits is escaped. */
export function notesToMarkdown(notes: Notes, { title, date, words, links }: MarkdownOptions): string {
  const day = date === undefined ? "" : ` (${date})`;
  const intro = words === undefined ? "" : `${escapeMarkdown(words)}\n\n`;
  const sections = notes.sections.map((section) => {
    const { heading, more } = section;
    const rest = more > 0 ? `\n- … and ${more} more\n` : "\n";
    return `### ${escapeMarkdown(heading)}\n\n${writeItems(linesOf(section), links)}${rest}`;
  });
  const body = sections.length > 0 ? sections.join("\n") : "No changes.\n";
  const thanks = notes.authors.map((author) => {
    const page = links?.author(author);
    return page === undefined ? escapeMarkdown(author.name) : `[${escapeMarkdown(author.name)}](${page})`;
  });
  return `## ${escapeMarkdown(title)}${day}\n\n${intro}${body}${thanks.length > 0 ? `\nBy ${thanks.join(", ")}.\n` : ""}`;
}

/** One line each. Joined by the hundred: a line of a template is a tree of its pieces until something reads it. */
function writeItems(items: readonly NoteLine[], links: Links | undefined): string {
  const blocks: string[] = [];
  for (let start = 0; start < items.length; start += 100) {
    const lines = items
      .slice(start, start + 100)
      .map((item) => (isWritten(item) ? linkedMarkdown(item, links) : writeItem(item, links)));
    blocks.push(lines.join("\n"));
  }
  return blocks.join("\n");
}

function writeItem(item: NoteItem, links: Links | undefined): string {
  const scope = item.scope === undefined ? "" : `**${escapeMarkdown(item.scope)}:** `;
  const consequence =
    item.breaking === undefined || item.breaking === item.text ? "" : `\n  ${escapeMarkdown(item.breaking)}`;
  return `- ${scope}${escapeMarkdown(item.text)} (${references(item, links)})${consequence}`;
}

/** The request, the commit and the issues. */
function references({ hash, pr, issues }: NoteItem, links: Links | undefined): string {
  const request = pr === undefined ? "" : `${linked(`#${pr}`, links?.pullRequest(pr))}, `;
  const others = issues.map((issue) => `, ${linked(issue, links?.issue(issue))}`).join("");
  return `${request}${linked(hash.slice(0, 7), links?.commit(hash))}${others}`;
}

function linked(text: string, page: string | undefined): string {
  return page === undefined ? text : `[${text}](${page})`;
}

/** Most text has nothing to escape, and one look is cheaper than all the replacements. */
const special = /[\\`*_~[\]<>|#&@\0\t-\r\u2028\u2029]/;

/**
 * Text that Markdown shows as it is, on one line. Code between backticks stays code; a zero-width space behind @ keeps
 * hosts from calling people who only share a name with an annotation.
 */
export function escapeMarkdown(text: string): string {
  if (!special.test(text)) return text;
  const line = text.replace(/[\s\0]+/g, " ");
  return line
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? part : escapeProse(part)))
    .join("");
}

function escapeProse(text: string): string {
  return (
    text
      // Those that stand together at once: thousands in a row are cut later, but are read first.
      .replace(/[\\`*_~[\]<>|#]+/g, (marks) => `\\${marks.split("").join("\\")}`)
      .replaceAll("&", "&amp;")
      .replaceAll("@", "@\u200B")
  );
}
