import type { JsonObject, KubernetesObject } from "../../../src/release/cluster/kubernetes-object.ts";
import type { WorkloadObservation } from "../../../src/release/cluster/observation.ts";
import type { RolloutFacts } from "../../../src/release/cluster/rollout.ts";

export const start = Date.parse("2026-11-23T12:00:00Z");
export const soon: RolloutFacts = { since: start, now: start + 5_000, stayUp: 0 };
export const later: RolloutFacts = { ...soon, now: start + 60_000 };

export function workload(
  kind: string,
  status: JsonObject,
  spec: JsonObject = {},
  metadata: JsonObject = {},
): KubernetesObject {
  return {
    apiVersion: kind === "Job" ? "batch/v1" : "apps/v1",
    kind,
    metadata: { name: "app", uid: "u1", generation: 2, ...metadata },
    spec: { replicas: 3, ...spec },
    status: { observedGeneration: 2, ...status },
  };
}

export function pod(status: JsonObject, metadata: JsonObject = {}): KubernetesObject {
  const created = new Date(start).toISOString();
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "app-1", creationTimestamp: created, ...metadata },
    status,
  };
}

export function waitingPod(reason: string, more: JsonObject = {}): KubernetesObject {
  return pod({
    containerStatuses: [
      { name: "c", ready: false, restartCount: 0, state: { waiting: { reason } }, ...more },
    ],
  });
}

export function seen(object: KubernetesObject | undefined, ...pods: KubernetesObject[]): WorkloadObservation {
  const ref = { apiVersion: "apps/v1", kind: object?.kind ?? "Deployment", name: "app" };
  return { ref, pods, ...(object && { object }) };
}

export const full = { replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 };
export const finished = workload("Deployment", full);
export const underWayStatus = { replicas: 4, updatedReplicas: 2, availableReplicas: 3 };
export const underWay = workload("Deployment", underWayStatus);
