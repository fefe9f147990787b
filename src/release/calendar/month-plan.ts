import { dayAt, monthAt } from "./calendar.ts";
import type { Occurrence } from "./cadence.ts";
import { type Freeze, freezeOn } from "./freeze.ts";
import { type NoteItem, type Notes, proposeKind, type SectionTitle } from "../notes/notes.ts";
import { isOver, type Release } from "../book/release.ts";
import { compareVersions, type Kind, kinds, parseVersion } from "../version.ts";

/** What a plan says of one release. */
export interface PlanEntry {
  release: Release;
  /** Why it is not on the day that the cadence names. */
  movedBecause?: string;
  conflicts: string[];
  /** Required items of its checklist that are open, in words; absent where none are required. */
  openItems?: string[];
}

/** What is on the branch for the releases to come, each change once. */
export interface Waiting {
  /** The version that it is counted from. */
  since?: string;
  breaking: NoteItem[];
  features: NoteItem[];
  fixes: NoteItem[];
  /** How many more there are. */
  others: number;
}

/** The plan of a span of time: what ships when, what is left out, and what is on the branch for it. */
export interface ReleasePlan {
  /** `2026-12`, or any other name of the span. */
  name: string;
  timeZone: string;
  entries: PlanEntry[];
  /** Dates that are too far ahead to be in the book. */
  later: Occurrence[];
  skipped: Occurrence[];
  /** The last environment, and the windows of the span in which it takes no deploy. */
  production: string;
  windows: Freeze[];
  waiting?: Waiting;
}

export interface PlanFacts {
  now: number;
  name: string;
  timeZone: string;
  prefix: string;
  /** Freezes and holidays: what releases of the cadence keep away from. */
  freezes: Freeze[];
  production: string;
  windows: Freeze[];
  /** The occurrences of the span. */
  occurrences: Occurrence[];
  /** Releases by the occurrence that they fill, also those that are over. */
  known: Map<string, Release>;
  /** Releases on their way; `isWithin` says which of them belong to the span. */
  open: Release[];
  isWithin: (target: number) => boolean;
  /** The changes since the newest version. */
  notes?: Notes;
  since?: string;
}

/** Puts a plan together from what is known. */
export function makePlan(facts: PlanFacts): ReleasePlan {
  const { name, timeZone, occurrences, known, open, isWithin, notes, since, now } = facts;
  const byKey = new Map(occurrences.map((occurrence) => [occurrence.key, occurrence]));
  const shipped = [...known.values()].filter(({ state }) => state === "closed");
  const planned = [...shipped, ...open]
    .filter(({ target }) => target !== undefined && isWithin(target))
    .toSorted((a, b) => (a.target ?? 0) - (b.target ?? 0));
  return {
    name,
    timeZone,
    entries: planned.map((release) => entryOf(release, byKey.get(release.occurrence ?? ""), facts)),
    later: occurrences.filter(
      ({ key, at, skipped }) => at >= now && skipped === undefined && !known.has(key),
    ),
    skipped: occurrences.flatMap((occurrence) => leftOut(occurrence, known.get(occurrence.key))),
    production: facts.production,
    windows: facts.windows,
    ...(notes && { waiting: waitingOf(notes, since) }),
  };
}

function leftOut(occurrence: Occurrence, release: Release | undefined): Occurrence[] {
  if (release?.state === "cancelled")
    return [{ ...occurrence, skipped: release.cancelledBecause ?? "cancelled" }];
  return occurrence.skipped === undefined || release ? [] : [occurrence];
}

function entryOf(release: Release, occurrence: Occurrence | undefined, facts: PlanFacts): PlanEntry {
  const because = release.moved?.reason ?? occurrence?.moved?.because;
  return {
    release,
    ...(because !== undefined && { movedBecause: because }),
    conflicts: isOver(release.state) ? [] : conflictsOf(release, facts),
  };
}

function conflictsOf(release: Release, facts: PlanFacts): string[] {
  return [
    ...sameDay(release, facts),
    ...outOfOrder(release, facts),
    ...frozen(release, facts),
    ...tooSmall(release, facts),
  ];
}

function sameDay(release: Release, { open, timeZone }: PlanFacts): string[] {
  const day = dayAt(release.target ?? 0, timeZone);
  return open
    .filter(({ version, target }) => version !== release.version && target && dayAt(target, timeZone) === day)
    .map(({ version, kind }) => `on the same day as ${version} (${kind})`);
}

/** A release that would ship after one with a higher version. */
function outOfOrder(release: Release, { open, prefix }: PlanFacts): string[] {
  const own = parseVersion(release.version, prefix);
  if (!own || release.kind === "hotfix") return [];
  return open.flatMap(({ version, target, kind }) => {
    const other = parseVersion(version, prefix);
    const isBefore = target !== undefined && target < (release.target ?? 0);
    if (!other || !isBefore || kind === "hotfix" || compareVersions(other, own) < 0) return [];
    return [`${version} ships before it`];
  });
}

function frozen({ kind, target = 0, state }: Release, { freezes, timeZone }: PlanFacts): string[] {
  const freeze = freezeOn(dayAt(target, timeZone), kind, freezes);
  return freeze && state !== "live" && state !== "observed" ? [`falls into ${freeze.name}`] : [];
}

/** The next release is cut from the branch with everything on it, whatever its kind allows. */
function tooSmall(release: Release, { open, notes }: PlanFacts): string[] {
  const next = open.find(({ state, kind }) => state === "planned" && kind !== "hotfix");
  if (!notes || next?.version !== release.version) return [];
  const { kind, reason } = proposeKind(notes);
  if (kind === undefined || !isLarger(kind, release.kind)) return [];
  return [`the branch has ${reason}: it would have to be a ${kind}`];
}

function isLarger(one: Kind, other: Kind): boolean {
  return kinds.indexOf(one) < kinds.indexOf(other);
}

function waitingOf({ sections }: Notes, since: string | undefined): Waiting {
  const items = (...titles: SectionTitle[]): NoteItem[] =>
    sections.filter(({ title }) => titles.includes(title)).flatMap((section) => section.items);
  return {
    ...(since !== undefined && { since }),
    breaking: items("Breaking Changes"),
    features: items("New Features"),
    fixes: items("Bug Fixes", "Security"),
    others: items("Performance", "Other Changes").length,
  };
}

/** Whether a moment is in a month, `2026-12`, of the zone. */
export function inMonth(month: string, timeZone: string): (at: number) => boolean {
  return (at) => monthAt(at, timeZone) === month;
}
