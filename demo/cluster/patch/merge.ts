import { type Json, type JsonObject, copy, isObject } from "../json.ts";

/** RFC 7386: objects merge key by key, null removes, everything else replaces. */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const result = copy(target);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

function merged(old: Json | undefined, value: Json): Json {
  if (!isObject(value)) return copy(value);
  return mergePatch(isObject(old) ? old : {}, value);
}
