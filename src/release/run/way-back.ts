import type { StepOutcome } from "./ledger.ts";
import { isFinal, type Run } from "./run.ts";
import { touchedClusterAt } from "./steps.ts";

/** Those of the runs of an environment that have ended and may have written to it, whoever wrote last first. */
export function lastWriters(runs: { run: Run; ledger: Record<string, StepOutcome> }[]): Run[] {
  return runs
    .flatMap(({ run, ledger }) => {
      const at = touchedClusterAt(ledger);
      return at === undefined || !isFinal(run.phase) ? [] : [{ run, at }];
    })
    .toSorted((a, b) => b.at - a.at)
    .map(({ run }) => run);
}

/**
 * Whether a run offers the way back to what was there before it: it was the last one that wrote, so that there is nothing else
 * to go back from; and what it left is live, or is what it could not finish. `writers` are those of `lastWriters`.
 */
export function offersWayBack(
  run: Run,
  { isLive, writers }: { isLive: boolean; writers: Pick<Run, "id">[] },
): boolean {
  if (run.kind !== "deploy" || run.from === undefined || writers[0]?.id !== run.id) return false;
  if (run.phase === "succeeded") return isLive;
  return run.phase === "failed" || run.phase === "cancelled";
}
