import { isDeepStrictEqual } from "node:util";

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

/** Tells whether a value is a JSON object (neither null, list nor scalar). */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path of keys, or undefined where any part of it is missing. */
export function at(value: Json | undefined, ...path: string[]): Json | undefined {
  let found = value;
  for (const key of path) {
    if (!isObject(found)) return undefined;
    found = found[key];
  }
  return found;
}

/** The object at a path; an empty one, not attached to anything, where it is missing. */
export function objectAt(value: Json | undefined, ...path: string[]): JsonObject {
  const found = at(value, ...path);
  return isObject(found) ? found : {};
}

/** The list at a path; an empty one where it is missing. */
export function listAt(value: Json | undefined, ...path: string[]): Json[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The objects in the list at a path; anything else in that list is left out. */
export function objectsAt(value: Json | undefined, ...path: string[]): JsonObject[] {
  return listAt(value, ...path).filter(isObject);
}

/** The text at a path; empty where it is missing or not a text. */
export function textAt(value: Json | undefined, ...path: string[]): string {
  const found = at(value, ...path);
  return typeof found === "string" ? found : "";
}

/** A scalar as text; empty for a list, an object, null or nothing. */
export function scalar(value: Json | undefined): string {
  return typeof value === "object" || value === undefined ? "" : String(value);
}

/** The number at a path; 0 where it is missing or not a number. */
export function numberAt(value: Json | undefined, ...path: string[]): number {
  const found = at(value, ...path);
  return typeof found === "number" ? found : 0;
}

/** The object at a path of the given one, made where it is missing, so that it can be written to. */
export function ensure(target: JsonObject, ...path: string[]): JsonObject {
  let here = target;
  for (const key of path) {
    const next = here[key];
    const child: JsonObject = isObject(next) ? next : {};
    here[key] = child;
    here = child;
  }
  return here;
}

/** Writes a value under a key only where none is there yet: how every default of the API server works. */
export function setDefault(target: JsonObject, key: string, value: Json): void {
  if (target[key] === undefined || target[key] === null) target[key] = value;
}

/** Tells whether two JSON values are the same, whatever the order of their keys. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  return isDeepStrictEqual(a, b);
}

/** A deep copy of a JSON value. */
export function copy<T extends Json>(value: T): T {
  return structuredClone(value);
}

/** A copy of an object without the given keys. */
export function without(value: JsonObject, ...keys: string[]): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}

// Maps that the API leaves out when they are empty; a structure such as securityContext stays.
const omittedWhenEmpty = new Set(
  "labels annotations data binaryData stringData limits requests nodeSelector matchLabels".split(" "),
);

/** A copy without nulls, empty lists and empty maps of labels and the like, as the server's own types would write it. */
export function tidy(value: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const tidied = isObject(item) ? tidy(item) : item;
    const isEmptyMap = omittedWhenEmpty.has(key) && isObject(tidied) && Object.keys(tidied).length === 0;
    const isEmptyList = Array.isArray(item) && item.length === 0;
    if (item === null || isEmptyMap || isEmptyList) continue;
    result[key] = Array.isArray(tidied) ? tidied.map((one) => (isObject(one) ? tidy(one) : one)) : tidied;
  }
  return result;
}

/** An object without the keys whose value is undefined, so that optional fields can be written in place. */
export function compact(value: { [key: string]: Json | undefined }): JsonObject {
  const entries: [string, Json][] = [];
  for (const [key, item] of Object.entries(value)) if (item !== undefined) entries.push([key, item]);
  return Object.fromEntries(entries);
}
