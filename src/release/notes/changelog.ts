import type { Links } from "./links.ts";
import { linesOf, type NoteItem, type Notes, type SectionTitle } from "./notes.ts";
import { escapeMarkdown } from "./notes-markdown.ts";
import { isWritten, linkedMarkdown } from "./written-line.ts";

/** The headings of "Keep a Changelog" 1.1, in its order. */
const headings = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"] as const;
type Heading = (typeof headings)[number];

const headingOf: Record<SectionTitle, Heading> = {
  "Breaking Changes": "Changed",
  "New Features": "Added",
  "Bug Fixes": "Fixed",
  Security: "Security",
  Performance: "Changed",
  "Other Changes": "Changed",
};

export interface ChangelogEntry {
  /** "1.5.0", without the prefix of tags. */
  version: string;
  tag: string;
  /** "2026-11-23". */
  date: string;
  notes: Notes;
  /** The tag before it. */
  since?: string;
  /** What the release manager has to say, put first. */
  words?: string;
  links?: Links | undefined;
}

const newChangelog = `# Changelog

All notable changes are listed here, in the form of [Keep a Changelog](https://keepachangelog.com/en/1.1.0/).

## [Unreleased]
`;

/**
 * The changelog with the new version in it: below "Unreleased", whose hand-written lines move into the new version under
 * the same headings. A version that is there already stays as it was written. Lines keep the ends that they have, new ones
 * get that of the first.
 */
export function addToChangelog(text: string | undefined, entry: ChangelogEntry): string {
  return insert(text === undefined || text.trim() === "" ? newChangelog : text, entry);
}

function insert(text: string, entry: ChangelogEntry): string {
  const lineEnd = /^[^\n]*\r\n/.test(text) ? "\r\n" : "\n";
  // What ends in "\r" has its Windows line end; to all reading below it is white space.
  const own = (line: string): string => (line.endsWith("\r") ? line : line + lineEnd.slice(0, -1));
  const lines = (text.endsWith("\n") ? text : text + lineEnd).split("\n");
  const versions = versionLines(lines);
  if (versions.some(({ name }) => name === entry.version || name === entry.tag)) return text;
  const unreleased = versions.find(({ name }) => name.toLowerCase() === "unreleased");
  const start = unreleased?.line ?? versions[0]?.line ?? endOfText(lines);
  const end = unreleased ? (versions.find(({ line }) => line > start)?.line ?? endOfText(lines)) : start;
  const before = trimEnd(lines.slice(0, unreleased ? start + 1 : start));
  const pending = unreleased ? lines.slice(start + 1, end) : [];
  const gap = before.length > 0 ? [""] : [];
  const added = [...gap, ...sectionLines(entry, pending), ""].map(own);
  const after = withDefinition(lines.slice(end), entry, own);
  return `${[...before, ...added, ...after].join("\n").trimEnd()}${lineEnd}`;
}

/**
 * The headings of versions and where they are: those of the second level, and of the first where they name a version, as
 * other tools write larger ones. What stands in fenced code or in a comment is no heading.
 */
function versionLines(lines: string[]): { name: string; line: number }[] {
  const found: { name: string; line: number }[] = [];
  let closing: RegExp | undefined;
  for (const [line, text] of lines.entries()) {
    if (closing) {
      if (closing.test(text)) closing = undefined;
      continue;
    }
    closing = /^ {0,3}(```|~~~)/.test(text) ? /^ {0,3}(```|~~~)/ : undefined;
    if (/<!--(?!.*-->)/.test(text)) closing = /-->/;
    const name = /^(?:## +\[?|# +\[?(?=v?\d+\.\d+\.\d))([^\]\s]+)/.exec(text)?.[1];
    if (name !== undefined) found.push({ name, line });
  }
  return found;
}

/** Where the last section ends: before the definitions of links at the end of the file. */
function endOfText(lines: string[]): number {
  let end = lines.length;
  while (end > 0 && /^(\[[^\]]+\]:.*\r?|\s*)$/.test(lines[end - 1] ?? "")) end -= 1;
  return end;
}

