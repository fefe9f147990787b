import { goodPhases } from "../run/steps.ts";
import { isFinal, type Run } from "../run/run.ts";

/**
 * How production has been doing, over the runs that are known. A deploy counts when it began and ended; one that was
 * cancelled or gave way is no success and no failure. A rollback counts against the deploys that succeeded.
 */
export interface Kpis {
  deploys: number;
  /** From 0 to 1; absent when nothing counts. */
  successRate?: number;
  rollbackRate?: number;
  /** Milliseconds from the oldest commit to production. */
  leadTime?: number;
}

/** The targets of the process: more than 99 %, less than 5 %, less than two weeks. */
export const kpiTargets = { successRate: 0.99, rollbackRate: 0.05, leadTime: 14 * 86_400_000 };

/** Computes the figures from the runs of production and the times of one release. */
export function kpisOf(runs: Run[], oldestAt: number | undefined, liveAt: number | undefined): Kpis {
  const ended = runs.filter((run) => run.startedAt !== undefined && isFinal(run.phase));
  const deploys = ended.filter(
    ({ kind, phase }) => kind === "deploy" && phase !== "cancelled" && phase !== "superseded",
  );
  const good = deploys.filter(({ phase }) => isFinal(phase) && goodPhases.has(phase));
  const back = ended.filter(({ kind, phase }) => kind === "rollback" && phase === "rolled back");
  const successRate = rate(good.length, deploys.length);
  const rollbackRate = rate(back.length, deploys.length);
  return {
    deploys: deploys.length,
    ...(successRate !== undefined && { successRate }),
    ...(rollbackRate !== undefined && { rollbackRate }),
    ...(oldestAt !== undefined && liveAt !== undefined && { leadTime: Math.max(0, liveAt - oldestAt) }),
  };
}

function rate(part: number, of: number): number | undefined {
  return of === 0 ? undefined : part / of;
}
