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
  type?: string | undefined;
  scope?: string | undefined;
  /** The description, or the whole first line of a plain message, without the pull request's number. */
  text: string;
  /** What breaks, in the author's words. */
  breaking?: string | undefined;
  /** Number of the pull or merge request that brought it. */
  pr?: number | undefined;
  /** Who wrote it: the author, then the co-authors. */
  authors: Author[];
  /** Issues that it closes or refers to, "#4" or "group/project#4". */
  issues: readonly string[];
  /** What it takes back. */
  reverted?: Reverted | undefined;
  isMerge: boolean;
}

/** Shared, because most commits of a long history have none of something. */
const none: readonly string[] = [];

/** Nobody reads further, and views need not carry it. */
const longestText = 500;

const header = /^([A-Za-z][\w-]*)(?:\(([^()]+)\))?(!)?: +(\S.*)$/s;
/** `✨ feat: …` and `:sparkles: feat: …` mean the type behind the picture. */
const emoji = /^(?:\p{Extended_Pictographic}\uFE0F?|:[a-z0-9_+-]{1,40}:) */u;
/** One of the commits that were squashed, as hosts list them in the body. */
const squashed = /^[*-] ([A-Za-z][\w-]*)(?:\([^()]+\))?(!)?: +(\S.*)$/;
const footer = /^(?:[A-Za-z][\w-]*|BREAKING CHANGE)(?:: | #)/;
/** What may begin a line that says that something breaks. */
const mayBreak = /^(?:BREAKING|[*-] )/;
const breakingFooter = /^BREAKING[ -]CHANGE:(?: +(.*))?$/;
/** What a body must hold before its lines are looked at one by one. */
const noteworthy = /BREAKING|!: |#|co-authored-by|^[*-] [a-z][\w-]*(?:\([^()\n]{1,100}\))?: /im;
const coAuthor = /^co-authored-by:([^<>]*)<([^<>]*)>/i;

/** What a commit says: total, linear in the length of its message, and never an exception. */
export function readCommit(commit: Commit): ReadCommit {
  const isMerge = commit.parents.length > 1;
  const { title, pr } = findPullRequest(commit, isMerge);
  const match = header.exec(title) ?? header.exec(title.replace(emoji, ""));
  const lines = commit.body !== "" && noteworthy.test(commit.body) ? commit.body.split(/\r?\n/) : none;
  const text = kept(match?.[4] ?? title, commit.subject);
  const type = match ? match[1]?.toLowerCase() : squashedType(lines);
  // All fields at once: an object that grows afterwards takes twice the memory, and a history has many.
  return {
    hash: commit.hash,
    at: commit.at,
    type,
    scope: match?.[2] === undefined ? undefined : kept(match[2].trim(), commit.subject),
    text,
    breaking: breakingText(lines) ?? (match?.[3] === undefined ? undefined : text),
    pr,
    authors: authorsOf(commit, lines),
    issues: lines.length === 0 ? none : issuesIn(lines),
    reverted: findReverted(commit, type),
    isMerge,
  };
}

/** The first line without what the host added to it, and the request's number. */
function findPullRequest(commit: Commit, isMerge: boolean): { title: string; pr?: number } {
  const subject = commit.subject.trim();
  const merged = isMerge ? mergedRequest(subject, commit.body) : azureRequest(subject);
  if (merged) return merged;
  const end = subject.endsWith(")") ? /\((?:#|!|pull request #)(\d{1,9})\)$/.exec(subject) : null;
  if (!end) return { title: subject };
  return { title: subject.slice(0, end.index).trimEnd(), pr: Number(end[1]) };
}

/** Azure DevOps squashes under "Merged PR 12: title". */
function azureRequest(subject: string): { title: string; pr: number } | undefined {
  if (!subject.startsWith("Merged PR ")) return undefined;
  const [, number, title] = /^Merged PR (\d{1,9}): (.+)$/s.exec(subject) ?? [];
  return title === undefined ? undefined : { title: title.trim(), pr: Number(number) };
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

/** The text of the breaking-change footer up to the next footer, or of a squashed breaking commit. */
function breakingText(lines: readonly string[]): string | undefined {
  if (!lines.some((line) => mayBreak.test(line))) return undefined;
  for (const [index, line] of lines.entries()) {
    const [, , bang, squash] = squashed.exec(line) ?? [];
    if (bang !== undefined && squash !== undefined) return kept(squash);
    const found = line.startsWith("BREAKING") ? breakingFooter.exec(line) : null;
    if (!found) continue;
    const rest = lines.slice(index + 1, index + 20);
    const end = rest.findIndex((next) => footer.test(next) || squashed.test(next));
    const text = end < 0 ? rest : rest.slice(0, end);
    const joined = [found[1] ?? "", ...text.map((one) => one.trim())].filter((one) => one !== "").join(" ");
    if (joined !== "") return kept(joined);
  }
  return undefined;
}

/** A plain title above squashed commits is of the weightiest type among them. */
function squashedType(lines: readonly string[]): string | undefined {
  const types = lines.flatMap((line) => squashed.exec(line)?.[1]?.toLowerCase() ?? []);
  return ["feat", "fix", "perf"].find((type) => types.includes(type)) ?? types[0];
}

/** Each once; the first spelling stays. */
function authorsOf(commit: Commit, lines: readonly string[]): Author[] {
  if (lines.length === 0) return [commit.author];
  const found = lines.filter((line) => /^co-/i.test(line)).map((line) => coAuthor.exec(line));
  if (found.length === 0) return [commit.author];
  const authors = new Map([[keyOfAuthor(commit.author), commit.author]]);
  for (const match of found) {
    if (!match) continue;
    const author = { name: kept((match[1] ?? "").trim()), email: kept((match[2] ?? "").trim()) };
    if (!authors.has(keyOfAuthor(author))) authors.set(keyOfAuthor(author), author);
  }
  return [...authors.values()];
}

/** A person is the same by address (else name), whatever its case. */
export function keyOfAuthor({ name, email }: Author): string {
  return (email || name).toLowerCase();
}

const keyword = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|refs?|references)\b:?/i;
const issue = /(?<![^\s,(:])(?:[\w.-]{1,100}\/[\w.-]{1,100})?#\d{1,9}\b/g;

function issuesIn(lines: readonly string[]): readonly string[] {
  const found = lines.filter((line) => line.includes("#")).flatMap(issuesOf);
  return found.length === 0 ? none : found;
}

/** Issues named on a line after a word like "closes"; lines that are longer than a person writes are passed over. */
function issuesOf(line: string): string[] {
  if (line.length > 1000) return [];
  const start = line.search(keyword);
  if (start < 0) return [];
  return (line.slice(start).match(issue) ?? []).map((found) => kept(found));
}

/** V8 copies substrings that are shorter. */
const shortest = 13;

/**
 * What is kept of a long text, cut to a length that views can carry, as a text of its own: a substring would keep all of
 * what it was cut out of in memory. A short `source` may stay.
 */
function kept(text: string, source?: string): string {
  if (source !== undefined && source.length <= 2 * longestText && text.length <= longestText) return text;
  if (text.length < shortest) return text;
  const short = text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`;
  return Buffer.from(short.toWellFormed()).toString();
}
