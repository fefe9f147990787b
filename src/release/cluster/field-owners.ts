import { jsonAt, objectsAt, textAt } from "./json.ts";
import type { JsonObject, KubernetesObject } from "./kubernetes-object.ts";

/** The name under which Slipway owns fields. */
export const fieldManager = "slipway";

/** Whether a field, by its path, was written by Slipway and by nobody else since. */
export function isOnlyOurs(object: KubernetesObject, ...path: string[]): boolean {
  const writers = writersOf(object, path);
  return writers.length > 0 && writers.every(isOurs);
}

/**
 * Whether anybody but Slipway has set the replica count of a workload to what it is. A count of zero that nobody owns was set
 * too: the API server forgets who scales to zero, and puts one where nobody says anything.
 */
export function isScaledByOthers(object: KubernetesObject): boolean {
  const writers = writersOf(object, ["spec", "replicas"]);
  const isForgotten = writers.length === 0 && jsonAt(object, "spec", "replicas") === 0;
  return isForgotten || writers.some((entry) => !isOurs(entry));
}

function writersOf(object: KubernetesObject, path: string[]): JsonObject[] {
  return objectsAt(object, "metadata", "managedFields").filter(
    (entry) => jsonAt(entry, "fieldsV1", ...path.map((name) => `f:${name}`)) !== undefined,
  );
}

/** Who sets the replica count of a workload again and again: the HorizontalPodAutoscaler's controller, and KEDA. */
const autoscalers: ReadonlySet<string | undefined> = new Set(["kube-controller-manager", "keda"]);

/** Whether an autoscaler was the last to set the replica count of a workload. */
export function isAutoscaled(object: KubernetesObject): boolean {
  return objectsAt(object, "metadata", "managedFields").some(
    (entry) =>
      textAt(entry, "subresource") === "scale" &&
      autoscalers.has(textAt(entry, "manager")) &&
      jsonAt(entry, "fieldsV1", "f:spec", "f:replicas") !== undefined,
  );
}

/** Whether an entry of the field managers is about what Slipway has written. */
export function isOurs(entry: JsonObject): boolean {
  return textAt(entry, "manager") === fieldManager && textAt(entry, "subresource") === undefined;
}
