import { controller } from "../api.ts";
import { kindNamed } from "../kinds.ts";
import { type JsonObject, at, copy, ensure, numberAt, objectAt, same, textAt, without } from "../json.ts";
import { deploymentStatus } from "./deployment-status.ts";
import { record } from "./events.ts";
import { type Scale, oldReplicaSetScales, maxSurge, newReplicaSetScale } from "./rollout.ts";
import {
  type Reconcile,
  type World,
  isGoing,
  nameOf,
  namespaceOf,
  ownedBy,
  ownerReference,
  templateHash,
} from "./world.ts";

const deployment = kindNamed("Deployment");
const replicaSet = kindNamed("ReplicaSet");
const revisionKey = "deployment.kubernetes.io/revision";
const historyKey = "deployment.kubernetes.io/revision-history";
const desiredKey = "deployment.kubernetes.io/desired-replicas";
const maxKey = "deployment.kubernetes.io/max-replicas";
// Not handed from the Deployment to its ReplicaSets, nor the other way.
const ownKeys = [
  revisionKey,
  historyKey,
  desiredKey,
  maxKey,
  "kubectl.kubernetes.io/last-applied-configuration",
];

/** Rolls a Deployment to its template by way of ReplicaSets, in waves that keep to maxSurge and maxUnavailable. */
export const reconcileDeployment: Reconcile = (world, object) => {
  if (isGoing(object)) return undefined;
  const isPaused = at(object, "spec", "paused") === true;
  const created = isPaused
    ? findNew(object, ownedBy(world, replicaSet, object))
    : newReplicaSet(world, object);
  const all = ownedBy(world, replicaSet, object);
  const current = created ? all.find((one) => nameOf(one) === nameOf(created)) : undefined;
  const old = all.filter((one) => one !== current);
  const scaled = isPaused ? false : roll(world, object, current, old);
  const fresh = world.api.read(deployment, namespaceOf(object), nameOf(object));
  const result = deploymentStatus(
    world,
    fresh,
    current && refreshed(world, current),
    old.map((one) => refreshed(world, one)),
  );
  if (result.complete && !scaled) prune(world, fresh, old);
  return result.next;
};

/** The revision of a ReplicaSet: its annotation as a number, 0 where it has none. */
function revisionOf(object: JsonObject): number {
  return Number(textAt(object, "metadata", "annotations", revisionKey)) || 0;
}

function refreshed(world: World, object: JsonObject): JsonObject {
  return world.api.store.get(replicaSet, namespaceOf(object), nameOf(object)) ?? object;
}

function plainTemplate(template: JsonObject): JsonObject {
  const result = copy(template);
  delete ensure(result, "metadata", "labels")["pod-template-hash"];
  return result;
}

function findNew(object: JsonObject, all: JsonObject[]): JsonObject | undefined {
  const template = plainTemplate(objectAt(object, "spec", "template"));
  const matching = all.filter((one) => same(plainTemplate(objectAt(one, "spec", "template")), template));
  return matching.toSorted((a, b) =>
    textAt(a, "metadata", "creationTimestamp").localeCompare(textAt(b, "metadata", "creationTimestamp")),
  )[0];
}

function newReplicaSet(world: World, object: JsonObject): JsonObject | undefined {
  const all = ownedBy(world, replicaSet, object);
  const found = findNew(object, all);
  const others = all.filter((one) => one !== found);
  const revision = Math.max(0, ...others.map(revisionOf)) + 1;
  // A Recreate waits for the last old pod before the new ReplicaSet is even made.
  const waits =
    at(object, "spec", "strategy", "type") === "Recreate" && others.some((one) => podsLeft(one) > 0);
  if (!found && waits) return undefined;
  const current = found ? renumber(world, object, found, revision) : create(world, object, revision);
  annotate(world, object, revisionOf(current));
  return current;
}

function podsLeft(one: JsonObject): number {
  return (
    numberAt(one, "spec", "replicas") +
    numberAt(one, "status", "replicas") +
    numberAt(one, "status", "terminatingReplicas")
  );
}

function handedDown(object: JsonObject): JsonObject {
  return without(objectAt(object, "metadata", "annotations"), ...ownKeys);
}

function sizes(object: JsonObject): JsonObject {
  const replicas = numberAt(object, "spec", "replicas");
  return { [desiredKey]: String(replicas), [maxKey]: String(replicas + maxSurge(object)) };
}

