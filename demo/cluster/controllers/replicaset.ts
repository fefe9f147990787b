import { ApiError } from "../status.ts";
import { controller, suffix, timestamp } from "../api.ts";
import { kindNamed } from "../kinds.ts";
import { type JsonObject, copy, ensure, numberAt, objectAt, objectsAt, same, textAt } from "../json.ts";
import { record } from "./events.ts";
import { isReady, untilAvailable } from "./pod.ts";
import {
  type Reconcile,
  type World,
  counters,
  isGoing,
  nameOf,
  namespaceOf,
  ownedBy,
  ownerReference,
  withCondition,
  writeStatus,
} from "./world.ts";

const replicaSet = kindNamed("ReplicaSet");
const pod = kindNamed("Pod");
const retryAfter = 500;

/** Keeps as many pods as `spec.replicas` says, and counts them in the status. */
export const reconcileReplicaSet: Reconcile = (world, object) => {
  if (isGoing(object)) return undefined;
  const pods = active(ownedBy(world, pod, object));
  const missing = numberAt(object, "spec", "replicas") - pods.length;
  for (const one of expendable(pods).slice(0, Math.max(0, -missing))) remove(world, object, one);
  const problem = missing > 0 ? createPods(world, object, missing) : undefined;
  const next = updateStatus(world, object, problem);
  return problem === undefined ? next : retryAfter;
};

/** The pods that count: neither going nor ended. */
export function active(pods: JsonObject[]): JsonObject[] {
  return pods.filter(
    (one) => !isGoing(one) && !["Succeeded", "Failed"].includes(textAt(one, "status", "phase")),
  );
}

/** A pod from a template, controlled by its owner; without a name it gets one from the owner's. */
export function podFrom(
  template: JsonObject,
  owner: JsonObject,
  reference: JsonObject,
  name?: string,
): JsonObject {
  const body = copy(template);
  const metadata = ensure(body, "metadata");
  const generateName = `${nameOf(owner)}-`;
  Object.assign(metadata, name === undefined ? { generateName, name: generateName + suffix() } : { name });
  metadata["ownerReferences"] = [reference];
  return body;
}

/** Creates a pod for an owner and records the event; answers what went wrong, or undefined. */
export function createPod(
  world: World,
  kindName: string,
  owner: JsonObject,
  body: JsonObject,
  component: string,
): string | undefined {
  const kind = kindNamed(kindName);
  try {
    const made = world.api.create(pod, namespaceOf(owner), body, controller());
    record(world, kind, owner, "SuccessfulCreate", `Created pod: ${nameOf(made)}`, component);
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    record(world, kind, owner, "FailedCreate", `Error creating: ${error.message}`, component);
    return error.message;
  }
}

function createPods(world: World, object: JsonObject, count: number): string | undefined {
  const template = objectAt(object, "spec", "template");
  const reference = ownerReference(replicaSet, object);
  for (let made = 0; made < count; made++) {
    const problem = createPod(
      world,
      "ReplicaSet",
      object,
      podFrom(template, object, reference),
      "replicaset-controller",
    );
    if (problem !== undefined) return problem;
  }
  return undefined;
}

// As the real controller chooses: unscheduled before placed, unready before ready, younger before older.
function expendable(pods: JsonObject[]): JsonObject[] {
  return pods.toSorted((a, b) => worth(a) - worth(b) || revision(b) - revision(a));
}

function worth(one: JsonObject): number {
  if (textAt(one, "spec", "nodeName") === "") return 0;
  return isReady(one) ? 2 : 1;
}

function revision(one: JsonObject): number {
  return Number(textAt(one, "metadata", "resourceVersion"));
}

function remove(world: World, owner: JsonObject, one: JsonObject): void {
  world.api.delete(pod, namespaceOf(one), nameOf(one), { dryRun: false, propagation: "Background" });
  record(
    world,
    replicaSet,
    owner,
    "SuccessfulDelete",
    `Deleted pod: ${nameOf(one)}`,
    "replicaset-controller",
  );
}

function updateStatus(world: World, object: JsonObject, problem: string | undefined): number | undefined {
  const owned = ownedBy(world, pod, object);
  const pods = active(owned);
  const waits = pods.map((one) => untilAvailable(world, one, numberAt(object, "spec", "minReadySeconds")));
  const values = {
    fullyLabeledReplicas: pods.length,
    readyReplicas: pods.filter(isReady).length,
    availableReplicas: waits.filter((left) => left === 0).length,
    observedGeneration: numberAt(object, "metadata", "generation"),
  };
  const status = {
    replicas: pods.length,
    ...counters(values),
    terminatingReplicas: owned.filter(isGoing).length,
  };
  const before = objectAt(object, "status");
  const conditions = failure(objectsAt(before, "conditions"), problem, timestamp(world.now()));
  const after = conditions.length > 0 ? { ...status, conditions } : status;
  if (!same(before, after)) writeStatus(world, replicaSet, object, () => after);
  const pending = waits.filter((left) => left !== undefined && left > 0);
  return pending.length > 0 ? Math.min(...pending.map((left) => left ?? 0)) : undefined;
}

function failure(conditions: JsonObject[], problem: string | undefined, now: string): JsonObject[] {
  if (problem === undefined) return conditions.filter((one) => one["type"] !== "ReplicaFailure");
  if (conditions.some((one) => one["type"] === "ReplicaFailure")) return conditions;
  const condition = { type: "ReplicaFailure", status: "True", reason: "FailedCreate", message: problem };
  return withCondition(conditions, condition, now);
}
