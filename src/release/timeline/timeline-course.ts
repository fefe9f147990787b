import type { Release } from "../book/release.ts";
import { endedWell, isFinal, type Run } from "../run/run.ts";
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
  /** The newest deploy of it that has begun, or the run that verified what is live where that deploy did not get there. */
  run?: string;
  startedAt?: number;
  liveAt?: number;
  /** The version that runs in its place. */
  by?: string;
  /** Why it failed or was cancelled or taken back. */
  because?: string;
  /** Where its newest deploy, as of a tag that was moved, gives or gave way to what was verified of it before: their commits. */
  again?: { left: string; kept: string; because?: string };
}

/** What a course is read from. */
export interface CourseFacts {
  version: string;
  tagPrefix: string;
  release?: Pick<Release, "state" | "cancelledBecause" | "startedAt" | "liveAt">;
  /** The runs of production, newest first, at least back to this release's own. */
  runs: Run[];
  /** Whether its newest deploy may have written to the cluster; taken for true where nobody has looked. */
  hasWritten?: boolean;
}

/** The newest deploy of a version that has begun, among runs that are the newest first. */
export function newestDeploy(version: string, runs: Run[]): (Run & { startedAt: number }) | undefined {
  const isOwn = (run: Run): run is Run & { startedAt: number } =>
    run.kind === "deploy" && run.version === version && run.startedAt !== undefined;
  return runs.find(isOwn);
}

/**
 * What has happened to a release in production, told by the runs there: its newest deploy that began, and what ended
 * well after it. A release that was overtaken by a newer version is not one that was taken back to an older, and one whose
 * successor was taken back is live again. So is one of which only the newest deploy was taken back.
 */
export function courseOf({ version, release, runs, tagPrefix, hasWritten }: CourseFacts): Course {
  const own = newestDeploy(version, runs);
  if (!own) return withoutRun(release);
  const { id, startedAt, phase } = own;
  const live = phase === "succeeded" ? { liveAt: own.finishedAt ?? startedAt } : {};
  return { run: id, startedAt, ...live, ...stateOf(own, runs, tagPrefix, hasWritten) };
}

/** Whether what was told of a state is no longer true: then its readers must hear of it. */
export function contradicts(
  told: CourseState,
  { state: now, again }: Pick<Course, "state" | "again">,
): boolean {
  if (told === now || told === "planned" || told === "cancelled") return false;
  if (now === "rolled back") return true;
  // The deploy that was told of is not what is live.
  if (now === "live") return told === "rolled back" || told === "overtaken" || again !== undefined;
  if (told === "under way") return now === "failed";
  return told === "live" && now === "overtaken";
}

type State = Pick<Course, "state" | "at" | "by" | "because" | "again"> & { run?: string };
type Begun = Run & { startedAt: number };

function stateOf(own: Begun, runs: Run[], tagPrefix: string, hasWritten = true): State {
  // A rollback that takes the place of this deploy, or follows it by itself, may still wait for its turn.
  const later = runs.filter(
    (run) =>
      run.id !== own.id &&
      (run.id === own.supersededBy || follows(run, own) || (run.startedAt ?? 0) >= own.startedAt),
  );
  const back = later.find((run) => leadsAway(run, own));
  if (back && !isFinal(back.phase)) return goingBack(back, own);
  if (!isFinal(own.phase)) return { state: "under way", at: own.startedAt };
  if (own.phase === "succeeded") return afterSuccess(own, later, tagPrefix);
  const done = back && endedWell(back.phase) ? back : undefined;
  const kept = done ?? (hasWritten ? undefined : liveAt(own.startedAt, runs));
  if (kept?.version === own.version) return asBefore(kept, own, runs, tagPrefix);
  return done ? takenBack(done) : failure(own);
}

function goingBack(back: Run, own: Run): State {
  const since = { state: "rolling back" as const, at: back.startedAt ?? back.requestedAt };
  if (back.version !== own.version) return { ...since, ...placeOf(back) };
  const { by: _same, ...why } = placeOf(back);
  return { ...since, ...why, again: { left: own.commit, kept: back.commit } };
}

/** The run by which something was live at a moment. */
function liveAt(moment: number, runs: Run[]): Run | undefined {
  const before = runs.filter((run) => endedWell(run.phase) && endOf(run) <= moment);
  return before.toSorted((a, b) => endOf(a) - endOf(b)).at(-1);
}

/** The newest deploy did not get there, and what was verified of the release by `kept` is live, unless something came after it. */
function asBefore(kept: Run, own: Run, runs: Run[], tagPrefix: string): State {
  const since = afterSuccess(
    kept,
    runs.filter((run) => endOf(run) > endOf(kept)),
    tagPrefix,
  );
  if (since.state !== "live") return since;
  const because = kept.kind === "rollback" && leadsAway(kept, own) ? kept.reason : failure(own).because;
  const again = { left: own.commit, kept: kept.commit, ...(because !== undefined && { because }) };
  return { ...since, run: kept.id, again };
}

/** How it left, if it did: the first run that ended well after it last came to be what runs there. */
function afterSuccess(own: Run, later: Run[], tagPrefix: string): State {
  const ends = later.filter(({ phase }) => endedWell(phase)).toSorted((a, b) => endOf(a) - endOf(b));
  const again = ends.findLastIndex(({ version }) => version === own.version);
  const left = ends[again + 1];
  if (!left) return { state: "live", at: endOf(ends[again] ?? own) };
  if (!isNewer(left.version, own.version, tagPrefix)) return takenBack(left);
  return { state: "overtaken", at: endOf(left), by: left.version };
}

/**
 * A rollback from this release; the one that follows its failed deploy by itself names that. One to the same version leads
 * away from a deploy that has not succeeded, back to what was verified before it.
 */
function leadsAway(run: Run, own: Run): boolean {
  if (run.kind !== "rollback" || (run.version === own.version && own.phase === "succeeded")) return false;
  return run.from === own.version || follows(run, own);
}

function follows({ requester }: Run, own: Run): boolean {
  return "automaticAfter" in requester && requester.automaticAfter === own.id;
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
