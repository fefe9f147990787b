import type { JsonObject, KubernetesObject } from "../release/cluster/kubernetes-object.ts";
import { isOurs } from "../release/cluster/field-owners.ts";
import { isJsonObject, objectAt, objectsAt, textAt } from "../release/cluster/json.ts";

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

/** Field sets are trees of objects whose leaves are empty objects. */
function union(left: JsonObject, right: JsonObject): JsonObject {
  const result = { ...left };
  for (const [field, below] of Object.entries(right)) {
    const there = result[field];
    result[field] = isJsonObject(there) && isJsonObject(below) ? union(there, below) : below;
  }
  return result;
}
