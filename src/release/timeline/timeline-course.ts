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
 * well after it. A release that was overtaken by a newer version is not one that was taken back to an older.
 */
export function courseOf(facts: CourseFacts): Course {
  const { version, release, runs } = facts;
  const own = runs.find(
    (run) => run.kind === "deploy" && run.version === version && run.startedAt !== undefined,
  );
  if (own?.startedAt === undefined) return withoutRun(release);
  const begun = { run: own.id, startedAt: own.startedAt };
  const later = runs.filter((run) => run.id !== own.id && (run.startedAt ?? 0) >= begun.startedAt);
  const live = own.phase === "succeeded" ? { liveAt: own.finishedAt ?? begun.startedAt } : {};
  const course = { ...begun, ...live };
  const back = wayBack(later, version);
  if (back) return { ...course, ...back };
  if (!isFinal(own.phase)) return { ...course, state: "under way", at: begun.startedAt };
  if (own.phase !== "succeeded") return { ...course, ...failure(own) };
  const newer = later.findLast((run) => run.kind === "deploy" && run.phase === "succeeded");
  if (!newer) return { ...course, state: "live", at: course.liveAt ?? begun.startedAt };
  const state = isNewer(newer.version, version, facts.tagPrefix) ? "overtaken" : "rolled back";
  return { ...course, state, at: newer.finishedAt ?? begun.startedAt, by: newer.version };
}

/** Whether what was told of a state is no longer true: then its readers must hear of it. */
export function contradicts(told: CourseState, now: CourseState): boolean {
  if (told === now || told === "planned" || told === "cancelled") return false;
  if (now === "rolled back") return true;
  if (told === "under way") return now === "failed";
  return told === "live" && now === "overtaken";
}

function withoutRun(release: CourseFacts["release"]): Course {
  if (release?.state !== "cancelled") return { state: "planned" };
  const because = release.cancelledBecause;
  return { state: "cancelled", ...(because !== undefined && { because }) };
}

function wayBack(later: Run[], version: string): Pick<Course, "state" | "at" | "by" | "because"> | undefined {
  const back = later.find((run) => run.kind === "rollback" && run.from === version) ?? automatic(later);
  if (!back || (isFinal(back.phase) && back.phase !== "rolled back")) return undefined;
  const isDone = back.phase === "rolled back";
  return {
    state: isDone ? "rolled back" : "rolling back",
    at: (isDone ? back.finishedAt : back.startedAt) ?? back.requestedAt,
    by: back.version,
    ...(back.reason !== undefined && { because: back.reason }),
  };
}

/** The rollback that follows a failed deploy knows the version before it as the live one. */
function automatic(later: Run[]): Run | undefined {
  return later.find((run) => run.kind === "rollback" && "automaticAfter" in run.requester);
}

function failure(run: Run): Pick<Course, "state" | "at" | "because"> {
  const because = run.verdict?.problem?.what ?? `the run was ${run.phase}`;
  return { state: "failed", at: run.finishedAt ?? run.requestedAt, because };
}

function isNewer(other: string, than: string, prefix: string): boolean {
  const [a, b] = [parseVersion(other, prefix), parseVersion(than, prefix)];
  return a !== undefined && b !== undefined && compareVersions(a, b) > 0;
}
