import type { Problem } from "../problem.ts";
import type { Person } from "../people.ts";
import type { Plan } from "./plan.ts";

/** Where a run stands. The sentences are in `docs/architecture.md`; saved data holds these words. */
export const phases = [
  "requested",
  "awaiting approval",
  "queued",
  "running",
  "verifying",
  "succeeded",
  "failed",
  "rolling back",
  "rolled back",
  "cancelled",
  "superseded",
] as const;
export type Phase = (typeof phases)[number];

/** Who caused a run: a person, or Slipway itself after a failed run. */
export type Requester = Person | { automaticAfter: string };

/** A person's yes or no to one plan. */
export interface Approval {
  by: Person;
  at: number;
  decision: "approved" | "rejected";
  /** The digest of the plan that the person saw. */
  planDigest: string;
  reason?: string;
}

/** One execution of a plan against an environment. The plan's objects are kept apart, by the plan's digest. */
export interface Run {
  id: string;
  kind: Plan["kind"];
  environment: string;
  version: string;
  commit: string;
  from?: string;
  fromCommit?: string;
  planDigest: string;
  requester: Requester;
  /** Milliseconds since the epoch, like every time here. */
  requestedAt: number;
  reason?: string;
  /** The words of the person who passed the gates, and what stood in the way when they did. */
  emergency?: string;
  passed?: Problem[];
  phase: Phase;
  /** How many must say yes, as the policy was at planning time; 0 without a gate. */
  approvalsNeeded: number;
  approvals: Approval[];
  /** When an unanswered request for approval ends. */
  expiresAt?: number;
  /** True when the person chose to take over fields that another manager owns. */
  takeOver?: boolean;
  startedAt?: number;
  /** Its deadline of now, where nobody could look at it at the one before. */
  extendedTo?: number;
  finishedAt?: number;
  /** Who asked for it to stop. */
  cancelledBy?: Person;
  cancelledAt?: number;
  /** The run that takes this one's place. */
  supersededBy?: string;
  /** What the run came to, decided but perhaps not yet carried out to the end (lock, records, words). */
  verdict?: Verdict;
  /** Grows with every save; a save that does not know the current one is refused. */
  rev: number;
}

export type FinalPhase = Extract<Phase, "succeeded" | "failed" | "rolled back" | "cancelled" | "superseded">;
export interface Verdict {
  phase: FinalPhase;
  problem?: Problem;
}

const finalPhases: ReadonlySet<Phase> = new Set([
  "succeeded",
  "failed",
  "rolled back",
  "cancelled",
  "superseded",
]);

/** Whether nothing more will ever happen to a run in this phase. */
export function isFinal(phase: Phase): phase is FinalPhase {
  return finalPhases.has(phase);
}

/** Whether a run in this phase has ended, and ended well. */
export function endedWell(phase: Phase): boolean {
  return phase === "succeeded" || phase === "rolled back";
}

/**
 * What people must see of a run at once when it changes: how many have answered, that it goes on, that it is to stop, and
 * how it ended. The steps of a run under way are not part of it.
 */
export function milestoneOf({ phase, approvals, verdict, cancelledBy, supersededBy }: Run): string {
  if (isFinal(phase)) return phase;
  if (verdict) return `nearly ${verdict.phase}`;
  if (cancelledBy || supersededBy !== undefined) return "stopping";
  return phase === "awaiting approval" ? `${phase} ${approvals.length}` : "under way";
}

/** Whether a run in this phase still waits for its turn or for people, so that a newer request may replace it. */
export function isWaiting(phase: Phase): boolean {
  return phase === "requested" || phase === "awaiting approval" || phase === "queued";
}
