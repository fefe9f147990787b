import type { Json, JsonObject, KubernetesObject } from "./kubernetes-object.ts";

/** Whether a value is a JSON object (neither null nor a list). */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value has what every Kubernetes object has: apiVersion, kind and a name. */
export function isKubernetesObject(value: unknown): value is KubernetesObject {
  if (!isJsonObject(value)) return false;
  const named = isJsonObject(value.metadata) && typeof value.metadata.name === "string";
  return typeof value.apiVersion === "string" && typeof value.kind === "string" && named;
}

/** The value at a path of keys below `from`; undefined where the path leads nowhere. */
export function jsonAt(from: Json | undefined, ...path: string[]): Json | undefined {
  let value = from;
  for (const key of path) {
    if (!isJsonObject(value)) return undefined;
    value = value[key];
  }
  return value;
}

/** The object at a path, an empty one where there is none. */
export function objectAt(from: Json | undefined, ...path: string[]): JsonObject {
  const value = jsonAt(from, ...path);
  return isJsonObject(value) ? value : {};
}

/** The objects of the list at a path, an empty list where there is none. */
export function objectsAt(from: Json | undefined, ...path: string[]): JsonObject[] {
  const value = jsonAt(from, ...path);
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** The text at a path; undefined for anything else. */
export function textAt(from: Json | undefined, ...path: string[]): string | undefined {
  const value = jsonAt(from, ...path);
  return typeof value === "string" ? value : undefined;
}

/** The number at a path, `otherwise` where there is none: absent counts in a status mean zero. */
export function numberAt(from: Json | undefined, path: string[], otherwise = 0): number {
  const value = jsonAt(from, ...path);
  return typeof value === "number" ? value : otherwise;
}

/** The text values of the map at a path, such as labels and annotations. */
export function textsAt(from: Json | undefined, ...path: string[]): Record<string, string> {
  const entries = Object.entries(objectAt(from, ...path));
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

/** The JSON text of a value with sorted keys, so that equal values have equal texts. */
export function canonicalText(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).toSorted();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalText(value[key] ?? null)}`).join(",")}}`;
}

/** Whether two values hold the same, whatever the order of their keys. */
export function sameJson(left: Json | undefined, right: Json | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return canonicalText(left) === canonicalText(right);
}
