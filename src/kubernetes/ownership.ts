import type { JsonObject, KubernetesObject } from "../release/cluster/kubernetes-object.ts";
import { isJsonObject, jsonAt, objectAt, objectsAt, textAt } from "../release/cluster/json.ts";

/** The name under which Slipway owns fields. */
export const fieldManager = "slipway";

/**
 * The field managers of an object with everything that Slipway owns gathered in its Apply entry; undefined when it is
 * already so. A restore leaves an Update entry behind, and fields in it would outlive their removal from the
 * manifests, because an apply only removes what the Apply entry owns.
 */
export function gatheredOwnership(object: KubernetesObject): JsonObject[] | undefined {
  const entries = objectsAt(object, "metadata", "managedFields");
  const own = entries.filter(isOurs);
  const updates = own.filter((entry) => textAt(entry, "operation") === "Update");
  if (updates.length === 0) return undefined;
  const base = own.find((entry) => textAt(entry, "operation") === "Apply") ?? updates[0] ?? {};
  const fieldsV1 = own.map((entry) => objectAt(entry, "fieldsV1")).reduce(union);
  const gathered = { ...base, operation: "Apply", fieldsV1 };
  return [...entries.filter((entry) => !own.includes(entry)), gathered];
}

/** Whether a field, by its path, was written by Slipway and by nobody else since. */
export function isOnlyOurs(object: KubernetesObject, ...path: string[]): boolean {
  const writers = objectsAt(object, "metadata", "managedFields").filter(
    (entry) => jsonAt(entry, "fieldsV1", ...path.map((name) => `f:${name}`)) !== undefined,
  );
  return writers.length > 0 && writers.every(isOurs);
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

function isOurs(entry: JsonObject): boolean {
  return textAt(entry, "manager") === fieldManager && textAt(entry, "subresource") === undefined;
}

/** Field sets are trees of objects whose leaves are empty objects. */
function union(left: JsonObject, right: JsonObject): JsonObject {
  const result = { ...left };
  for (const [field, below] of Object.entries(right)) {
    const there = result[field];
    result[field] = isJsonObject(there) && isJsonObject(below) ? union(there, below) : below;
  }
  return result;
}
