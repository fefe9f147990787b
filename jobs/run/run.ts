import type { JobParts } from "../../src/parts.ts";
import { makeProblem, ProblemError } from "../../src/release/problem.ts";
import { graceOf } from "../../src/release/run/deadline.ts";
import type { Run, Verdict } from "../../src/release/run/run.ts";
import { stepEntry } from "../../src/release/run/run-entries.ts";
import { type Next, nextStep, type Step } from "../../src/release/run/steps.ts";
import type { JobContext, JobHandler } from "../../src/release/work.ts";
import { closeRun } from "./close-run.ts";
import { whyLate } from "./late-write.ts";
import { lockOf } from "./step-lock.ts";
import { loadRun, type LoadedRun } from "./load-run.ts";
import { noteRun } from "./note-run.ts";
import { performStep } from "./perform.ts";
import { showRun } from "./show.ts";
import { wakeTimeline } from "../timeline/timeline.ts";

/** How long the engine rests, in milliseconds, before it asks a cluster again that did not answer. */
const rest = 1000;
/** How long, in milliseconds, a run lets others go first that have its environment. */
const turn = 500;

/**
 * The engine: takes a run from where its record says it stands, one effect at a time, until it is final. It remembers
 * nothing between steps, so any worker goes on after any crash; its claim keeps a worker that woke up late from
 * recording anything.
 */
export function runJob(parts: JobParts): JobHandler<"run"> {
  return async ({ run: id }, context) => {
    const watchedSince = parts.clock();
    const claim = await parts.runs.claim(id);
    const found = await parts.runs.get(id);
    if (found) await noteRun(found, await parts.runs.ledger(id), parts);
    for (;;) {
      if (context.signal.aborted) await context.redeliver(0);
      const loaded = await loadRun(id, parts);
      if (!loaded || (await advance(loaded, { claim, watchedSince }, context, parts)) === "stop") return;
    }
  };
}

async function advance(
  loaded: LoadedRun,
  { claim, watchedSince }: { claim: number; watchedSince: number },
  context: JobContext,
  parts: JobParts,
): Promise<"go on" | "stop"> {
  // After what it judges was read: a store that was put back in between has given the newer records.
  const setBack = await parts.journal.setBack();
  const next: Next = nextStep({
    ...loaded,
    now: parts.clock(),
    watchedSince,
    ...(setBack && { setBack }),
  });
  switch (next.do) {
    case "nothing":
      return "stop";
    case "extend":
      await extend(loaded, parts);
      return "go on";
    case "look": {
      const problem = await whyLate(loaded, next.step, parts);
      if (!problem) return perform(loaded, next, claim, context, parts);
      await decide(loaded, { phase: "failed", problem }, parts);
      return "go on";
    }
    case "decide":
      await decide(loaded, next.verdict, parts);
      return "go on";
    case "close":
      await closeRun(loaded, next.verdict, parts, setBack);
      return "stop";
    case "perform":
      return perform(loaded, next, claim, context, parts);
  }
}

async function decide(loaded: LoadedRun, verdict: Verdict, parts: JobParts): Promise<void> {
  await parts.runs.save({ ...loaded.run, verdict: await witnessed(verdict, loaded, parts) });
}

/** Gives a run that nobody could look at the time for that, and the lock that may have lapsed meanwhile. */
async function extend({ run, environment, ledger }: LoadedRun, parts: JobParts): Promise<void> {
  const now = parts.clock();
  const extendedTo = now + graceOf(environment) * 1000;
  const saved = await parts.runs.save({ ...run, extendedTo });
  if (!saved) return;
  await parts.locks.take(environment.name, lockOf(run, now, extendedTo), now);
  await noteRun(saved, ledger, parts);
  await showRun(saved.id, parts);
}

/**
 * A deadline that came while the cluster was away says nothing about the version: it is the cluster that failed, and
 * what an outage has caused is not rolled back.
 */
async function witnessed(verdict: Verdict, { environment }: LoadedRun, parts: JobParts): Promise<Verdict> {
  if (verdict.problem?.code !== "deadline-exceeded") return verdict;
  try {
    await parts.clusters
      .of(environment)
      .read([{ apiVersion: "v1", kind: "ConfigMap", name: "slipway-look" }]);
    return verdict;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    // Whoever refuses has answered.
    if (error.problem.code !== "cluster-unavailable") return verdict;
    const what = `The cluster of ${environment.name} did not answer when the run reached its deadline, so nobody knows how far it came.`;
    const advice = "Look at it once it answers, then deploy again or roll back.";
    return { ...verdict, problem: makeProblem("cluster-unavailable", what, advice) };
  }
}

async function perform(
  loaded: LoadedRun,
  { step, phase }: Extract<Next, { do: "perform" | "look" }>,
  claim: number,
  context: JobContext,
  parts: JobParts,
): Promise<"go on" | "stop"> {
  const run = await enterPhase(loaded.run, phase, parts);
  if (!run) return "go on";
  const outcome = await attempt({ ...loaded, run }, step, context.signal, parts);
  if (outcome === "not our turn") return context.redeliver(turn);
  if (outcome === "interrupted") return "go on";
  const recorded = await parts.runs.recordStep(run.id, claim, step.id, outcome);
  if (recorded === "fenced") return "stop";
  await Promise.all([parts.journal.append(stepEntry(run, step.id, outcome)), showRun(run.id, parts)]);
  return "go on";
}

/** Saves the phase a step belongs to; undefined when somebody changed the run meanwhile, so that it is looked at again. */
async function enterPhase(run: Run, phase: Run["phase"], parts: JobParts): Promise<Run | undefined> {
  if (run.phase === phase) return run;
  const saved = await parts.runs.save({ ...run, phase, startedAt: run.startedAt ?? parts.clock() });
  if (saved) await showRun(saved.id, parts);
  if (saved && run.startedAt === undefined) await wakeTimeline(saved, parts);
  return saved;
}

/** One try at a step. A cluster or repository that does not answer is waited for; the run's deadline ends the wait. */
async function attempt(
  loaded: LoadedRun,
  step: Step,
  signal: AbortSignal,
  parts: JobParts,
): ReturnType<typeof performStep> {
  try {
    return await performStep(loaded, step, signal, parts);
  } catch (error) {
    if (signal.aborted) return "interrupted";
    if (!(error instanceof ProblemError) || error.problem.code === "store-unavailable") throw error;
    if (!isWorthWaiting(error, step)) return { outcome: "failed", at: parts.clock(), problem: error.problem };
    parts.log.warn(
      { run: loaded.run.id, step: step.id, code: error.problem.code },
      "waiting for an outside system",
    );
    await showRun(loaded.run.id, parts, error.problem.what);
    await parts.pause(rest);
    return "interrupted";
  }
}

/** Before anything was written, a repository that is away ends the run; later on it is worth waiting for. */
function isWorthWaiting({ problem }: ProblemError, step: Step): boolean {
  return (
    problem.code === "cluster-unavailable" || (problem.code === "git-unavailable" && step.kind !== "recheck")
  );
}
