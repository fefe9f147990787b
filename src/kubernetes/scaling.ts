import type { JsonObject, KubernetesObject } from "../release/cluster/kubernetes-object.ts";
import { jsonAt, objectAt } from "../release/cluster/json.ts";
import { isAutoscaled, isOnlyOurs, isScaledByOthers } from "../release/cluster/field-owners.ts";

const count = ["spec", "replicas"] as const;

/** The replica count of now; not where the manifests to be taken back ask for none, and no pod would say how it goes. */
export function scaleOfNow(live: KubernetesObject): JsonObject {
  const replicas = jsonAt(live, ...count);
  const isAskedAway = replicas === 0 && isOnlyOurs(live, ...count);
  return replicas === undefined || isAskedAway ? {} : { replicas };
}

/**
 * A manifest as it is applied to a workload that has been scaled: an autoscaler's count stands, whatever the manifest
 * says, and anybody else's too where the effect keeps the scale. Where the manifest has stopped saying one, ours stands, or
 * the API server would put the usual single pod.
 */
export function scaledAsNow(
  object: KubernetesObject,
  live: KubernetesObject | undefined,
  keepsScale: boolean,
): KubernetesObject {
  if (!live) return object;
  const isSaid = jsonAt(object, ...count) !== undefined;
  const isTheirs = isAutoscaled(live) || (keepsScale && isScaledByOthers(live));
  const stays = isSaid ? isTheirs : isOnlyOurs(live, ...count);
  return stays ? { ...object, spec: { ...objectAt(object, "spec"), ...scaleOfNow(live) } } : object;
}
