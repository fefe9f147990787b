import { timestamp } from "../api.ts";
import { kindNamed } from "../kinds.ts";
import { type JsonObject, at, numberAt, objectAt, objectsAt, same, textAt } from "../json.ts";
import { record } from "./events.ts";
import { isReady } from "./pod.ts";
import { active, createPod, podFrom } from "./replicaset.ts";
import {
  type Reconcile,
  type World,
  counters,
  isGoing,
  nameOf,
  namespaceOf,
  ownedBy,
  ownerReference,
  remaining,
  uidOf,
  writeStatus,
} from "./world.ts";

const job = kindNamed("Job");
const pod = kindNamed("Pod");

interface Count {
  active: JsonObject[];
  succeeded: number;
  failed: number;
}

/** Runs a Job's pods until enough of them succeed or too many fail, and says so in its conditions. */
export const reconcileJob: Reconcile = (world, object) => {
  if (isGoing(object)) return undefined;
  if (isFinished(object)) return expire(world, object);
  const pods = ownedBy(world, pod, object);
  const ended = (phase: string) => pods.filter((one) => textAt(one, "status", "phase") === phase).length;
  const count: Count = { active: active(pods), succeeded: ended("Succeeded"), failed: ended("Failed") };
  const outcome = outcomeOf(world, object, count);
  if (outcome) return finish(world, object, count, outcome);
  return run(world, object, count);
};

type Outcome = { type: "Complete" | "Failed"; reason: string; message: string };

function outcomeOf(world: World, object: JsonObject, count: Count): Outcome | undefined {
  const deadline = numberAt(object, "spec", "activeDeadlineSeconds");
  if (count.succeeded >= numberAt(object, "spec", "completions"))
    return {
      type: "Complete",
      reason: "CompletionsReached",
      message: "Reached expected number of succeeded pods",
    };
  if (count.failed > numberAt(object, "spec", "backoffLimit"))
    return {
      type: "Failed",
      reason: "BackoffLimitExceeded",
      message: "Job has reached the specified backoff limit",
    };
  if (deadline > 0 && untilDeadline(world, object, deadline) === 0)
    return {
      type: "Failed",
      reason: "DeadlineExceeded",
      message: "Job was active longer than specified deadline",
    };
  return undefined;
}

function untilDeadline(world: World, object: JsonObject, seconds: number): number {
  return remaining(world, `${uidOf(object)} started`, seconds * 1_000);
}

function isFinished(object: JsonObject): boolean {
  return objectsAt(object, "status", "conditions").some(
    (one) => one["type"] === "Complete" || one["type"] === "Failed",
  );
}

function expire(world: World, object: JsonObject): number | undefined {
  const seconds = at(object, "spec", "ttlSecondsAfterFinished");
  if (typeof seconds !== "number") return undefined;
  const left = remaining(world, `${uidOf(object)} finished`, seconds * 1_000);
  if (left > 0) return left;
  world.api.delete(job, namespaceOf(object), nameOf(object), { dryRun: false, propagation: "Background" });
  return undefined;
}

function run(world: World, object: JsonObject, count: Count): number | undefined {
  const isSuspended = at(object, "spec", "suspend") === true;
  const wanted = Math.min(
    numberAt(object, "spec", "parallelism"),
    numberAt(object, "spec", "completions") - count.succeeded,
  );
  const backoff = count.failed === 0 ? 0 : world.pace.retryAfter * 2 ** (count.failed - 1);
  const wait =
    count.active.length > 0 ? 0 : remaining(world, `${uidOf(object)} failed ${count.failed}`, backoff);
  let problem: string | undefined;
  if (!isSuspended && wait === 0) problem = create(world, object, wanted - count.active.length);
  const present = active(ownedBy(world, pod, object));
  update(world, object, { ...count, active: present }, {});
  const deadline = numberAt(object, "spec", "activeDeadlineSeconds");
  const waits = [
    wait,
    problem === undefined ? 0 : 500,
    // One that has come since the outcome was looked for is not over: another look has to find it.
    deadline > 0 ? Math.max(1, untilDeadline(world, object, deadline)) : 0,
  ];
  const due = waits.filter((left) => left > 0);
  return due.length > 0 ? Math.min(...due) : undefined;
}

function create(world: World, object: JsonObject, missing: number): string | undefined {
  for (let made = 0; made < missing; made++) {
    const body = podFrom(objectAt(object, "spec", "template"), object, ownerReference(job, object));
    const problem = createPod(world, "Job", object, body, "job-controller");
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function finish(world: World, object: JsonObject, count: Count, outcome: Outcome): number | undefined {
  const now = timestamp(world.now());
  for (const one of count.active)
    world.api.delete(pod, namespaceOf(one), nameOf(one), { dryRun: false, propagation: "Background" });
  const { type, reason, message } = outcome;
  const first = type === "Complete" ? "SuccessCriteriaMet" : "FailureTarget";
  const rest = { status: "True", lastProbeTime: now, lastTransitionTime: now, reason, message };
  const conditions = [
    { type: first, ...rest },
    { type, ...rest },
  ];
  const failed = type === "Failed" ? count.failed + count.active.length : count.failed;
  const done = type === "Complete" ? { completionTime: now } : {};
  update(world, object, { ...count, failed, active: [] }, { conditions, ...done });
  const event = type === "Complete" ? ["Completed", "Job completed"] : [reason, message];
  record(world, job, object, event[0] ?? "", event[1] ?? "", "job-controller");
  return 1;
}

function update(world: World, object: JsonObject, count: Count, more: JsonObject): void {
  const before = objectAt(object, "status");
  const values = { active: count.active.length, succeeded: count.succeeded, failed: count.failed };
  const after = {
    startTime: textAt(before, "startTime") || timestamp(world.now()),
    ...counters(values),
    ready: count.active.filter(isReady).length,
    terminating: 0,
    uncountedTerminatedPods: {},
    ...more,
  };
  if (!same(before, after)) writeStatus(world, job, object, () => after);
}
