import type { KubernetesObject, ObjectRef } from "../release/cluster/kubernetes-object.ts";
import { numberAt, objectAt, objectsAt, sameJson, textAt, textsAt } from "../release/cluster/json.ts";
import type { WorkloadObservation } from "../release/cluster/observation.ts";

/** The objects of one kind in one namespace, by name. */
export type Shelf = ReadonlyMap<string, KubernetesObject>;
export type Shelves = (apiVersion: string, kind: string) => Shelf;

/** The kinds besides the workload itself that tell which pods have its current template. */
export function helpersOf(kind: string): { apiVersion: string; kind: string }[] {
  const pods = { apiVersion: "v1", kind: "Pod" };
  if (kind === "Deployment") return [pods, { apiVersion: "apps/v1", kind: "ReplicaSet" }];
  if (kind === "DaemonSet") return [pods, { apiVersion: "apps/v1", kind: "ControllerRevision" }];
  return [pods];
}

/** A workload with the pods of its current template; pods of older templates on their way out are kept apart or left out. */
export function observe(ref: ObjectRef, shelves: Shelves): WorkloadObservation {
  const object = shelves(ref.apiVersion, ref.kind).get(ref.name);
  if (!object) return { ref, pods: [] };
  const pods = currentPods(object, shelves);
  if (object.kind !== "StatefulSet") return { ref, object, pods };
  const older = ownedBy(object, shelves("v1", "Pod")).filter((pod) => !pods.includes(pod));
  return { ref, object, pods, older };
}

function currentPods(object: KubernetesObject, shelves: Shelves): KubernetesObject[] {
  const pods = shelves("v1", "Pod");
  switch (object.kind) {
    case "Deployment": {
      const set = currentReplicaSet(object, shelves("apps/v1", "ReplicaSet"));
      return set ? ownedBy(set, pods) : [];
    }
    case "StatefulSet":
      return atRevision(ownedBy(object, pods), textAt(object, "status", "updateRevision"));
    case "DaemonSet":
      return atRevision(
        ownedBy(object, pods),
        daemonRevision(object, shelves("apps/v1", "ControllerRevision")),
      );
    default:
      return ownedBy(object, pods);
  }
}

/** The ReplicaSet with the Deployment's template of now, the only sign that survives renumbering. */
export function currentReplicaSet(deployment: KubernetesObject, sets: Shelf): KubernetesObject | undefined {
  const template = objectAt(deployment, "spec", "template");
  return ownedBy(deployment, sets).find((set) => sameJson(withoutHash(set), template));
}

function withoutHash(set: KubernetesObject) {
  const template = objectAt(set, "spec", "template");
  const { "pod-template-hash": _hash, ...labels } = objectAt(template, "metadata", "labels");
  return { ...template, metadata: { ...objectAt(template, "metadata"), labels } };
}

function daemonRevision(object: KubernetesObject, revisions: Shelf): string | undefined {
  const newest = ownedBy(object, revisions).toSorted(
    (left, right) => numberAt(right, ["revision"]) - numberAt(left, ["revision"]),
  )[0];
  return textAt(newest, "metadata", "labels", "controller-revision-hash");
}

function atRevision(pods: KubernetesObject[], revision: string | undefined): KubernetesObject[] {
  if (revision === undefined) return pods;
  return pods.filter((pod) => textsAt(pod, "metadata", "labels")["controller-revision-hash"] === revision);
}

function ownedBy(owner: KubernetesObject, shelf: Shelf): KubernetesObject[] {
  const uid = textAt(owner, "metadata", "uid");
  return [...shelf.values()].filter((object) =>
    objectsAt(object, "metadata", "ownerReferences").some(
      (reference) => reference.controller === true && reference.uid === uid,
    ),
  );
}
