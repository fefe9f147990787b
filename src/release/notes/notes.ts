import { type Author, uniqueAuthors, readCommit, type ReadCommit } from "./conventional-commit.ts";
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

/** Plain data: Markdown, Slack messages and numbers are all made from it. */
export interface Notes {
  /** Those that have items, in order; items newest first. */
  sections: { title: SectionTitle; items: NoteItem[] }[];
  /** Everybody who took part, in the order of their newest commit. */
  authors: Author[];
  /** How many commits the range has, those that are not shown included. */
  commits: number;
}

export interface NotesOptions {
  /** Where a type belongs, beside and above the usual ones; "left out" hides it unless it is breaking. */
  types?: Record<string, SectionTitle | "left out">;
  /**
   * "commits" (the default) shows what was merged and not the merges; "pull requests" shows one item for each merge or
   * commit on the branch itself, for teams whose pull requests have the good titles.
   */
  merges?: "commits" | "pull requests";
}

const usualTypes: Record<string, SectionTitle> = {
  feat: "New Features",
  feature: "New Features",
  fix: "Bug Fixes",
  bugfix: "Bug Fixes",
  hotfix: "Bug Fixes",
  security: "Security",
  sec: "Security",
  perf: "Performance",
};

/**
 * Makes notes from commits that come newest first, as the `Git` port gives them, keeping one small item for each.
 * Reverts and what they revert within the range both disappear.
 */
export async function gatherNotes(
  commits: AsyncIterable<Commit>,
  options: NotesOptions = {},
): Promise<Notes> {
  const gathering = new Gathering(options);
  for await (const commit of commits) gathering.add(commit);
  return gathering.finish();
}

/** Proposes the kind of the next release, with the reason in words; nothing to release has no kind. */
export function proposeKind({ sections }: Notes): { kind: Kind | undefined; reason: string } {
  const count = (title: SectionTitle) =>
    sections.find((section) => section.title === title)?.items.length ?? 0;
  const [breaking, features] = [count("Breaking Changes"), count("New Features")];
  const all = sections.reduce((sum, { items }) => sum + items.length, 0);
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
  readonly #options: NotesOptions;
  readonly #items = new Map<NoteItem, SectionTitle | "left out">();
  readonly #reverts = new RevertLedger<NoteItem>();
  readonly #authors = new Set<Author>();
  #commits = 0;
  /** The next commit on the branch itself, following first parents. */
  #mainline: string | undefined;

  constructor(options: NotesOptions) {
    this.#options = options;
  }

  add(commit: Commit): void {
    const item = readCommit(commit);
    const { isMerge, reverted } = item;
    const isShown = this.#isShown(commit, isMerge);
    this.#commits += 1;
    if (!isMerge) for (const author of item.authors) this.#authors.add(author);
    if (!isShown) return;
    const { isReverted, done } = this.#reverts.meet(commit, reverted, item);
    if (done) this.#items.delete(done);
    if (!isReverted) this.#items.set(item, this.#titleOf(item));
  }

  finish(): Notes {
    const byTitle = Map.groupBy(this.#items.keys(), (item) => this.#items.get(item));
    const sections = sectionTitles.flatMap((title) => {
      const items = byTitle.get(title);
      return items ? [{ title, items }] : [];
    });
    return { sections, authors: uniqueAuthors(this.#authors), commits: this.#commits };
  }

  #isShown(commit: Commit, isMerge: boolean): boolean {
    const isMainline = this.#mainline === undefined || commit.hash === this.#mainline;
    if (isMainline) this.#mainline = commit.parents[0] ?? "";
    return this.#options.merges === "pull requests" ? isMainline : !isMerge;
  }

  #titleOf({ type, scope, breaking }: NoteItem): SectionTitle | "left out" {
    if (breaking !== undefined) return "Breaking Changes";
    if (type === undefined) return "Other Changes";
    const { types = {} } = this.#options;
    const chosen = Object.hasOwn(types, type) ? types[type] : undefined;
    if (chosen) return chosen;
    if (type === "fix" && scope?.toLowerCase() === "security") return "Security";
    return Object.hasOwn(usualTypes, type) ? (usualTypes[type] ?? "Other Changes") : "Other Changes";
  }
}

function amount(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
