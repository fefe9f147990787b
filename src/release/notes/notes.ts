import { type Author, keyOfAuthor, readCommit, type ReadCommit } from "./conventional-commit.ts";
import type { Commit } from "../git.ts";
import { RevertLedger } from "./reverts.ts";
import type { Kind } from "../version.ts";

/** The sections of release notes, in their order. */
export const sectionTitles = [
  "Breaking Changes",
  "New Features",
  "Bug Fixes",
  "Security",
  "Performance",
  "Other Changes",
] as const;
export type SectionTitle = (typeof sectionTitles)[number];

/** One change that people should know of. */
export type NoteItem = ReadCommit;

/** A line as a person wrote it, and what it names among the changes that it stands for. */
export interface WrittenLine {
  /** "- **api:** exports of everything (#12)". */
  markdown: string;
  /** The numbers in it that are pull requests; the others are taken for issues. */
  pulls: number[];
  /** The hashes of which it has the first seven characters. */
  commits: string[];
}

/** A change as it was proposed, or a line that a person put in its place. */
export type NoteLine = NoteItem | WrittenLine;

export interface NotesSection {
  /** By this decisions are made. */
  title: SectionTitle;
  /** This is what people read. */
  heading: string;
  /** Newest first. */
  items: NoteItem[];
  /** How many older ones there are beside them: a whole history would fill the memory, and nobody reads it. */
  more: number;
  /** What a person made of the items, in their place: changes that stayed, and lines of their own. */
  lines?: NoteLine[];
}

/** So many changes of a section are kept; all are counted. */
const mostItems = 5000;

/** Plain data: Markdown, Slack messages and numbers are all made from it. */
export interface Notes {
  /** Those that have items, in order. */
  sections: NotesSection[];
  /** Everybody who took part, in the order of their newest commit. */
  authors: Author[];
  /** How many commits the range has, those that are not shown included. */
  commits: number;
  /** When the oldest of them was committed, in milliseconds since the epoch; absent without commits. */
  oldestAt?: number;
}

/** How an installation wants its notes. */
export interface NotesSettings {
  /** Where a type belongs, beside and above the usual ones; "left out" hides it unless it is breaking. */
  types?: Record<string, SectionTitle | "left out">;
  /** What sections are called, where not by their titles. */
  headings?: Partial<Record<SectionTitle, string>>;
  /**
   * "commits" (the default) shows what was merged and not the merges; "pull requests" shows one item for each merge or
   * commit on the branch itself, for teams whose pull requests have the good titles.
   */
  merges?: "commits" | "pull requests";
}

const usualTypes = new Map<string, SectionTitle>([
  ["feat", "New Features"],
  ["feature", "New Features"],
  ["fix", "Bug Fixes"],
  ["bugfix", "Bug Fixes"],
  ["hotfix", "Bug Fixes"],
  ["security", "Security"],
  ["sec", "Security"],
  ["perf", "Performance"],
]);

/**
 * Makes notes from batches of commits that come newest first, as the `Git` port gives them, in bounded memory.
 * Reverts and what they revert within the range both disappear, and so do commits that only say a version, as of a hotfix
 * that came back to the branch; `bump` is the message of such a commit with `{version}` in it.
 */
export async function gatherNotes(
  commits: AsyncIterable<Commit[]>,
  settings: NotesSettings = {},
  bump?: string,
): Promise<Notes> {
  const gathering = new Gathering(settings, bump === undefined ? undefined : bumpReader(bump));
  for await (const batch of commits) for (const commit of batch) gathering.add(commit);
  return gathering.finish();
}

/** What is told of a section: its changes, or what a person made of them. */
export function linesOf({ items, lines }: NotesSection): readonly NoteLine[] {
  return lines ?? items;
}

/** Proposes the kind of the next release, with the reason in words; nothing to release has no kind. */
export function proposeKind({ sections }: Notes): { kind: Kind | undefined; reason: string } {
  const count = (title?: SectionTitle) =>
    sections
      .filter((section) => title === undefined || section.title === title)
      .reduce((sum, { items, more }) => sum + items.length + more, 0);
  const [breaking, features, all] = [count("Breaking Changes"), count("New Features"), count()];
  if (breaking > 0) return { kind: "major", reason: amount(breaking, "breaking change") };
  if (features > 0) {
    return { kind: "minor", reason: `${amount(features, "feature")}, no breaking change` };
  }
  if (all > 0)
    return { kind: "patch", reason: `${amount(all, "change")}, no feature and no breaking change` };
  return { kind: undefined, reason: "nothing has changed" };
}

