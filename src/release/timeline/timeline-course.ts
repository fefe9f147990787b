import type { Release } from "../book/release.ts";
import { isFinal, type Run } from "../run/run.ts";
import { compareVersions, parseVersion } from "../version.ts";

/** Where a release stands in production, as far as its readers are concerned. */
export const courseStates = [
  "planned",
  "cancelled",
  "under way",
  "live",
  "failed",
  "rolling back",
  "rolled back",
  "overtaken",
] as const;
export type CourseState = (typeof courseStates)[number];

/** What has happened to a release in production; times in milliseconds since the epoch. */
export interface Course {
  state: CourseState;
  /** When the state came about; absent while it is only planned. */
  at?: number;
  /** The newest deploy of it that has begun. */
  run?: string;
  startedAt?: number;
  liveAt?: number;
  /** The version that runs in its place. */
  by?: string;
  /** Why it failed or was cancelled or taken back. */
  because?: string;
}

/** What a course is read from. */
export interface CourseFacts {
  version: string;
  tagPrefix: string;
  release?: Pick<Release, "state" | "cancelledBecause" | "startedAt" | "liveAt">;
  /** The runs of production, newest first, at least back to this release's own. */
  runs: Run[];
}

/**
 * What has happened to a release in production, told by the runs there: its newest deploy that began, and what ended
 * well after it. A release that was overtaken by a newer version is not one that was taken back to an older, and one whose
 * successor was taken back is live again.
 */
export function courseOf({ version, release, runs, tagPrefix }: CourseFacts): Course {
  const own = runs.find(
    (run) => run.kind === "deploy" && run.version === version && run.startedAt !== undefined,
  );
  if (own?.startedAt === undefined) return withoutRun(release);
  const { id, startedAt, supersededBy } = own;
  // A rollback that takes the place of this deploy may still wait for its turn.
  const later = runs.filter(
    (run) => run.id !== id && (run.id === supersededBy || (run.startedAt ?? 0) >= startedAt),
  );
  const live = own.phase === "succeeded" ? { liveAt: own.finishedAt ?? startedAt } : {};
  return { run: id, startedAt, ...live, ...stateOf({ ...own, startedAt }, later, tagPrefix) };
}

/** Whether what was told of a state is no longer true: then its readers must hear of it. */
export function contradicts(told: CourseState, now: CourseState): boolean {
  if (told === now || told === "planned" || told === "cancelled") return false;
  if (now === "rolled back") return true;
  if (now === "live") return told === "rolled back" || told === "overtaken";
  if (told === "under way") return now === "failed";
  return told === "live" && now === "overtaken";
}

type State = Pick<Course, "state" | "at" | "by" | "because">;

function stateOf(own: Run & { startedAt: number }, later: Run[], tagPrefix: string): State {
  const back = later.find((run) => leadsAway(run, own));
  if (back && !isFinal(back.phase))
    return { state: "rolling back", at: back.startedAt ?? back.requestedAt, ...placeOf(back) };
  if (!isFinal(own.phase)) return { state: "under way", at: own.startedAt };
  if (own.phase !== "succeeded") return back?.phase === "rolled back" ? takenBack(back) : failure(own);
  return afterSuccess(own, later, tagPrefix);
}

/** How it left, if it did: the first run that ended well after it last came to be what runs there. */
function afterSuccess(own: Run, later: Run[], tagPrefix: string): State {
  const ends = later
    .filter(({ phase }) => phase === "succeeded" || phase === "rolled back")
    .toSorted((a, b) => endOf(a) - endOf(b));
  const again = ends.findLastIndex(({ version }) => version === own.version);
  const left = ends[again + 1];
  if (!left) return { state: "live", at: endOf(ends[again] ?? own) };
  if (!isNewer(left.version, own.version, tagPrefix)) return takenBack(left);
  return { state: "overtaken", at: endOf(left), by: left.version };
}

/** A rollback from this release; the one that follows its failed deploy by itself names that. */
function leadsAway({ kind, version, from, requester }: Run, own: Run): boolean {
  if (kind !== "rollback" || version === own.version) return false;
  return from === own.version || ("automaticAfter" in requester && requester.automaticAfter === own.id);
}

function takenBack(back: Run): State {
  return { state: "rolled back", at: endOf(back), ...placeOf(back) };
}

function placeOf({ version, reason }: Run): Pick<State, "by" | "because"> {
  return { by: version, ...(reason !== undefined && { because: reason }) };
}

function endOf({ finishedAt, startedAt, requestedAt }: Run): number {
  return finishedAt ?? startedAt ?? requestedAt;
}

function withoutRun(release: CourseFacts["release"]): Course {
  if (release?.state !== "cancelled") return { state: "planned" };
  const because = release.cancelledBecause;
  return { state: "cancelled", ...(because !== undefined && { because }) };
}

function failure(run: Run): State {
  const because = run.verdict?.problem?.what ?? `the run was ${run.phase}`;
  return { state: "failed", at: run.finishedAt ?? run.requestedAt, because };
}

function isNewer(other: string, than: string, prefix: string): boolean {
  const [a, b] = [parseVersion(other, prefix), parseVersion(than, prefix)];
  return a !== undefined && b !== undefined && compareVersions(a, b) > 0;
}
