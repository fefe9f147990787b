import type { JobParts } from "../../src/parts.ts";
import type { CheckResult } from "../../src/release/run/checks.ts";
import type { StepOutcome } from "../../src/release/run/ledger.ts";
import { makeProblem } from "../../src/release/problem.ts";
import type { Check } from "../../src/release/settings.ts";
import type { LoadedRun } from "./load-run.ts";
import { showRun } from "./show.ts";
import { untilStopped } from "./stop.ts";
import { runJobCheck } from "./job-check.ts";

/** Between two tries of a check, in milliseconds: what has just started may need a moment. */
const betweenTries = 2000;

/** Runs one check of the environment, again as often as the configuration says, each try within its own time. */
export async function runCheck(
  loaded: LoadedRun,
  check: Check,
  signal: AbortSignal,
  parts: JobParts,
): Promise<StepOutcome | "interrupted"> {
  await using stop = untilStopped(loaded, signal, parts);
  let last: CheckResult = { passed: false, words: "it never ran" };
  for (let tries = 0; tries <= check.retries; tries += 1) {
    if (tries > 0) await parts.pause(betweenTries);
    if (stop.signal.aborted) return "interrupted";
    await showRun(loaded.run.id, parts, tries === 0 ? "first try" : `try ${tries + 1}: ${last.words}`);
    last = await tryOnce(loaded, check, tries, stop.signal, parts);
    if (stop.signal.aborted) return "interrupted";
    if (last.passed)
      return { outcome: "done", at: parts.clock(), facts: { words: last.words, tries: tries + 1 } };
  }
  return { outcome: "failed", at: parts.clock(), problem: failed(check, last, loaded) };
}

function tryOnce(
  loaded: LoadedRun,
  check: Check,
  tried: number,
  signal: AbortSignal,
  parts: JobParts,
): Promise<CheckResult> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(check.timeout * 1000)]);
  if (check.kind === "job") return runJobCheck(loaded, check, tried, bounded, parts);
  const { run, environment } = loaded;
  return parts.checks.run(check, { environment, version: run.version, commit: run.commit }, bounded);
}

function failed(check: Check, { words }: CheckResult, { run }: LoadedRun): ReturnType<typeof makeProblem> {
  const tries = check.retries === 0 ? "" : ` after ${check.retries + 1} tries`;
  return makeProblem(
    "check-failed",
    `The check ${check.name} failed${tries}: ${words}`,
    `Look at what it says of ${run.version}; the workloads themselves are up.`,
  );
}
