import { hasTouchedCluster } from "./steps.ts";
import type { StepOutcome } from "./ledger.ts";
import type { ProblemCode } from "../problem.ts";
import type { Hold, VerifiedRelease } from "./records.ts";
import { isFinal, type Run, type Verdict } from "./run.ts";
import type { Environment } from "../settings.ts";

export interface ClosingFacts {
  run: Run;
  verdict: Verdict;
  ledger: Record<string, StepOutcome>;
  environment: Environment;
  /** What was verified here last, and would be the way back. */
  live?: Pick<VerifiedRelease, "version" | "commit">;
  /** Whether the records were put back since the run was asked for: then its end may be carried out already. */
  isSetBack?: boolean;
}

/** What is left to do once the verdict is known; every part is safe to repeat. */
export interface Closing {
  /** The id and version of the rollback that follows by itself. */
  rollBack?: { id: string; version: string };
  /** The version that may not be shipped again, after it was taken back. */
  hold?: Pick<Hold, "version" | "commit" | "reason">;
}

/**
 * Failures that say nothing against the version: somebody else wrote, nothing was written, or nobody knows how far the run
 * came, how its Job ended, or whether its end was not carried out already.
 */
const noFault: ReadonlySet<ProblemCode> = new Set([
  "changed-meanwhile",
  "cluster-unavailable",
  "job-end-unknown",
  "deadline-missed",
  "records-set-back",
]);

/**
 * Decides how a run ends: whether it rolls back by itself (once: a rollback never causes another), and which version
 * is held back. What somebody else changed meanwhile is left as it is.
 */
export function closingOf(facts: ClosingFacts): Closing {
  const { run, verdict, ledger, environment, live, isSetBack = false } = facts;
  if (run.kind === "rollback") return verdict.phase === "rolled back" ? holdAfter(run) : {};
  const touched = hasTouchedCluster(ledger);
  const isBad = !noFault.has(verdict.problem?.code ?? "unexpected");
  const mayRollBack =
    verdict.phase === "failed" && touched && isBad && !isSetBack && environment.rollback.automatic;
  const isTheSame = live?.version === run.version && live.commit === run.commit;
  if (!mayRollBack || !live || isTheSame) return {};
  return { rollBack: { id: `${run.id}-back`, version: live.version } };
}

/** The version that was left is held back; of the version that was restored only the other commit, if there is one. */
function holdAfter({ from, fromCommit, version, commit, environment, reason }: Run): Closing {
  if (from === undefined) return {};
  const why = reason === undefined ? "" : `: ${reason}`;
  if (from !== version)
    return { hold: { version: from, reason: `rolled back on ${environment} to ${version}${why}` } };
  if (fromCommit === undefined || fromCommit === commit) return {};
  const what = `its commit ${fromCommit.slice(0, 7)} was rolled back on ${environment} to ${commit.slice(0, 7)}`;
  return { hold: { version, commit: fromCommit, reason: `${what}${why}` } };
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
