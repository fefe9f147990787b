import { isWorkload } from "../cluster/kubernetes-object.ts";
import type { StepOutcome } from "./ledger.ts";
import type { Effect, Plan, Wave } from "./plan.ts";
import { makeProblem, type Problem } from "../problem.ts";
import { isFinal, type Phase, type Run, type Verdict } from "./run.ts";
import type { Check, Environment } from "../settings.ts";
import { type SetBack, stoppedBy } from "./set-back.ts";

/** One effect of a run. The id repeats the same way for the same plan: the ledger and the journal are keyed by it. */
export type Step = { id: string } & (
  | { kind: "recheck" }
  | { kind: "lock" }
  | { kind: "apply"; wave: Wave }
  | { kind: "wait"; wave: Wave }
  | { kind: "check"; check: Check }
  | { kind: "record" }
);

export type WriteStep = Extract<Step, { kind: "apply" }>;

/**
 * The steps of a plan, in order. A rollback does not look at the repository again: it must work while git is away.
 * After a wave with workloads comes a wait, so that a migration Job is done before what needs it starts.
 */
export function stepsOf(plan: Plan, environment: Environment): Step[] {
  const waves = plan.waves.flatMap((wave): Step[] => {
    const apply: Step = { id: `apply.${wave.name}`, kind: "apply", wave };
    return wave.effects.some(waitsForPods)
      ? [apply, { id: `wait.${wave.name}`, kind: "wait", wave }]
      : [apply];
  });
  return [
    ...(plan.kind === "deploy" ? [{ id: "recheck", kind: "recheck" } as const] : []),
    { id: "lock", kind: "lock" },
    ...waves,
    ...environment.checks.map((check): Step => ({ id: `check.${check.name}`, kind: "check", check })),
    { id: "record", kind: "record" },
  ];
}

/** Whether success of the effect shows only in the pods that it makes. */
export function waitsForPods(effect: Effect): boolean {
  return effect.do !== "remove" && isWorkload(effect.object);
}

export interface RunFacts {
  run: Run;
  steps: Step[];
  ledger: Record<string, StepOutcome>;
  /** When the run may no longer go on, in milliseconds since the epoch. */
  deadlineAt: number;
  now: number;
  /** Since when somebody has looked at the run without a break, in milliseconds since the epoch. */
  watchedSince: number;
  /** When the records were put back last, if ever. */
  setBack?: SetBack;
}

export type Next =
  | { do: "nothing" }
  | { do: "perform"; step: Step; phase: Phase }
  /** The deadline came while nobody looked: the run gets time for that before it is judged. */
  | { do: "extend" }
  /** Writing would be late, but may have been done before: only the cluster knows. */
  | { do: "look"; step: WriteStep; phase: Phase }
  | { do: "decide"; verdict: Verdict }
  | { do: "close"; verdict: Verdict };

/**
 * What a run does next, decided from its record and its ledger alone, so that any worker can go on after any crash.
 * A stop that people asked for is obeyed between steps; after the last step it is too late, because what was verified
 * is live. A deadline that nobody saw come is extended, and what would be written late is looked for. A verdict, once
 * decided, never changes. A run that still waits for people has no next step, and one that was asked for before the records
 * were put back ends.
 */
export function nextStep(facts: RunFacts): Next {
  const { run, steps, ledger, deadlineAt, now, watchedSince, setBack } = facts;
  if (isFinal(run.phase)) return { do: "nothing" };
  if (run.verdict) return { do: "close", verdict: run.verdict };
  const stopped = stoppedBy(setBack, run);
  if (stopped) return { do: "decide", verdict: stopped };
  if (run.phase === "requested" || run.phase === "awaiting approval") return { do: "nothing" };
  const stop = stopAsked(run);
  const failure = firstFailure(steps, ledger);
  if (failure) return { do: "decide", verdict: stop ?? { phase: "failed", problem: failure } };
  const step = steps.find(({ id }) => ledger[id] === undefined);
  if (!step)
    return { do: "decide", verdict: { phase: run.kind === "rollback" ? "rolled back" : "succeeded" } };
  if (stop) return { do: "decide", verdict: stop };
  const phase = phaseDuring(run, step);
  const isUnseen = run.extendedTo !== undefined || now >= deadlineAt;
  const isOver = now >= deadlineAt && (watchedSince <= deadlineAt || !hasTouchedCluster(ledger));
  if (isOver) return { do: "decide", verdict: { phase: "failed", problem: missedDeadline(run, step) } };
  if (isUnseen && isLate(run, step)) return { do: "look", step, phase };
  return now >= deadlineAt ? { do: "extend" } : { do: "perform", step, phase };
}

/** Whether the run may have written to the cluster: from then on stopping it leaves something behind. */
export function hasTouchedCluster(ledger: Record<string, StepOutcome>): boolean {
  return touchedClusterAt(ledger) !== undefined;
}

/**
 * Since when the run may have written to the cluster, in milliseconds since the epoch: it may have started long before, and
 * have waited for the lock of another one. Undefined where it has written nothing.
 */
export function touchedClusterAt({ lock }: Record<string, StepOutcome>): number | undefined {
  return lock?.outcome === "done" ? lock.at : undefined;
}

/** How far a run is, for people: steps done and steps in all. */
export function progressOf(
  steps: Step[],
  ledger: Record<string, StepOutcome>,
): { done: number; all: number } {
  return { done: steps.filter(({ id }) => ledger[id]?.outcome === "done").length, all: steps.length };
}

function stopAsked(run: Run): Verdict | undefined {
  if (run.supersededBy !== undefined) return { phase: "superseded" };
  if (run.cancelledBy !== undefined) return { phase: "cancelled" };
  return undefined;
}

function firstFailure(steps: Step[], ledger: Record<string, StepOutcome>): Problem | undefined {
  for (const { id } of steps) {
    const outcome = ledger[id];
    if (outcome?.outcome === "failed") return outcome.problem;
  }
  return undefined;
}

/**
 * Whether a step writes what a deploy brings. Once its deadline has come, a deploy that nobody looked at is only looked at,
 * and begins to write nothing. A rollback is carried out, because half a way back helps nobody, and so is the removal of
 * what a release has dropped, which comes when everything else is well.
 */
function isLate({ kind }: Run, step: Step): step is WriteStep {
  return (
    kind === "deploy" && step.kind === "apply" && step.wave.effects.some((effect) => effect.do !== "remove")
  );
}

/** The problem of a run whose deadline came while it was at a step. */
export function missedDeadline(run: Pick<Run, "environment">, step: Pick<Step, "id">): Problem {
  const what = `The run reached its deadline while it was at "${step.id}".`;
  return makeProblem(
    "deadline-exceeded",
    what,
    `Look at ${run.environment} with \`/release status ${run.environment}\`, then roll back or deploy again.`,
  );
}

function phaseDuring(run: Run, step: Step): Phase {
  if (step.kind === "wait" || step.kind === "check" || step.kind === "record") return "verifying";
  return run.kind === "rollback" ? "rolling back" : "running";
}
