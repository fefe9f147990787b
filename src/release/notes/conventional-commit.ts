import type { Commit } from "../git.ts";
import { findReverted, type Reverted } from "./reverts.ts";

/**
 * Reads one commit by Conventional Commits 1.0 (https://www.conventionalcommits.org/en/v1.0.0/). This is our own parser
 * because the reference one takes cubic time on a long word: a line of 4,000 characters held it for 78 seconds, and
 * anybody who can commit could stop the bot with one. Every expression here looks at each character a fixed number of
 * times. The reference one is also laxer than the specification about what is breaking.
 */

export interface Author {
  name: string;
  email: string;
}

export interface ReadCommit {
  hash: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** In lower case; absent for a plain message. */
  type?: string;
  scope?: string;
  /** The description, or the whole first line of a plain message, without the pull request's number. */
  text: string;
  /** What breaks, in the author's words. */
  breaking?: string;
  /** Number of the pull or merge request that brought it. */
  pr?: number;
  /** Who wrote it: the author, then the co-authors. */
  authors: Author[];
  /** Issues that it closes or refers to, "#4" or "group/project#4". */
  issues: readonly string[];
  /** What it takes back. */
  reverted?: Reverted;
  isMerge: boolean;
}

/** Shared, because most commits of a long history have none of something. */
const none: readonly string[] = [];

/** Nobody reads further, and views need not carry it. */
const longestText = 500;

const header = /^([A-Za-z][\w-]*)(?:\(([^()]+)\))?(!)?: +(\S.*)$/s;
/** `✨ feat: …` and `:sparkles: feat: …` mean the type behind the picture. */
const emoji = /^(?:\p{Extended_Pictographic}\uFE0F?|:[a-z0-9_+-]{1,40}:) */u;
const squashed = /^[*-] ([A-Za-z][\w-]*)(?:\([^()]+\))?!: +(\S.*)$/;
const footer = /^(?:[A-Za-z][\w-]*|BREAKING CHANGE)(?:: | #)/;
const breakingFooter = /^BREAKING[ -]CHANGE:(?: +(.*))?$/;
/** What a body must hold before its lines are looked at one by one. */
const noteworthy = /BREAKING|!: |#|co-authored-by/i;
const coAuthor = /^co-authored-by:([^<>]*)<([^<>]*)>/i;

/** What a commit says: total, linear in the length of its message, and never an exception. */
export function readCommit(commit: Commit): ReadCommit {
  const isMerge = commit.parents.length > 1;
  const { title, pr } = findPullRequest(commit, isMerge);
  const match = header.exec(/^[A-Za-z]/.test(title) ? title : title.replace(emoji, ""));
  const lines = noteworthy.test(commit.body) ? commit.body.split(/\r?\n/) : none;
  const text = cut(match?.[4] ?? title);
  const read: ReadCommit = {
    hash: commit.hash,
    at: commit.at,
    text,
    authors: authorsOf(commit, lines),
    issues: lines.length === 0 ? none : lines.flatMap(issuesOf),
    isMerge,
  };
  if (match?.[1] !== undefined) read.type = match[1].toLowerCase();
  if (match?.[2] !== undefined) read.scope = cut(match[2].trim());
  if (pr !== undefined) read.pr = pr;
  const breaking = breakingText(lines) ?? (match?.[3] === undefined ? undefined : text);
  if (breaking !== undefined) read.breaking = breaking;
  const reverted = findReverted(commit, read.type);
  if (reverted) read.reverted = reverted;
  return read;
}

/** The first line without what the host added to it, and the request's number. */
function findPullRequest(commit: Commit, isMerge: boolean): { title: string; pr?: number } {
  const subject = commit.subject.trim();
  const merged = isMerge ? mergedRequest(subject, commit.body) : undefined;
  if (merged) return merged;
  const end = /\((?:#|!|pull request #)(\d{1,9})\)$/.exec(subject);
  if (!end) return { title: subject };
  return { title: subject.slice(0, end.index).trimEnd(), pr: Number(end[1]) };
}

/** GitHub, GitLab and Bitbucket each write merge commits their own way; the request's title is in the body. */
function mergedRequest(subject: string, body: string): { title: string; pr: number } | undefined {
  const number =
    /^Merge pull request #(\d{1,9}) /.exec(subject) ??
    /^Merged in .{1,300} \(pull request #(\d{1,9})\)$/.exec(subject) ??
    (subject.startsWith("Merge branch ") ? /^See merge request \S*!(\d{1,9})$/m.exec(body) : null);
  if (!number) return undefined;
  const title = body.split("\n", 1)[0]?.trim() ?? "";
  return { title: title === "" ? subject : title, pr: Number(number[1]) };
}

/** The text of the breaking-change footer up to a blank line or the next footer, or of a squashed breaking commit. */
function breakingText(lines: readonly string[]): string | undefined {
  for (const [index, line] of lines.entries()) {
    const squash = squashed.exec(line)?.[2];
    if (squash !== undefined) return cut(squash);
    const found = line.startsWith("BREAKING") ? breakingFooter.exec(line) : null;
    if (!found) continue;
    const text = [found[1] ?? ""];
    for (const next of lines.slice(index + 1, index + 20)) {
      if (next.trim() === "" || footer.test(next)) break;
      text.push(next.trim());
    }
    const joined = text.join(" ").trim();
    if (joined !== "") return cut(joined);
  }
  return undefined;
}

function authorsOf(commit: Commit, lines: readonly string[]): Author[] {
  const authors: Author[] = [commit.author];
  for (const line of lines) {
    const match = /^c/i.test(line) ? coAuthor.exec(line) : null;
    if (match) authors.push({ name: (match[1] ?? "").trim(), email: (match[2] ?? "").trim() });
  }
  return authors.length === 1 ? authors : uniqueAuthors(authors);
}

/** Each person once, by address (else name) whatever its case; the first spelling stays. */
export function uniqueAuthors(authors: Iterable<Author>): Author[] {
  const known = new Map<string, Author>();
  for (const author of authors) {
    const key = (author.email || author.name).toLowerCase();
    if (!known.has(key)) known.set(key, author);
  }
  return [...known.values()];
}

const keyword = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|refs?|references)\b:?/i;
const issue = /(?:^|[\s,(:])((?:[\w.-]{1,100}\/[\w.-]{1,100})?#\d{1,9})\b/g;

/** Issues named on a line after a word like "closes"; lines that are longer than a person writes are passed over. */
function issuesOf(line: string): string[] {
  if (line.length > 1000 || !line.includes("#")) return [];
  const start = keyword.exec(line);
  if (!start) return [];
  return Array.from(line.slice(start.index).matchAll(issue), (match) => match[1] ?? "");
}

function cut(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText - 1).toWellFormed()}…`;
}
