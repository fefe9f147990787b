import type { JobEnd } from "./job-end.ts";
import { brief, count, podTrouble, type PodTrouble, restartsOf } from "./pod-trouble.ts";
import { textAt } from "./json.ts";
import type { WorkloadObservation } from "./observation.ts";
import { makeProblem, type Problem, type ProblemCode } from "../problem.ts";
import { type Progress, progressOf } from "./rollout-progress.ts";
import { meddling, type Written } from "./written.ts";

/** Since when a workload has been up without a break, in milliseconds since the epoch, and its restarts by then. */
export interface Held {
  since: number;
  restarts: number;
}

export interface RolloutFacts {
  /** When the waiting began, in milliseconds since the epoch. */
  since: number;
  now: number;
  /** Seconds that the workload must stay up before it counts as ready. */
  stayUp: number;
  /** What the judgement before this one handed back. */
  held?: Held;
  /** The workload as it was written; what is not that is somebody else's, and never a success. */
  expected?: Written;
  /** How a Job that is gone has ended, as far as anybody knows. */
  ended?: JobEnd;
  /** Seconds that trouble which may heal by itself (scheduling, image pulls, quota) may last; 15 without it. */
  patience?: number;
}

export type Judgement =
  | { state: "waiting"; words: string; held?: Held }
  | { state: "ready"; since: number; words: string }
  | { state: "failed"; problem: Problem; pod?: string };

const defaultPatience = 15;

/**
 * Whether a workload has rolled out, by what `kubectl rollout status` looks at and by its pods: ready only after it
 * stayed up for a while, failed as soon as waiting is known to be in vain. Hand `held` of each answer to the next call.
 */
export function judgeWorkload(observation: WorkloadObservation, facts: RolloutFacts): Judgement {
  const { object, ref } = observation;
  const name = `${ref.kind} ${ref.name}`;
  if (!object) return missing(name, facts);
  const changed = facts.expected && meddling(object, facts.expected);
  if (changed) return { state: "failed", problem: changed };
  const progress = ownProgress(progressOf(object), facts);
  if (progress.state === "complete") return stayingUp(observation, progress, facts);
  const trouble = worstTrouble(observation, facts);
  if (progress.state === "stuck" && !mayHeal(progress.since, facts)) return stuck(name, progress, trouble);
  if (trouble) return failedPod(name, trouble);
  return { state: "waiting", words: [progress.words, ...heldUp(observation)].join("; ") };
}

/** A Job may be gone because it has ended: the cluster clears it away after its time, without saying that it did. */
function missing(name: string, { ended, expected, now }: RolloutFacts): Judgement {
  const ttl = expected?.ttl;
  if (ended?.how === "complete") return { state: "ready", since: now, words: "finished, and gone since" };
  if (ended) {
    const advice = "It is gone with its pods: look for their log where logs are kept.";
    return failed("workload-failed", `${name} failed: ${brief(ended.words)}.`, advice);
  }
  if (ttl === undefined) {
    const advice = "Find out who deleted it, then release again.";
    return failed("workload-missing", `${name} was deleted while it was rolled out.`, advice);
  }
  const what = `${name} is gone, and nobody saw how it ended: the cluster clears it away ${count(ttl, "second")} after its end, if nobody deletes it before, and has no event that says more.`;
  const advice = "Find out whether it did its work, then release again (it runs anew) or roll back.";
  return failed("job-end-unknown", what, advice);
}

/**
 * A StatefulSet that goes pod by pod waits for a broken pod of the template before, for ever, also after a rollback: see
 * "Forced rollback" in the documentation of Kubernetes. Only whoever deletes the pod lets it go on.
 */
function heldUp({ object, older = [] }: WorkloadObservation): string[] {
  if (textAt(object, "spec", "podManagementPolicy") === "Parallel") return [];
  const trouble = older.map(podTrouble).find((found) => found !== undefined);
  if (!trouble) return [];
  return [
    `pod ${trouble.pod} of the template before holds it up, delete it to let it go on: ${trouble.words}`,
  ];
}

/**
 * The cluster goes on saying that the rollout before has run out of time until it sees progress, also when the new spec
 * was noticed long ago. That says nothing of what was written since, as long as that has time of its own.
 */
function ownProgress(progress: Progress, { expected, since, now }: RolloutFacts): Progress {
  if (progress.state !== "stuck" || !progress.deadline) return progress;
  const { noted, seconds } = progress.deadline;
  const isOfBefore = noted !== undefined && noted === expected?.timedOut;
  if (!isOfBefore || now - since >= seconds * 1_000) return progress;
  return { state: "under way", words: "waiting for the cluster to see progress" };
}

function stayingUp(
  { pods }: WorkloadObservation,
  progress: Extract<Progress, { state: "complete" }>,
  { held, now, stayUp }: RolloutFacts,
): Judgement {
  const { words } = progress;
  if (progress.lasting) return { state: "ready", since: now, words };
  const restarts = pods.reduce((sum, pod) => sum + restartsOf(pod), 0);
  const isUnbroken = held !== undefined && restarts <= held.restarts;
  const since = isUnbroken ? held.since : now;
  if (now - since >= stayUp * 1_000) return { state: "ready", since, words };
  const up = `up for ${Math.floor((now - since) / 1_000)} of ${stayUp} s`;
  const restarted = held && !isUnbroken ? "a container restarted; " : "";
  return { state: "waiting", words: `${words}, ${restarted}${up}`, held: { since, restarts } };
}

/** A Job counts its failed pods itself and has a limit for them, so a crash in one is no verdict yet. */
function worstTrouble({ object, pods }: WorkloadObservation, facts: RolloutFacts): PodTrouble | undefined {
  return pods
    .map(podTrouble)
    .filter((trouble) => trouble !== undefined)
    .filter((trouble) => object?.kind !== "Job" || trouble.since !== undefined)
    .find((trouble) => !mayHeal(trouble.since, facts));
}

function mayHeal(
  troubleSince: number | undefined,
  { since, now, patience = defaultPatience }: RolloutFacts,
): boolean {
  if (troubleSince === undefined) return false;
  return now - Math.max(since, troubleSince) < patience * 1_000;
}

function stuck(
  name: string,
  progress: Extract<Progress, { state: "stuck" }>,
  trouble: PodTrouble | undefined,
): Judgement {
  const cause = trouble ? ` Pod ${trouble.pod}: ${trouble.words}.` : "";
  const judgement = failed(
    "workload-failed",
    `${name} does not roll out: ${progress.words}.${cause}`,
    progress.advice,
  );
  return trouble ? { ...judgement, pod: trouble.pod } : judgement;
}

function failedPod(name: string, { pod, words, advice }: PodTrouble): Judgement {
  return { ...failed("workload-failed", `${name}: pod ${pod} does not come up: ${words}.`, advice), pod };
}

function failed(code: ProblemCode, what: string, advice: string): Extract<Judgement, { state: "failed" }> {
  return { state: "failed", problem: makeProblem(code, what, advice) };
}
