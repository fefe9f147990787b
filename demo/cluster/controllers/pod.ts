import { timestamp } from "../api.ts";
import { kindNamed } from "../kinds.ts";
import { type JsonObject, objectAt, objectsAt, textAt } from "../json.ts";
import { record } from "./events.ts";
import {
  type Reconcile,
  type World,
  isGoing,
  milliseconds,
  nameOf,
  namespaceOf,
  remaining,
  uidOf,
  withCondition,
  writeStatus,
} from "./world.ts";

const pod = kindNamed("Pod");
const node = kindNamed("Node");
const waiting = new Set(["ImagePullBackOff", "ErrImagePull", "CreateContainerConfigError"]);

/** The scheduler and the kubelet in one: places a pod, makes it ready or fail as its annotations say, and lets it go. */
export const reconcilePod: Reconcile = (world, object) => {
  const annotations = objectAt(object, "metadata", "annotations");
  if (isGoing(object)) return letGo(world, object, textAt(annotations, "simulate/delete-after"));
  if (textAt(object, "spec", "nodeName") === "") return place(world, object);
  const phase = textAt(object, "status", "phase");
  const failure = textAt(annotations, "simulate/failure");
  if (phase === "Pending") return start(world, object, failure);
  if (phase !== "Running") return undefined;
  if (isOfJob(object) && isReady(object)) return end(world, object, failure === "Error");
  const crashAfter = textAt(annotations, "simulate/crash-after");
  if (crashAfter !== "" && isReady(object)) return crashLater(world, object, crashAfter);
  return undefined;
};

/** Tells whether a pod's Ready condition is true. */
export function isReady(object: JsonObject): boolean {
  return readyCondition(object)?.["status"] === "True";
}

/** A pod's Ready condition, or undefined. */
function readyCondition(object: JsonObject): JsonObject | undefined {
  return objectsAt(object, "status", "conditions").find((condition) => condition["type"] === "Ready");
}

/** How many milliseconds are missing until a pod counts as available: ready for `minReadySeconds`; undefined if it is not ready. */
export function untilAvailable(
  world: World,
  object: JsonObject,
  minReadySeconds: number,
): number | undefined {
  const condition = readyCondition(object);
  if (condition?.["status"] !== "True") return undefined;
  const since = Date.parse(textAt(condition, "lastTransitionTime"));
  return minReadySeconds === 0 ? 0 : Math.max(0, since + minReadySeconds * 1_000 - world.now());
}

function isOfJob(object: JsonObject): boolean {
  return objectsAt(object, "metadata", "ownerReferences").some((owner) => owner["kind"] === "Job");
}

function letGo(world: World, object: JsonObject, after: string): number | undefined {
  const left = remaining(world, `${uidOf(object)} going`, milliseconds(after, 0));
  if (left > 0) return left;
  world.api.store.remove(pod, object);
  return undefined;
}

function place(world: World, object: JsonObject): number | undefined {
  const wanted = Object.entries(objectAt(object, "spec", "nodeSelector"));
  const all = world.api.store.list(node);
  const fitting = all.filter((one) =>
    wanted.every(([key, value]) => objectAt(one, "metadata", "labels")[key] === value),
  );
  const chosen = fitting[leastUsed(world, fitting)];
  if (!chosen) return unschedulable(world, object, all.length);
  const bound = { ...object, spec: { ...objectAt(object, "spec"), nodeName: nameOf(chosen) } };
  const condition = { type: "PodScheduled", status: "True", lastProbeTime: null };
  const conditions = withCondition(
    objectsAt(object, "status", "conditions"),
    condition,
    timestamp(world.now()),
  );
  world.api.store.put(pod, { ...bound, status: { ...objectAt(object, "status"), conditions } });
  record(
    world,
    pod,
    object,
    "Scheduled",
    `Successfully assigned ${namespaceOf(object)}/${nameOf(object)} to ${nameOf(chosen)}`,
    "default-scheduler",
  );
  return undefined;
}

function leastUsed(world: World, nodes: JsonObject[]): number {
  const pods = world.api.store.list(pod);
  const loads = nodes.map(
    (one) => pods.filter((each) => textAt(each, "spec", "nodeName") === nameOf(one)).length,
  );
  return loads.indexOf(Math.min(...loads));
}

