import { kindNamed } from "../kinds.ts";
import { type JsonObject, at, ensure, numberAt, objectAt, same, textAt } from "../json.ts";
import { isReady, untilAvailable } from "./pod.ts";
import { createPod, podFrom } from "./replicaset.ts";
import { currentRevision } from "./revision.ts";
import {
  type Reconcile,
  type World,
  counters,
  isGoing,
  nameOf,
  namespaceOf,
  ownedBy,
  ownerReference,
  writeStatus,
} from "./world.ts";

const statefulSet = kindNamed("StatefulSet");
const pod = kindNamed("Pod");
const hashKey = "controller-revision-hash";

/** Keeps pods 0…n-1 in order, one after the other; replaces those of an older template from the highest down to the partition. */
export const reconcileStatefulSet: Reconcile = (world, object) => {
  if (isGoing(object)) return undefined;
  const update = currentRevision(world, statefulSet, object);
  const problem = step(world, object, update);
  const pending = updateStatus(world, object, update);
  return problem ? 500 : pending;
};

function ordinal(one: JsonObject): number {
  return Number(nameOf(one).slice(nameOf(one).lastIndexOf("-") + 1));
}

function step(world: World, object: JsonObject, update: string): boolean {
  const pods = ownedBy(world, pod, object).toSorted((a, b) => ordinal(a) - ordinal(b));
  const replicas = numberAt(object, "spec", "replicas");
  const isParallel = at(object, "spec", "podManagementPolicy") === "Parallel";
  for (let index = 0; index < replicas; index++) {
    const one = pods.find((each) => ordinal(each) === index);
    if (!one && create(world, object, index, revisionFor(object, index, update))) return true;
    if ((!one || isGoing(one) || !isReady(one)) && !isParallel) return false;
  }
  const surplus = pods.findLast((one) => ordinal(one) >= replicas);
  if (surplus) remove(world, surplus);
  else replaceOne(world, object, pods, update);
  return false;
}

function revisionFor(object: JsonObject, index: number, update: string): string {
  const partition = numberAt(object, "spec", "updateStrategy", "rollingUpdate", "partition");
  const current = textAt(object, "status", "currentRevision");
  return index < partition && current !== "" ? current : update;
}

function create(world: World, object: JsonObject, index: number, revision: string): boolean {
  const name = `${nameOf(object)}-${index}`;
  const body = podFrom(
    objectAt(object, "spec", "template"),
    object,
    ownerReference(statefulSet, object),
    name,
  );
  const labels = {
    [hashKey]: revision,
    "statefulset.kubernetes.io/pod-name": name,
    "apps.kubernetes.io/pod-index": String(index),
  };
  Object.assign(ensure(body, "metadata", "labels"), labels);
  Object.assign(ensure(body, "spec"), { hostname: name, subdomain: textAt(object, "spec", "serviceName") });
  return createPod(world, "StatefulSet", object, body, "statefulset-controller") !== undefined;
}

function remove(world: World, one: JsonObject): void {
  if (!isGoing(one))
    world.api.delete(pod, namespaceOf(one), nameOf(one), { dryRun: false, propagation: "Background" });
}

function replaceOne(world: World, object: JsonObject, pods: JsonObject[], update: string): void {
  if (at(object, "spec", "updateStrategy", "type") === "OnDelete") return;
  const partition = numberAt(object, "spec", "updateStrategy", "rollingUpdate", "partition");
  for (const one of pods.toReversed()) {
    if (ordinal(one) < partition) return;
    if (textAt(one, "metadata", "labels", hashKey) !== update) return remove(world, one);
    if (!isReady(one)) return;
  }
}

function updateStatus(world: World, object: JsonObject, update: string): number | undefined {
  const pods = ownedBy(world, pod, object).filter((one) => !isGoing(one));
  const waits = pods.map((one) => untilAvailable(world, one, numberAt(object, "spec", "minReadySeconds")));
  const of = (revision: string) =>
    pods.filter((one) => textAt(one, "metadata", "labels", hashKey) === revision).length;
  const before = objectAt(object, "status");
  const ready = pods.filter(isReady).length;
  const isDone =
    of(update) === pods.length &&
    ready === pods.length &&
    pods.length === numberAt(object, "spec", "replicas");
  const said = textAt(before, "currentRevision");
  const current = isDone || said === "" ? update : said;
  const values = {
    observedGeneration: numberAt(object, "metadata", "generation"),
    readyReplicas: ready,
    currentReplicas: of(current),
    updatedReplicas: of(update),
  };
  const availableReplicas = waits.filter((left) => left === 0).length;
  const revisions = { currentRevision: current, updateRevision: update, collisionCount: 0 };
  const after = { replicas: pods.length, ...counters(values), availableReplicas, ...revisions };
  if (!same(before, after)) writeStatus(world, statefulSet, object, () => after);
  return waits.find((left) => left !== undefined && left > 0);
}
