import { endedWell, isFinal, type Run } from "../run/run.ts";

/**
 * How production has been doing, over the runs that are known. A deploy counts when it began and ended; one that was
 * cancelled or gave way is no success and no failure. A rollback counts against the deploys that succeeded.
 */
export interface Kpis {
  deploys: number;
  /** From 0 to 1; absent when nothing counts. */
  successRate?: number;
  rollbackRate?: number;
  /**
   * Milliseconds, on average, from the end of a deploy that failed, or from the request for a rollback, to the end of the
   * run that brought a verified version back.
   */
  recoveryTime?: number;
  /** Milliseconds from the oldest commit to production. */
  leadTime?: number;
}

/** The targets of the process: more than 99 %, less than 5 %, less than half an hour, less than two weeks. */
export const kpiTargets = {
  successRate: 0.99,
  rollbackRate: 0.05,
  recoveryTime: 30 * 60_000,
  leadTime: 14 * 86_400_000,
};

/** Computes the figures from the runs of production and the times of one release. */
export function kpisOf(runs: Run[], oldestAt: number | undefined, liveAt: number | undefined): Kpis {
  const ended = runs.filter((run) => run.startedAt !== undefined && isFinal(run.phase));
  const deploys = ended.filter(
    ({ kind, phase }) => kind === "deploy" && phase !== "cancelled" && phase !== "superseded",
  );
  const good = deploys.filter(({ phase }) => endedWell(phase));
  const back = ended.filter(({ kind, phase }) => kind === "rollback" && phase === "rolled back");
  const successRate = rate(good.length, deploys.length);
  const rollbackRate = rate(back.length, deploys.length);
  const recoveries = recoveriesOf(ended);
  return {
    deploys: deploys.length,
    ...(successRate !== undefined && { successRate }),
    ...(rollbackRate !== undefined && { rollbackRate }),
    ...(recoveries.length > 0 && {
      recoveryTime: recoveries.reduce((sum, ms) => sum + ms, 0) / recoveries.length,
    }),
    ...(oldestAt !== undefined && liveAt !== undefined && { leadTime: Math.max(0, liveAt - oldestAt) }),
  };
}

/** How long each trouble lasted: one begins with a failure or a request to go back, and ends with the next good end. */
function recoveriesOf(ended: Run[]): number[] {
  const recoveries: number[] = [];
  let since: number | undefined;
  for (const run of ended.toSorted((a, b) => (a.finishedAt ?? 0) - (b.finishedAt ?? 0))) {
    if (run.kind === "rollback") since ??= run.requestedAt;
    if (run.phase === "failed") since ??= run.finishedAt;
    if (!endedWell(run.phase) || since === undefined) continue;
    recoveries.push(Math.max(0, (run.finishedAt ?? since) - since));
    since = undefined;
  }
  return recoveries;
}

function rate(part: number, of: number): number | undefined {
  return of === 0 ? undefined : part / of;
}
