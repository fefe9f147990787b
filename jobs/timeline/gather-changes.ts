import { predecessorOf } from "../../src/release/history.ts";
import { hangsOnPlan, type NoticeKind } from "../../src/release/timeline/notice.ts";
import type { ChangeFacts } from "../../src/release/timeline/notice-facts.ts";
import { linesOf, type Notes, type SectionTitle } from "../../src/release/notes/notes.ts";
import { plainWords } from "../../src/release/notes/written-line.ts";
import type { Run } from "../../src/release/run/run.ts";
import { notesOfVersion } from "../preparation/version-notes.ts";
import type { LoadedTimeline, TimelineParts } from "./load-timeline.ts";

/** So many changes of each kind, and people, are handed on; the views tell fewer. */
const most = 30;

/** What ships with a release: a few facts of it, and the whole. */
export interface Changes {
  facts: ChangeFacts;
  notes: Notes;
  /** What they are counted from, and up to: the version where it is tagged, else the branch. */
  from: string;
  until: string;
}

type ChangeParts = Pick<TimelineParts, "git" | "settings" | "preparations" | "authors">;

/**
 * What ships with a release since the version before it, in the words of its notes: of its own commit once there is one,
 * else of the branch as it is. Undefined when there is nothing to count from.
 */
export async function gatherChanges(
  kind: NoticeKind,
  { release, version }: Pick<LoadedTimeline, "release" | "version">,
  run: Run | undefined,
  parts: ChangeParts,
): Promise<Changes | undefined> {
  const { git, settings } = parts;
  const { branch } = settings.repository;
  // A tag that was moved names another commit than what has begun.
  const known = hangsOnPlan(kind) ? (release?.commit ?? run?.commit) : (run?.commit ?? release?.commit);
  const tagged = known ?? (await git.resolve(version));
  const to = tagged ?? (await git.resolve(branch));
  if (to === undefined) return undefined;
  const left = run?.from === version ? undefined : run?.from;
  const from = release?.since ?? left ?? (await predecessorOf(version, to, parts))?.tag;
  const isKnown = from !== undefined && (await git.resolve(from)) !== undefined;
  const range = { version, to, ...(isKnown && { from }) };
  const { notes, preparation } = await notesOfVersion(range, parts);
  const mentions = kind === "start" ? await mentionsOf(notes, parts) : [];
  return {
    facts: factsOf(notes, preparation?.words, mentions),
    notes,
    from: from ?? to,
    until: tagged === undefined ? branch : version,
  };
}

function factsOf(notes: Notes, words: string | undefined, mentions: string[]): ChangeFacts {
  const breaking = pick(notes, "Breaking Changes");
  const features = pick(notes, "New Features");
  const fixes = pick(notes, "Bug Fixes", "Security");
  const others = pick(notes, "Performance", "Other Changes");
  return {
    commits: notes.commits,
    breaking: breaking.told,
    features: features.told,
    fixes: fixes.told,
    others: others.told,
    left: { breaking: breaking.left, features: features.left, fixes: fixes.left, others: others.left },
    authors: notes.authors.slice(0, most).map(({ name }) => name),
    mentions,
    ...(words !== undefined && { words }),
    ...(notes.oldestAt !== undefined && { oldestAt: notes.oldestAt }),
  };
}

function pick({ sections }: Notes, ...titles: SectionTitle[]): { told: string[]; left: number } {
  const meant = sections.filter(({ title }) => titles.includes(title));
  const told = meant.flatMap((section) => linesOf(section).slice(0, most).map(plainWords)).slice(0, most);
  const all = meant.reduce((sum, section) => sum + linesOf(section).length + section.more, 0);
  return { told, left: all - told.length };
}

async function mentionsOf({ authors }: Notes, { settings, authors: find }: ChangeParts): Promise<string[]> {
  const { mentionAuthors, dontMention } = settings.timeline;
  if (!mentionAuthors) return [];
  const users = await find(authors.slice(0, most).map(({ email }) => email));
  return users.filter((user) => !dontMention.includes(user));
}
