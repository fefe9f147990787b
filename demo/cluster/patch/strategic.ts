import { type Json, type JsonObject, copy, isObject } from "../json.ts";
import { itemKey, listType } from "../schema.ts";

/**
 * Kubernetes' strategic merge patch: like a merge patch, but lists of containers, variables, volumes and the like
 * merge by their key. Knows `$patch: delete|replace`, `$deleteFromPrimitiveList`, `$setElementOrder` and `$retainKeys`.
 */
export function strategicMergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  if (patch["$patch"] === "replace") return plain(patch);
  const result = copy(target);
  for (const [key, value] of Object.entries(patch)) {
    if (key.startsWith("$")) continue;
    const merged = mergeValue(result[key], value, key);
    if (merged === undefined) delete result[key];
    else result[key] = merged;
  }
  for (const [key, value] of Object.entries(patch)) directive(result, key, value);
  return result;
}

function plain(patch: JsonObject): JsonObject {
  const kept = Object.entries(patch).filter(([key, value]) => !key.startsWith("$") && value !== null);
  return copy(Object.fromEntries(kept));
}

function mergeValue(old: Json | undefined, value: Json, key: string): Json | undefined {
  if (value === null) return undefined;
  if (isObject(value)) {
    if (value["$patch"] === "delete") return undefined;
    return strategicMergePatch(isObject(old) ? old : {}, value);
  }
  if (Array.isArray(value)) return mergeList(Array.isArray(old) ? old : [], value, key);
  return value;
}

function mergeList(old: Json[], patch: Json[], key: string): Json[] {
  const type = listType(key, [...old, ...patch]);
  if (type.by !== "keys") return copy(patch);
  const entries = patch.filter(isObject);
  if (entries.some((item) => item["$patch"] === "replace"))
    return entries.filter((item) => !("$patch" in item));
  const result: Json[] = copy(old);
  for (const entry of entries) {
    const index = result.findIndex((item) => itemKey(item, type.keys) === itemKey(entry, type.keys));
    const found = result[index];
    if (entry["$patch"] === "delete") result.splice(index, index < 0 ? 0 : 1);
    else if (isObject(found)) result[index] = strategicMergePatch(found, entry);
    else result.push(strategicMergePatch({}, entry));
  }
  return result;
}

function directive(target: JsonObject, key: string, value: Json): void {
  const [name, field = ""] = key.split("/");
  const list = target[field];
  if (name === "$retainKeys" && Array.isArray(value)) {
    for (const present of Object.keys(target)) if (!value.includes(present)) delete target[present];
  }
  if (!Array.isArray(value) || !Array.isArray(list)) return;
  if (name === "$deleteFromPrimitiveList") target[field] = list.filter((item) => !value.includes(item));
  if (name === "$setElementOrder") target[field] = ordered(list, value, field);
}

function ordered(list: Json[], order: Json[], field: string): Json[] {
  const type = listType(field, list);
  const keyOf = (item: Json) => (type.by === "keys" ? itemKey(item, type.keys) : JSON.stringify(item));
  const wanted = order.map(keyOf);
  const rank = (item: Json) => {
    const found = wanted.indexOf(keyOf(item));
    return found < 0 ? wanted.length : found;
  };
  return list.toSorted((a, b) => rank(a) - rank(b));
}
