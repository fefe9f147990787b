import type { Json, JsonObject, KubernetesObject } from "./kubernetes-object.ts";
import { isJsonObject, sameJson, textAt } from "./json.ts";
import { markPrefix } from "./marks.ts";
import { recordable } from "./recording.ts";

/** One value that differs. Items of lists are named by their `name`: `["spec", "containers", "app", "image"]`. */
export interface Difference {
  path: string[];
  before: Json | undefined;
  after: Json | undefined;
}

/** Maps and lists in which every entry is worth a word of its own, also when the whole of it is new or gone. */
const opened = new Set([
  "data",
  "binaryData",
  "labels",
  "annotations",
  "env",
  "limits",
  "requests",
  "resources",
]);

/** Where two states of an object differ, leaving out what the API server and Slipway write on their own. */
export function differences(before: KubernetesObject, after: KubernetesObject): Difference[] {
  return compare(recordable(before), recordable(after), []).filter(
    ({ path }) => !path.some((key) => key.startsWith(markPrefix)),
  );
}

function compare(before: Json | undefined, after: Json | undefined, path: string[]): Difference[] {
  if (sameJson(before, after)) return [];
  const left = entriesOf(before, path.at(-1));
  const right = entriesOf(after, path.at(-1));
  if (!left || !right) return [{ path, before, after }];
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return keys.flatMap((key) => compare(left[key], right[key], [...path, key]));
}

/** The entries of a map, or of a list of named things; undefined for what is one value. */
function entriesOf(value: Json | undefined, key: string | undefined): Record<string, Json> | undefined {
  if (value === undefined) return opened.has(key ?? "") ? {} : undefined;
  if (isJsonObject(value)) return value;
  return Array.isArray(value) ? byName(value) : undefined;
}

function byName(list: Json[]): JsonObject | undefined {
  const named: JsonObject = {};
  for (const item of list) {
    const name = textAt(item, "name");
    if (name === undefined || name in named) return undefined;
    named[name] = item;
  }
  return named;
}
