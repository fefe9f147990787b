import type { Links } from "./links.ts";
import type { NoteItem, NoteLine, WrittenLine } from "./notes.ts";

/** Whether a person wrote the line. */
export function isWritten(line: NoteLine): line is WrittenLine {
  return "markdown" in line;
}

/** Code, links and addresses stay as they were written: a number in them leads nowhere, or somewhere already. */
const untouched = /(`[^`]{1,300}`|\[[^\]]{0,300}\]\([^)]{0,300}\)|<[^>]{1,300}>|https?:\/\/\S{1,300})/;
const references =
  /(?<![\w/&#\\-])(?:(?<issue>(?:[\w.-]{1,100}\/[\w.-]{1,100})?#\d{1,9})|(?<hash>[0-9a-f]{7}))(?![\w-])/g;

/** Makes a line of what a person wrote; `items` are the changes of the notes that it may name. */
export function writtenLine(markdown: string, items: readonly NoteItem[]): WrittenLine {
  const named = new Set(proseOf(markdown).flatMap((part) => part.match(references) ?? []));
  if (named.size === 0) return { markdown, pulls: [], commits: [] };
  const pulls = items.flatMap(({ pr }) => (pr !== undefined && named.has(`#${pr}`) ? [pr] : []));
  const commits = items.flatMap(({ hash }) => (named.has(hash.slice(0, 7)) ? [hash] : []));
  return { markdown, pulls: [...new Set(pulls)], commits };
}

/** The line in Markdown, in which pull requests, issues and commits are links as they are in every other line. */
export function linkedMarkdown(line: WrittenLine, links: Links | undefined): string {
  if (!links) return line.markdown;
  const parts = line.markdown.split(untouched);
  return parts.map((part, index) => (index % 2 === 1 ? part : linkProse(part, line, links))).join("");
}

/** What a line says, as plain words on one line: for readers whose messages have marks of their own. */
export function plainWords(line: NoteLine): string {
  if (!isWritten(line)) return line.scope === undefined ? line.text : `${line.scope}: ${line.text}`;
  return line.markdown
    .replace(/^- /, "")
    .replace(/\s+/g, " ")
    .replace(/(?<!\\)\[([^\][]{1,300})\]\([^)\s]{1,300}\)/g, "$1")
    .replace(/\*\*([^*]{1,300})\*\*/g, "$1")
    .replace(/\\([\\`*_~[\]<>|#])/g, "$1")
    .replaceAll("&amp;", "&")
    .replaceAll("\u200B", "")
    .trim();
}

function proseOf(markdown: string): string[] {
  return markdown.split(untouched).filter((_part, index) => index % 2 === 0);
}

function linkProse(text: string, { pulls, commits }: WrittenLine, links: Links): string {
  return text.replace(references, (reference: string) => {
    const commit = commits.find((hash) => hash.startsWith(reference));
    const pull = pulls.find((number) => reference === `#${number}`);
    const page = pull === undefined ? links.issue(reference) : links.pullRequest(pull);
    const address = commit === undefined ? page : links.commit(commit);
    return address === undefined ? reference : `[${reference}](${address})`;
  });
}
