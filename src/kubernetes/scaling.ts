import type { JsonObject, KubernetesObject } from "../release/cluster/kubernetes-object.ts";
import { jsonAt, objectAt } from "../release/cluster/json.ts";
import { isAutoscaled, isOnlyOurs } from "./ownership.ts";

const count = ["spec", "replicas"] as const;

/** The replica count of now; not where the manifests to be taken back ask for none, and no pod would say how it goes. */
export function scaleOfNow(live: KubernetesObject): JsonObject {
  const replicas = jsonAt(live, ...count);
  const isAskedAway = replicas === 0 && isOnlyOurs(live, ...count);
  return replicas === undefined || isAskedAway ? {} : { replicas };
}

/**
 * A manifest as it is applied to a workload that has been scaled: an autoscaler's count stands, whatever the manifest
 * says. Where the manifest has stopped saying one, ours stands, or the API server would put the usual single pod.
 */
export function scaledAsNow(object: KubernetesObject, live: KubernetesObject | undefined): KubernetesObject {
  if (!live) return object;
  const isSaid = jsonAt(object, ...count) !== undefined;
  const stays = isSaid ? isAutoscaled(live) : isOnlyOurs(live, ...count);
  return stays ? { ...object, spec: { ...objectAt(object, "spec"), ...scaleOfNow(live) } } : object;
}