function create(world: World, object: JsonObject, revision: number): JsonObject {
  const template = plainTemplate(objectAt(object, "spec", "template"));
  const hash = templateHash(template);
  const labels = ensure(template, "metadata", "labels");
  labels["pod-template-hash"] = hash;
  const matchLabels = { ...objectAt(object, "spec", "selector", "matchLabels"), "pod-template-hash": hash };
  const selector = { ...objectAt(object, "spec", "selector"), matchLabels };
  const minReadySeconds = numberAt(object, "spec", "minReadySeconds");
  const spec = { replicas: 0, selector, template, ...(minReadySeconds > 0 ? { minReadySeconds } : {}) };
  const metadata = {
    name: `${nameOf(object)}-${hash}`,
    labels: copy(labels),
    annotations: { ...handedDown(object), ...sizes(object), [revisionKey]: String(revision) },
    ownerReferences: [ownerReference(deployment, object)],
  };
  return world.api.create(replicaSet, namespaceOf(object), { metadata, spec }, controller());
}

function renumber(world: World, object: JsonObject, found: JsonObject, revision: number): JsonObject {
  return change(world, found, (draft) => {
    const annotations = ensure(draft, "metadata", "annotations");
    const old = revisionOf(found);
    Object.assign(annotations, handedDown(object), sizes(object));
    if (old < revision) {
      const history = textAt(annotations, historyKey);
      annotations[revisionKey] = String(revision);
      if (old > 0) annotations[historyKey] = history === "" ? String(old) : `${history},${old}`;
    }
    const minReadySeconds = numberAt(object, "spec", "minReadySeconds");
    if (minReadySeconds > 0) ensure(draft, "spec")["minReadySeconds"] = minReadySeconds;
    else delete ensure(draft, "spec")["minReadySeconds"];
  });
}

function change(world: World, one: JsonObject, edit: (draft: JsonObject) => void): JsonObject {
  return world.api.update(replicaSet, namespaceOf(one), nameOf(one), controller(), (draft) => {
    edit(draft);
    return draft;
  });
}

function annotate(world: World, object: JsonObject, revision: number): void {
  if (textAt(object, "metadata", "annotations", revisionKey) === String(revision)) return;
  world.api.update(deployment, namespaceOf(object), nameOf(object), controller("status"), (draft) => {
    delete ensure(draft, "metadata")["resourceVersion"];
    ensure(draft, "metadata", "annotations")[revisionKey] = String(revision);
    return draft;
  });
}

function roll(world: World, object: JsonObject, current: JsonObject | undefined, old: JsonObject[]): boolean {
  const isRecreate = at(object, "spec", "strategy", "type") === "Recreate";
  if (isRecreate) return recreate(world, object, current, old);
  if (!current) return false;
  const up = newReplicaSetScale(object, current, old);
  if (up && apply(world, object, [up])) return true;
  return apply(world, object, oldReplicaSetScales(object, current, old));
}

function recreate(
  world: World,
  object: JsonObject,
  current: JsonObject | undefined,
  old: JsonObject[],
): boolean {
  const down = old
    .filter((one) => numberAt(one, "spec", "replicas") > 0)
    .map((one) => ({ replicaSet: one, to: 0 }));
  if (apply(world, object, down)) return true;
  if (!current || old.some((one) => podsLeft(one) > 0)) return false;
  return apply(world, object, [{ replicaSet: current, to: numberAt(object, "spec", "replicas") }]);
}

function apply(world: World, object: JsonObject, scales: Scale[]): boolean {
  const changes = scales.filter(({ replicaSet: one, to }) => numberAt(one, "spec", "replicas") !== to);
  for (const { replicaSet: one, to } of changes) {
    const from = numberAt(one, "spec", "replicas");
    change(world, one, (draft) => {
      ensure(draft, "spec")["replicas"] = to;
      Object.assign(ensure(draft, "metadata", "annotations"), sizes(object));
    });
    const message = `Scaled ${to > from ? "up" : "down"} replica set ${nameOf(one)} from ${from} to ${to}`;
    record(world, deployment, object, "ScalingReplicaSet", message, "deployment-controller");
  }
  return changes.length > 0;
}

function prune(world: World, object: JsonObject, old: JsonObject[]): void {
  const limit = numberAt(object, "spec", "revisionHistoryLimit");
  const empty = old
    .filter((one) => podsLeft(one) === 0 && !isGoing(one))
    .toSorted((a, b) => revisionOf(a) - revisionOf(b));
  const surplus = old.length - limit;
  for (const one of empty.slice(0, Math.max(0, surplus)))
    world.api.delete(replicaSet, namespaceOf(one), nameOf(one), { dryRun: false, propagation: "Background" });
}