function unschedulable(world: World, object: JsonObject, nodes: number): undefined {
  const why = `0/${nodes} nodes are available: ${nodes} node(s) didn't match Pod's node affinity/selector. preemption: 0/${nodes} nodes are available: ${nodes} Preemption is not helpful for scheduling.`;
  const condition = {
    type: "PodScheduled",
    status: "False",
    reason: "Unschedulable",
    message: why,
    lastProbeTime: null,
  };
  if (objectsAt(object, "status", "conditions").some((one) => one["reason"] === "Unschedulable")) return;
  setStatus(world, object, {}, [condition]);
  record(world, pod, object, "FailedScheduling", why, "default-scheduler");
}

function start(world: World, object: JsonObject, failure: string): number | undefined {
  const isWaiting = waiting.has(failure);
  if (isWaiting && objectsAt(object, "status", "containerStatuses").length > 0) return undefined;
  const fails = isWaiting || failure === "CrashLoopBackOff" || failure === "NotReady";
  const after = fails ? "" : textAt(object, "metadata", "annotations", "simulate/ready-after");
  const left = remaining(world, `${uidOf(object)} pending`, milliseconds(after, world.pace.readyAfter));
  if (left > 0) return left;
  if (failure === "CrashLoopBackOff") return crash(world, object);
  const startTime = timestamp(world.now());
  const phase = isWaiting ? "Pending" : "Running";
  const state = isWaiting
    ? (container: JsonObject) => ({
        waiting: { reason: failure, message: `${failure} for image ${textAt(container, "image")}` },
      })
    : () => ({ running: { startedAt: startTime } });
  const containerStatuses = containers(
    object,
    { ready: !fails, started: !isWaiting, restartCount: 0 },
    state,
  );
  setStatus(
    world,
    object,
    { phase, startTime, containerStatuses, ...(fails ? {} : addresses(object)) },
    readiness(!fails),
  );
  return undefined;
}

function addresses(object: JsonObject): JsonObject {
  const number = Number.parseInt(uidOf(object).slice(0, 4), 16);
  const podIP = `10.0.${number >> 8}.${number & 0xff}`;
  return { hostIP: "127.0.0.1", podIP, podIPs: [{ ip: podIP }] };
}

function crashLater(world: World, object: JsonObject, after: string): number | undefined {
  const left = remaining(world, `${uidOf(object)} ready`, milliseconds(after, 5_000));
  return left > 0 ? left : crash(world, object);
}

function crash(world: World, object: JsonObject): undefined {
  const now = timestamp(world.now());
  const waits = { reason: "CrashLoopBackOff", message: "back-off 40s restarting failed container" };
  const terminated = { exitCode: 1, reason: "Error", startedAt: now, finishedAt: now };
  const containerStatuses = containers(
    object,
    { ready: false, started: false, restartCount: 4, lastState: { terminated } },
    () => ({ waiting: waits }),
  );
  setStatus(world, object, { phase: "Running", startTime: now, containerStatuses }, readiness(false));
}

function end(world: World, object: JsonObject, failed: boolean): number | undefined {
  const left = remaining(world, `${uidOf(object)} running`, world.pace.jobAfter);
  if (left > 0) return left;
  const now = timestamp(world.now());
  const terminated = {
    exitCode: failed ? 1 : 0,
    reason: failed ? "Error" : "Completed",
    startedAt: now,
    finishedAt: now,
  };
  const containerStatuses = containers(object, { ready: false, started: false, restartCount: 0 }, () => ({
    terminated,
  }));
  setStatus(world, object, { phase: failed ? "Failed" : "Succeeded", containerStatuses }, []);
  return undefined;
}

function containers(
  object: JsonObject,
  traits: JsonObject,
  state: (container: JsonObject) => JsonObject,
): JsonObject[] {
  return objectsAt(object, "spec", "containers").map((container) => {
    const identity = { name: textAt(container, "name"), image: textAt(container, "image"), imageID: "" };
    return Object.assign(identity, { lastState: {} }, traits, { state: state(container) });
  });
}

function readiness(ready: boolean): JsonObject[] {
  const state = ready ? { status: "True" } : { status: "False", reason: "ContainersNotReady" };
  return [
    { type: "Initialized", lastProbeTime: null, status: "True" },
    { type: "ContainersReady", lastProbeTime: null, ...state },
    { type: "Ready", lastProbeTime: null, ...state },
  ];
}

function setStatus(world: World, object: JsonObject, values: JsonObject, conditions: JsonObject[]): void {
  const now = timestamp(world.now());
  writeStatus(
    world,
    pod,
    object,
    (status) => ({
      ...status,
      ...values,
      conditions: conditions.reduce(
        (all, one) => withCondition(all, one, now),
        objectsAt(status, "conditions"),
      ),
    }),
    "kwok",
  );
}
