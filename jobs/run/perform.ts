import type { JobParts } from "../../src/parts.ts";
import type { StepOutcome } from "../../src/release/run/ledger.ts";
import type { Step } from "../../src/release/run/steps.ts";
import type { LoadedRun } from "./load-run.ts";
import { applyWave } from "./step-apply.ts";
import { runCheck } from "./step-check.ts";
import { takeLock } from "./step-lock.ts";
import { recheck } from "./step-recheck.ts";
import { recordVerified } from "./step-record.ts";
import { waitForWave } from "./step-wait.ts";

/**
 * Performs one step of a run, each safe to repeat; "interrupted" asks the engine to look at the run again, "not our turn"
 * to let another run go first.
 */
export function performStep(
  loaded: LoadedRun,
  step: Step,
  signal: AbortSignal,
  parts: JobParts,
): Promise<StepOutcome | "interrupted" | "not our turn"> {
  switch (step.kind) {
    case "recheck":
      return recheck(loaded, parts);
    case "lock":
      return takeLock(loaded, parts);
    case "apply":
      return applyWave(loaded, step.wave, parts);
    case "wait":
      return waitForWave(loaded, step.wave, signal, parts);
    case "check":
      return runCheck(loaded, step.check, signal, parts);
    case "record":
      return recordVerified(loaded, parts);
  }
}
