import { timestamp } from "../api.ts";
import { kindNamed } from "../kinds.ts";
import { type JsonObject, at, numberAt, objectAt, objectsAt, same, textAt } from "../json.ts";
import { maxUnavailable, sum } from "./rollout.ts";
import { type World, counters, nameOf, writeStatus } from "./world.ts";

const deployment = kindNamed("Deployment");

interface Result {
  complete: boolean;
  next: number | undefined;
}

/** Writes a Deployment's counters and conditions; answers whether its rollout is done and when its deadline falls, in milliseconds. */
export function deploymentStatus(
  world: World,
  object: JsonObject,
  current: JsonObject | undefined,
  old: JsonObject[],
): Result {
  const before = objectAt(object, "status");
  const status = countersOf(object, current, old);
  const now = timestamp(world.now());
  const complete = isComplete(object, status);
  const view: View = { world, object, before, status, current, now, complete };
  const conditions = progress(view, availability(view, failure(view, old)));
  const after = { ...status, conditions };
  if (!same(before, after)) writeStatus(world, deployment, object, () => after);
  return { complete, next: complete ? undefined : untilDeadline(view, conditions) };
}

interface View {
  world: World;
  object: JsonObject;
  before: JsonObject;
  status: JsonObject;
  current: JsonObject | undefined;
  now: string;
  complete: boolean;
}

function countersOf(object: JsonObject, current: JsonObject | undefined, old: JsonObject[]): JsonObject {
  const all = current ? [current, ...old] : old;
  const total = (field: string) => sum(all, (one) => numberAt(one, "status", field));
  const available = total("availableReplicas");
  const values = {
    observedGeneration: numberAt(object, "metadata", "generation"),
    replicas: total("replicas"),
    updatedReplicas: numberAt(current, "status", "replicas"),
    readyReplicas: total("readyReplicas"),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, sum(all, (one) => numberAt(one, "spec", "replicas")) - available),
  };
  return { ...counters(values), terminatingReplicas: total("terminatingReplicas") };
}

function isComplete(object: JsonObject, status: JsonObject): boolean {
  const wanted = numberAt(object, "spec", "replicas");
  return ["updatedReplicas", "replicas", "availableReplicas"].every(
    (field) => numberAt(status, field) === wanted,
  );
}

function failure(view: View, old: JsonObject[]): JsonObject[] {
  const conditions = objectsAt(view.before, "conditions").filter((one) => one["type"] !== "ReplicaFailure");
  const all = view.current ? [view.current, ...old] : old;
  const found = all
    .flatMap((one) => objectsAt(one, "status", "conditions"))
    .find((one) => one["type"] === "ReplicaFailure");
  return found
    ? [...conditions, { ...found, lastUpdateTime: found["lastTransitionTime"] ?? view.now }]
    : conditions;
}

function availability(view: View, conditions: JsonObject[]): JsonObject[] {
  const least = numberAt(view.object, "spec", "replicas") - maxUnavailable(view.object);
  const isEnough = numberAt(view.status, "availableReplicas") >= least;
  return set(view, conditions, {
    type: "Available",
    status: isEnough ? "True" : "False",
    reason: isEnough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
    message: `Deployment ${isEnough ? "has" : "does not have"} minimum availability.`,
  });
}

function progress(view: View, conditions: JsonObject[]): JsonObject[] {
  const old = conditions.find((one) => one["type"] === "Progressing");
  const reason = textAt(old, "reason");
  if (at(view.object, "spec", "paused") === true) {
    if (reason === "ProgressDeadlineExceeded") return conditions;
    return set(view, conditions, progressing("Unknown", "DeploymentPaused", "Deployment is paused"));
  }
  if (reason === "DeploymentPaused")
    return set(view, conditions, progressing("Unknown", "DeploymentResumed", "Deployment is resumed"));
  const subject = view.current
    ? `ReplicaSet "${nameOf(view.current)}"`
    : `Deployment "${nameOf(view.object)}"`;
  if (view.complete) return done(view, conditions, old, subject);
  if (!old) {
    const name = view.current ? nameOf(view.current) : "";
    return set(
      view,
      conditions,
      progressing("True", "NewReplicaSetCreated", `Created new replica set "${name}"`),
    );
  }
  if (hasProgressed(view) || hasNewTemplate(view, old)) {
    const renewed = conditions.filter((one) => one !== old);
    const moved = old["status"] === "True" ? (old["lastTransitionTime"] ?? view.now) : view.now;
    const condition = progressing("True", "ReplicaSetUpdated", `${subject} is progressing.`);
    return [...renewed, { ...condition, lastUpdateTime: view.now, lastTransitionTime: moved }];
  }
  if (deadlineIn(view, old) > 0) return conditions;
  return set(
    view,
    conditions,
    progressing("False", "ProgressDeadlineExceeded", `${subject} has timed out progressing.`),
  );
}

function done(
  view: View,
  conditions: JsonObject[],
  old: JsonObject | undefined,
  subject: string,
): JsonObject[] {
  // Once said, it stays said: pods that die later do not take it back, but a new template does.
  const isSaid =
    textAt(old, "reason") === "NewReplicaSetAvailable" && textAt(old, "message").startsWith(subject);
  if (isSaid) return conditions;
  return set(
    view,
    conditions,
    progressing("True", "NewReplicaSetAvailable", `${subject} has successfully progressed.`),
  );
}

function oldPods(status: JsonObject): number {
  return numberAt(status, "replicas") - numberAt(status, "updatedReplicas");
}

function hasProgressed({ before, status }: View): boolean {
  const more = (field: string) => numberAt(status, field) > numberAt(before, field);
  return (
    more("updatedReplicas") ||
    more("readyReplicas") ||
    more("availableReplicas") ||
    oldPods(status) < oldPods(before)
  );
}

function hasNewTemplate({ before, object, current }: View, old: JsonObject): boolean {
  const isNewer = numberAt(before, "observedGeneration") < numberAt(object, "metadata", "generation");
  return isNewer && current !== undefined && !textAt(old, "message").includes(nameOf(current));
}

function progressing(status: string, reason: string, message: string): JsonObject {
  return { type: "Progressing", status, reason, message };
}

function set(view: View, conditions: JsonObject[], condition: JsonObject): JsonObject[] {
  const old = conditions.find((one) => one["type"] === condition["type"]);
  if (
    old &&
    old["status"] === condition["status"] &&
    old["reason"] === condition["reason"] &&
    old["message"] === condition["message"]
  )
    return conditions;
  const moved =
    old && old["status"] === condition["status"] ? (old["lastTransitionTime"] ?? view.now) : view.now;
  const rest = conditions.filter((one) => one !== old);
  return [...rest, { ...condition, lastUpdateTime: view.now, lastTransitionTime: moved }];
}

// A deadline that has passed falls due again only with progress; a finished rollout has none.
function deadlineIn(view: View, condition: JsonObject): number {
  const reason = textAt(condition, "reason");
  if (reason === "NewReplicaSetAvailable" || reason === "DeploymentPaused") return Number.POSITIVE_INFINITY;
  const since = Date.parse(textAt(condition, "lastUpdateTime"));
  return since + numberAt(view.object, "spec", "progressDeadlineSeconds") * 1_000 - view.world.now();
}

function untilDeadline(view: View, conditions: JsonObject[]): number | undefined {
  const condition = conditions.find((one) => one["type"] === "Progressing");
  if (!condition || condition["status"] === "False") return undefined;
  const left = deadlineIn(view, condition);
  return Number.isFinite(left) ? Math.max(50, left + 50) : undefined;
}
