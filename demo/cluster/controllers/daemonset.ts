import { controller } from "../api.ts";
import { kindNamed } from "../kinds.ts";
import { type JsonObject, at, ensure, numberAt, objectAt, same, scalar, textAt } from "../json.ts";
import { isReady, untilAvailable } from "./pod.ts";
import { active, createPod, podFrom } from "./replicaset.ts";
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

const daemonSet = kindNamed("DaemonSet");
const pod = kindNamed("Pod");
const hashKey = "controller-revision-hash";
const generationKey = "deprecated.daemonset.template.generation";

/** Keeps one pod on every node that the template's selector fits; replaces those of an older template, maxUnavailable at a time. */
export const reconcileDaemonSet: Reconcile = (world, object) => {
  if (isGoing(object)) return undefined;
  const revision = currentRevision(world, daemonSet, object);
  const hash = revision.slice(nameOf(object).length + 1);
  noteGeneration(world, object);
  const nodes = nodesFor(world, object);
  const problem = place(world, object, nodes, hash);
  if (at(object, "spec", "updateStrategy", "type") !== "OnDelete") replaceSome(world, object, hash);
  const pending = updateStatus(world, object, nodes, hash);
  return problem ? 500 : pending;
};

function nodesFor(world: World, object: JsonObject): string[] {
  const wanted = Object.entries(objectAt(object, "spec", "template", "spec", "nodeSelector"));
  const nodes = world.api.store.list(kindNamed("Node"));
  return nodes
    .filter((one) => wanted.every(([key, value]) => objectAt(one, "metadata", "labels")[key] === value))
    .map(nameOf);
}

function noteGeneration(world: World, object: JsonObject): void {
  const generation = String(numberAt(object, "metadata", "generation"));
  if (textAt(object, "metadata", "annotations", generationKey) === generation) return;
  world.api.update(daemonSet, namespaceOf(object), nameOf(object), controller(), (draft) => {
    ensure(draft, "metadata", "annotations")[generationKey] = generation;
    return draft;
  });
}

function place(world: World, object: JsonObject, nodes: string[], hash: string): boolean {
  const pods = ownedBy(world, pod, object);
  for (const one of active(pods)) if (!nodes.includes(textAt(one, "spec", "nodeName"))) remove(world, one);
  let failed = false;
  for (const nodeName of nodes) {
    if (pods.some((one) => textAt(one, "spec", "nodeName") === nodeName)) continue;
    const body = podFrom(objectAt(object, "spec", "template"), object, ownerReference(daemonSet, object));
    ensure(body, "metadata", "labels")[hashKey] = hash;
    ensure(body, "spec")["nodeName"] = nodeName;
    if (createPod(world, "DaemonSet", object, body, "daemonset-controller") !== undefined) failed = true;
  }
  return failed;
}

function remove(world: World, one: JsonObject): void {
  world.api.delete(pod, namespaceOf(one), nameOf(one), { dryRun: false, propagation: "Background" });
}

function replaceSome(world: World, object: JsonObject, hash: string): void {
  const pods = ownedBy(world, pod, object);
  const value = at(object, "spec", "updateStrategy", "rollingUpdate", "maxUnavailable");
  const allowed =
    typeof value === "number"
      ? value
      : Math.max(1, Math.ceil((Number.parseFloat(scalar(value)) * pods.length) / 100));
  const isOld = (one: JsonObject) => textAt(one, "metadata", "labels", hashKey) !== hash;
  const present = active(pods);
  const broken = present.filter((one) => isOld(one) && !isReady(one));
  const busy = pods.filter((one) => !broken.includes(one) && (isGoing(one) || !isReady(one))).length;
  const healthy = present.filter((one) => isOld(one) && isReady(one));
  for (const one of [...broken, ...healthy].slice(0, Math.max(broken.length, allowed - busy)))
    remove(world, one);
}

function updateStatus(world: World, object: JsonObject, nodes: string[], hash: string): number | undefined {
  const pods = active(ownedBy(world, pod, object));
  const waits = pods.map((one) => untilAvailable(world, one, numberAt(object, "spec", "minReadySeconds")));
  const available = waits.filter((left) => left === 0).length;
  const values = {
    observedGeneration: numberAt(object, "metadata", "generation"),
    updatedNumberScheduled: pods.filter((one) => textAt(one, "metadata", "labels", hashKey) === hash).length,
    numberAvailable: available,
    numberUnavailable: nodes.length - available,
  };
  const always = {
    currentNumberScheduled: pods.length,
    numberMisscheduled: 0,
    desiredNumberScheduled: nodes.length,
    numberReady: pods.filter(isReady).length,
  };
  const after = { ...always, ...counters(values) };
  if (!same(objectAt(object, "status"), after)) writeStatus(world, daemonSet, object, () => after);
  return waits.find((left) => left !== undefined && left > 0);
}