/** Holds what has been read so far; one commit after the other goes in, the notes come out. */
class Gathering {
  readonly #settings: NotesSettings;
  readonly #isBump: ((subject: string) => boolean) | undefined;
  readonly #sections = new Map<SectionTitle | "left out", { items: NoteItem[]; more: number }>();
  /** Reverts that were done with completely after they had been put among the items. */
  readonly #done = new Set<NoteItem>();
  /** Reverts that are only counted. */
  readonly #counted = new Set<NoteItem>();
  readonly #reverts = new RevertLedger<NoteItem>();
  readonly #authors = new Map<string, Author>();
  /** Known already as the very object: many commits of one person share it. */
  readonly #met = new Set<Author>();
  /** Where a type belongs by the settings. */
  readonly #chosen: Map<string, SectionTitle | "left out">;
  #commits = 0;
  #oldestAt = Infinity;
  /** The next commit on the branch itself, following first parents. */
  #mainline: string | undefined;

  constructor(settings: NotesSettings, isBump?: (subject: string) => boolean) {
    this.#settings = settings;
    this.#isBump = isBump;
    this.#chosen = new Map(Object.entries(settings.types ?? {}));
  }

  add(commit: Commit): void {
    const item = readCommit(commit);
    const { isMerge, reverted } = item;
    const isShown = this.#isShown(commit, isMerge);
    this.#commits += 1;
    this.#oldestAt = Math.min(this.#oldestAt, commit.at);
    const isBump = this.#isBump?.(commit.subject) === true;
    if (!isMerge && !isBump) for (const author of item.authors) this.#meet(author);
    if (!isShown) return;
    const { isReverted, done } = this.#reverts.meet(commit, reverted, item);
    if (done) this.#takeOut(done);
    if (!isReverted && !isBump) this.#put(item);
  }

  finish(): Notes {
    const sections = sectionTitles.flatMap((title) => {
      const { items: kept = [], more = 0 } = this.#sections.get(title) ?? {};
      const items = kept.filter((item) => !this.#done.has(item));
      const heading = this.#settings.headings?.[title] ?? title;
      return items.length + more > 0 ? [{ title, heading, items, more }] : [];
    });
    return {
      sections,
      authors: [...this.#authors.values()],
      commits: this.#commits,
      ...(this.#commits > 0 && { oldestAt: this.#oldestAt }),
    };
  }

  #put(item: NoteItem): void {
    const section = this.#sectionOf(item);
    // A copy: V8 would take all that are read for long-lived, and with them the memory of those that are not kept. Reverts
    // are known by identity, and few.
    if (section.items.length < mostItems) section.items.push(item.reverted ? item : { ...item });
    else {
      section.more += 1;
      if (item.reverted) this.#counted.add(item);
    }
  }

  #meet(author: Author): void {
    if (this.#met.has(author)) return;
    this.#met.add(author);
    const key = keyOfAuthor(author);
    if (!this.#authors.has(key)) this.#authors.set(key, author);
  }

  /** A revert that stands among the items and has turned out to be met. */
  #takeOut(item: NoteItem): void {
    if (this.#counted.delete(item)) this.#sectionOf(item).more -= 1;
    else this.#done.add(item);
  }

  #sectionOf(item: NoteItem): { items: NoteItem[]; more: number } {
    const title = this.#titleOf(item);
    const known = this.#sections.get(title);
    if (known) return known;
    const section = { items: [], more: 0 };
    this.#sections.set(title, section);
    return section;
  }

  #isShown(commit: Commit, isMerge: boolean): boolean {
    const isMainline = this.#mainline === undefined || commit.hash === this.#mainline;
    if (isMainline) this.#mainline = commit.parents[0] ?? "";
    return this.#settings.merges === "pull requests" ? isMainline : !isMerge;
  }

  #titleOf({ type, scope, breaking }: NoteItem): SectionTitle | "left out" {
    if (breaking !== undefined) return "Breaking Changes";
    if (type === undefined) return "Other Changes";
    const chosen = this.#chosen.get(type);
    if (chosen) return chosen;
    if (type === "fix" && scope?.toLowerCase() === "security") return "Security";
    return usualTypes.get(type) ?? "Other Changes";
  }
}

/** Reading it in full would load the library for it with every reader of notes; nobody decides by this one. */
const versionNumber = /^\d+\.\d+\.\d+(?:-[\w.-]+)?$/;

/** Whether a first line is that of the message, with any version in it, and perhaps with the request that a host adds. */
function bumpReader(message: string): (subject: string) => boolean {
  const [before = "", after] = (message.split("\n", 1)[0] ?? "").split("{version}", 2);
  return (subject) => {
    if (!subject.startsWith(before)) return false;
    const line = subject.trimEnd().replace(/ \((?:#|!)\d{1,9}\)$/u, "");
    if (after === undefined) return line === before;
    return line.endsWith(after) && versionNumber.test(line.slice(before.length, line.length - after.length));
  };
}

function amount(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
