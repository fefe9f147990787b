import type { Person } from "../people.ts";
import type { Kind } from "../version.ts";

/**
 * Where a release stands on its way from the calendar to its retrospective: planned (a date), prepared (a commit and a
 * tag), staged, approved, live, observed (a day in production), closed; or cancelled, from anywhere before live.
 */
export const releaseStates = [
  "planned",
  "prepared",
  "staged",
  "approved",
  "live",
  "observed",
  "closed",
  "cancelled",
] as const;
export type ReleaseState = (typeof releaseStates)[number];

/**
 * A release of the product on its way. Its key is the tag; while it is only planned, the tag is the proposed version,
 * and preparing it may give it another one.
 */
export interface Release {
  /** The tag, "v1.5.0"; of one that was cancelled before it was prepared the occurrence, so that its version is free. */
  version: string;
  kind: Kind;
  /** The branch that it is cut from. */
  branch: string;
  state: ReleaseState;
  /** The release manager. */
  manager?: Person;
  /** When production is planned to start, in milliseconds since the epoch. */
  target?: number;
  /** The occurrence of the cadence that it fills, `minor.2026-12-07`; absent for one that was asked for by hand. */
  occurrence?: string;
  /** Who gave it another day than the calendar does; from then on the calendar leaves its target alone. */
  moved?: { by: Person; reason: string };
  /** Why it was cancelled: the words of a person, or what the calendar ran into. */
  cancelledBecause?: string;
  /** The commit of the tag, once prepared. */
  commit?: string;
  /** Its page on the host of the repository. */
  page?: string;
  /** The version before it, which its notes and commits are counted from. */
  since?: string;
  /** When production really began, went live, or was taken back. */
  startedAt?: number;
  liveAt?: number;
  rolledBackAt?: number;
  /** Grows with every save; a save that does not know the current one is refused. */
  rev: number;
}

/** What a release is called by all that outlives another version of it: the occurrence that it fills, else its version. */
export function lastingName({ occurrence, version }: Pick<Release, "occurrence" | "version">): string {
  return occurrence ?? version;
}

/**
 * What people call the state of a release: its state only goes forward, and one that production went back from is not live, nor
 * watched.
 */
export function standing({
  state,
  rolledBackAt,
}: Pick<Release, "state" | "rolledBackAt">): ReleaseState | "taken back" {
  const isBack = rolledBackAt !== undefined && (state === "live" || state === "observed");
  return isBack ? "taken back" : state;
}

/** Whether nothing more will happen to a release in this state. */
export function isOver(state: ReleaseState): boolean {
  return state === "closed" || state === "cancelled";
}