function sectionLines({ version, date, words, notes, links }: ChangelogEntry, pending: string[]): string[] {
  const title = links ? `[${version}]` : version;
  const groups = groupsOf(pending);
  for (const section of notes.sections) {
    const { title: name, more } = section;
    const lines = linesOf(section).map((line) =>
      isWritten(line) ? ownLine(linkedMarkdown(line, links), name) : itemLine(line, name, links),
    );
    if (more > 0) lines.push(`- … and ${more} more`);
    const heading = headingOf[name];
    groups.set(heading, [...(groups.get(heading) ?? []), ...lines]);
  }
  const intro = [...(words === undefined ? [] : [escapeMarkdown(words), ""]), ...(groups.get("") ?? [])];
  const named = [...headings.filter((one) => groups.has(one)), ...unusual(groups)];
  const blocks = named.map((name) => [`### ${name}`, ""].concat(groups.get(name) ?? []));
  const parts = [intro, ...blocks].map(trimEnd).filter((block) => block.length > 0);
  const body = parts.length > 0 ? parts : [["No changes."]];
  return [`## ${title} - ${date}`, ...body.flatMap((block) => [""].concat(block))];
}

/** What people wrote below "Unreleased", by heading; "" is what stands before the first. */
function groupsOf(lines: string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  let heading = "";
  for (const line of lines) {
    const next = /^### +(.+?)\s*$/.exec(line)?.[1];
    if (next !== undefined) heading = next;
    else if (line.trim() !== "" || groups.has(heading)) {
      groups.set(heading, [...(groups.get(heading) ?? []), line]);
    }
  }
  for (const [name, group] of groups) groups.set(name, trimEnd(group));
  return groups;
}

function unusual(groups: Map<string, string[]>): string[] {
  const usual: readonly string[] = headings;
  return [...groups.keys()].filter((name) => name !== "" && !usual.includes(name));
}

const breakingMark: Partial<Record<SectionTitle, string>> = { "Breaking Changes": "**Breaking:** " };

/** A line as a person wrote it; what breaks is still said to break, since it has no heading of its own here. */
function ownLine(line: string, section: SectionTitle): string {
  return line.replace(/^- /, `- ${breakingMark[section] ?? ""}`);
}

function itemLine(item: NoteItem, section: SectionTitle, links: Links | undefined): string {
  const breaking = breakingMark[section] ?? "";
  const scope = item.scope === undefined ? "" : `**${escapeMarkdown(item.scope)}:** `;
  const place =
    item.pr === undefined
      ? reference(item.hash.slice(0, 7), links?.commit(item.hash))
      : reference(`#${item.pr}`, links?.pullRequest(item.pr));
  const consequence =
    item.breaking === undefined || item.breaking === item.text ? "" : `\n  ${escapeMarkdown(item.breaking)}`;
  return `- ${breaking}${scope}${escapeMarkdown(item.text)} (${place})${consequence}`;
}

function reference(words: string, address: string | undefined): string {
  return address === undefined ? words : `[${words}](${address})`;
}

/** What the heading's brackets lead to stands with the other definitions, newest first; `own` gives new lines their end. */
function withDefinition(
  lines: string[],
  { version, tag, since, links }: ChangelogEntry,
  own: (line: string) => string,
): string[] {
  if (!links || since === undefined) return lines;
  const definition = own(`[${version}]: ${links.compare(since, tag)}`);
  const known = lines.findIndex((line) => /^\[[^\]]+\]: /.test(line));
  const unreleased = lines.findIndex((line) => /^\[unreleased\]: /i.test(line));
  if (unreleased >= 0) {
    const renewed = own(`[Unreleased]: ${links.compare(tag, "HEAD")}`);
    return lines.toSpliced(unreleased, 1, renewed, definition);
  }
  if (known >= 0) return lines.toSpliced(known, 0, definition);
  const rest = trimEnd(lines);
  return rest.length > 0 ? [...rest, own(""), definition] : [definition];
}

function trimEnd(lines: string[]): string[] {
  const last = lines.findLastIndex((line) => line.trim() !== "");
  return lines.slice(0, last + 1);
}
