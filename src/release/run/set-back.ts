import { makeProblem } from "../problem.ts";
import { isFinal, isWaiting, type Run, type Verdict } from "./run.ts";

/** The records were put back to an older state, as when a replica takes over without the last entries. */
export interface SetBack {
  /** When it was noticed last, in milliseconds since the epoch. */
  at: number;
  /** The same for everybody who noticed it. */
  id: string;
  /** The place in the journal of the newest entry that somebody remembers, and of the newest that was left. */
  known: number;
  left: number;
}

/**
 * The end of a run that was asked for before the records were put back: what was decided about it or done by it since is
 * not in them, so it is stopped where it stands. Undefined for every other one.
 */
export function stoppedBy(setBack: SetBack | undefined, run: Run): Verdict | undefined {
  if (!setBack || isFinal(run.phase) || run.requestedAt > setBack.at) return undefined;
  const what =
    "Redis was put back to an older state, as when a replica takes over without the last entries: what was decided about this run or done by it since then is not in the records.";
  const advice = `Look at ${run.environment} with \`/release status ${run.environment}\` and at its cluster, then ask again.`;
  return {
    phase: isWaiting(run.phase) ? "cancelled" : "failed",
    problem: makeProblem("records-set-back", what, advice),
  };
}
