import type { Occurrence } from "./cadence.ts";
import type { Release } from "../book/release.ts";
import {
  compareVersions,
  formatTag,
  type Kind,
  nextVersion,
  parseVersion,
  type Version,
} from "../version.ts";

/** How far ahead occurrences become planned releases, in milliseconds: a month and what is announced before it. */
export const planAhead = 45 * 86_400_000;

export interface PlanningFacts {
  now: number;
  /** The occurrences since the calendar was last carried into the book, up to the end of what is planned ahead. */
  occurrences: Occurrence[];
  /** The releases that fill occurrences, also those that are over, by occurrence. */
  known: Map<string, Release>;
  /** Releases that are not over. */
  open: Release[];
  /** Milliseconds that a release may be late. */
  grace: number;
}

export type PlanningAct =
  | { do: "plan"; occurrence: Occurrence }
  /** Nobody was there to plan it, and now it is too late. */
  | { do: "miss"; occurrence: Occurrence }
  | { do: "move"; release: Release; target: number; because: string }
  /** Takes a release off the calendar that cannot be done any more. */
  | { do: "drop"; release: Release; because: string };

/**
 * What carries the calendar into the book: what is new is planned, what was changed follows, what is too late is given
 * up. What a person has moved stays where they put it.
 */
export function decidePlanning(facts: PlanningFacts): PlanningAct[] {
  const { occurrences, known, open } = facts;
  const computed = new Set(occurrences.map(({ key }) => key));
  return [
    ...occurrences.flatMap((occurrence) => actFor(occurrence, known.get(occurrence.key), facts)),
    ...open.flatMap((release) => leftover(release, computed, facts)),
  ];
}

function actFor(
  occurrence: Occurrence,
  release: Release | undefined,
  { now, grace }: PlanningFacts,
): PlanningAct[] {
  const { at, skipped, moved } = occurrence;
  const isLate = at < now - grace;
  if (!release) {
    if (skipped !== undefined) return [];
    return [{ do: isLate ? "miss" : "plan", occurrence }];
  }
  if (release.state !== "planned" || release.moved || isLate) return [];
  if (skipped !== undefined) return [{ do: "drop", release, because: `it falls into ${skipped}` }];
  if (release.target === at) return [];
  const because = moved ? moved.because : "the calendar has changed";
  return [{ do: "move", release, target: at, because }];
}

function leftover(release: Release, computed: Set<string>, { now, grace }: PlanningFacts): PlanningAct[] {
  const { state, target, occurrence, moved } = release;
  if (state !== "planned" || target === undefined) return [];
  if (target < now - grace) return [{ do: "drop", release, because: "nobody prepared it in time" }];
  if (occurrence === undefined || moved || target < now || target >= now + planAhead) return [];
  return computed.has(occurrence)
    ? []
    : [{ do: "drop", release, because: "the calendar no longer has its day" }];
}

export interface ProposalFacts {
  /** The newest version of the branch; undefined before the first. */
  latest: Version | undefined;
  /** Versions that exist or are promised to releases outside of the cadence. */
  taken: ReadonlySet<string>;
  /** By target. */
  planned: Pick<Release, "version" | "kind">[];
  prefix: string;
}

/**
 * The versions that planned releases would have if each was done at its time, in their order: each follows the one
 * before it, over those that are taken.
 */
export function proposeVersions({ latest, taken, planned, prefix }: ProposalFacts): string[] {
  const proposals: string[] = [];
  let current: Version = latest ?? { major: 0, minor: 0, patch: 0, prerelease: [] };
  for (const { kind } of planned) {
    current = nextFree(current, kind, taken, prefix);
    proposals.push(formatTag(current, prefix));
  }
  return proposals;
}

function nextFree(current: Version, kind: Kind, taken: ReadonlySet<string>, prefix: string): Version {
  let next = nextVersion(current, kind);
  while (taken.has(formatTag(next, prefix))) next = nextVersion(next, kind);
  return next;
}

/** The newer of the branch's newest version and those of releases that are prepared or further. */
export function newestOf(latest: Version | undefined, open: Release[], prefix: string): Version | undefined {
  const prepared = open
    .filter(({ state, kind }) => state !== "planned" && kind !== "hotfix")
    .flatMap(({ version }) => parseVersion(version, prefix) ?? []);
  return [...(latest ? [latest] : []), ...prepared].toSorted(compareVersions).at(-1);
}
