import { hasTouchedCluster } from "./steps.ts";
import type { StepOutcome } from "./ledger.ts";
import type { ProblemCode } from "../problem.ts";
import { isFinal, type Run, type Verdict } from "./run.ts";
import type { Environment } from "../settings.ts";

export interface ClosingFacts {
  run: Run;
  verdict: Verdict;
  ledger: Record<string, StepOutcome>;
  environment: Environment;
  /** The version that was verified here last, and would be the way back. */
  liveVersion?: string;
  /** Whether the records were put back since the run was asked for: then its end may be carried out already. */
  isSetBack?: boolean;
}

/** What is left to do once the verdict is known; every part is safe to repeat. */
export interface Closing {
  /** The id and version of the rollback that follows by itself. */
  rollBack?: { id: string; version: string };
  /** The version that may not be shipped again, after it was taken back. */
  hold?: { version: string; reason: string };
}

/**
 * Failures that say nothing against the version: somebody else wrote, or nobody knows how far the run came, or whether
 * its end was not carried out already.
 */
const noFault: ReadonlySet<ProblemCode> = new Set([
  "changed-meanwhile",
  "cluster-unavailable",
  "records-set-back",
]);

/**
 * Decides how a run ends: whether it rolls back by itself (once: a rollback never causes another), and which version
 * is held back. What somebody else changed meanwhile is left as it is.
 */
export function closingOf(facts: ClosingFacts): Closing {
  const { run, verdict, ledger, environment, liveVersion, isSetBack = false } = facts;
  if (run.kind === "rollback")
    return verdict.phase === "rolled back" && run.from !== undefined ? { hold: holdFor(run, run.from) } : {};
  const touched = hasTouchedCluster(ledger);
  const isBad = !noFault.has(verdict.problem?.code ?? "unexpected");
  const mayRollBack =
    verdict.phase === "failed" && touched && isBad && !isSetBack && environment.rollback.automatic;
  if (!mayRollBack || liveVersion === undefined || liveVersion === run.version) return {};
  return { rollBack: { id: `${run.id}-back`, version: liveVersion } };
}

function holdFor(run: Run, bad: string): { version: string; reason: string } {
  const why = run.reason === undefined ? "" : `: ${run.reason}`;
  return { version: bad, reason: `rolled back on ${run.environment} to ${run.version}${why}` };
}

/**
 * The run that comes after a failed one and makes its automatic rollback needless, if there is any: one that has written
 * to the environment since, or a rollback that a person has asked for, whose choice of the version stands.
 */
export function overtaker(
  run: Run,
  others: { run: Run; ledger: Record<string, StepOutcome> }[],
): Run | undefined {
  return others.find(
    (other) =>
      other.run.id !== run.id &&
      other.run.requestedAt >= run.requestedAt &&
      (hasTouchedCluster(other.ledger) || isAskedFor(other.run)),
  )?.run;
}

function isAskedFor({ kind, requester, phase }: Run): boolean {
  return kind === "rollback" && "user" in requester && !isFinal(phase);
}
