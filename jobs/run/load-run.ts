import type { JobParts } from "../../src/parts.ts";
import type { StepOutcome } from "../../src/release/run/ledger.ts";
import type { Fence } from "../../src/release/cluster/cluster.ts";
import { jsonAt, textAt } from "../../src/release/cluster/json.ts";
import type { Written } from "../../src/release/cluster/written.ts";
import type { Plan } from "../../src/release/run/plan.ts";
import type { Run } from "../../src/release/run/run.ts";
import { deadlineOf } from "../../src/release/run/deadline.ts";
import type { Environment } from "../../src/release/settings.ts";
import { type Step, stepsOf } from "../../src/release/run/steps.ts";
import { environmentNamed } from "./environment.ts";

/** A run with all that decides about its next step. */
export interface LoadedRun {
  run: Run;
  plan: Plan;
  environment: Environment;
  steps: Step[];
  ledger: Record<string, StepOutcome>;
  /** When the run may no longer go on; a deadline that has not begun to count is far away. */
  deadlineAt: number;
}

/** Reads a run from the records; undefined when there is none of that id. */
export async function loadRun(
  id: string,
  parts: Pick<JobParts, "runs" | "settings">,
): Promise<LoadedRun | undefined> {
  const run = await parts.runs.get(id);
  if (!run) return undefined;
  const [plan, ledger] = await Promise.all([parts.runs.plan(run.planDigest), parts.runs.ledger(id)]);
  if (!plan) return undefined;
  const environment = environmentNamed(run.environment, parts);
  return {
    run,
    plan,
    environment,
    steps: stepsOf(plan, environment),
    ledger,
    deadlineAt: deadlineOf(run, environment),
  };
}

/** The numbers that fence what the run writes to the cluster; there once the lock step is done. */
export function fenceIn(ledger: Record<string, StepOutcome>): Pick<Fence, "number" | "last"> {
  const lock = ledger["lock"];
  const facts = lock?.outcome === "done" ? lock.facts : undefined;
  const [number, last] = [facts?.["fence"], facts?.["fenceBefore"]];
  if (typeof number === "number") return { number, ...(typeof last === "number" && { last }) };
  throw new Error("a step that writes came before the lock step");
}

/** What a workload was when this run wrote it; undefined where the run has not, or recorded it in an older way. */
export function writtenIn(ledger: Record<string, StepOutcome>, key: string): Written | undefined {
  for (const step of Object.values(ledger)) {
    const facts = step.outcome === "done" ? step.facts : undefined;
    const uid = textAt(facts, "written", key, "uid");
    const template = textAt(facts, "written", key, "template");
    const timedOut = textAt(facts, "written", key, "timedOut");
    const ttl = jsonAt(facts, "written", key, "ttl");
    if (uid !== undefined && template !== undefined)
      return {
        uid,
        template,
        ...(timedOut !== undefined && { timedOut }),
        ...(typeof ttl === "number" && { ttl }),
      };
  }
  return undefined;
}
