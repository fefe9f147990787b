import { type FieldSet, compare, elements, fieldsOf, printPath, withAncestors } from "../fields.ts";
import { type Json, type JsonObject, copy, isObject, textAt } from "../json.ts";
import {
  type Manager,
  type Writer,
  isWriter,
  lessFields,
  managersOf,
  ownable,
  writeManagers,
} from "../managers.ts";
import { isAtomicMap, itemKey, listType } from "../schema.ts";
import { applyConflict } from "../status.ts";

export interface Apply {
  live: JsonObject;
  config: JsonObject;
  writer: Writer;
  force: boolean;
  time: string;
}

/**
 * Server-side apply: the live object with the applied configuration merged in, fields that this writer applied
 * before and no longer names taken out, and the owners written down. Refuses with 409 where a changed field is
 * somebody else's and `force` is off.
 */
export function applyConfiguration({ live, config, writer, force, time }: Apply): JsonObject {
  const applied = ownable(fieldsOf(config), writer.subresource);
  const managers = managersOf(live);
  const mine = managers.find((manager) => isWriter(manager, writer));
  const others = managers.filter((manager) => manager !== mine);
  const merged = mergeObject(live, config, "");
  if (mine) prune(merged, mine, applied, others);
  const { changed, removed } = compare(live, merged);
  const conflicts = others.flatMap((manager) => conflictsWith(manager, changed));
  if (conflicts.length > 0 && !force) throw applyConflict(conflicts.map(({ cause }) => cause));
  const lost = new Set(conflicts.map(({ path }) => path));
  const kept = others.map((manager) => lessFields(manager, lost.union(removed)));
  const unchanged = mine && mine.fields.symmetricDifference(applied).size === 0;
  const apiVersion = textAt(config, "apiVersion");
  const own = { ...writer, apiVersion, time: unchanged ? mine.time : time, fields: applied };
  writeManagers(merged, [...kept, own]);
  return merged;
}

function conflictsWith(manager: Manager, changed: FieldSet) {
  return [...manager.fields.intersection(changed)].toSorted().map((path) => ({
    path,
    cause: {
      reason: "FieldManagerConflict" as const,
      message: `conflict with ${ownerName(manager)}`,
      field: printPath(path),
    },
  }));
}

function ownerName(manager: Manager): string {
  const within = manager.subresource === "" ? "" : ` with subresource "${manager.subresource}"`;
  const using = manager.operation === "Update" ? ` using ${manager.apiVersion}` : "";
  return `"${manager.manager}"${within}${using}`;
}

function mergeObject(live: JsonObject, config: JsonObject, field: string): JsonObject {
  if (isAtomicMap(field)) return copy(config);
  const merged = copy(live);
  for (const [key, value] of Object.entries(config)) {
    if (value === null) continue;
    merged[key] = mergeValue(live[key], value, key);
  }
  return merged;
}

function mergeValue(live: Json | undefined, config: Json, field: string): Json {
  if (isObject(live) && isObject(config)) return mergeObject(live, config, field);
  if (Array.isArray(live) && Array.isArray(config)) return mergeList(live, config, field);
  return copy(config);
}

function mergeList(live: Json[], config: Json[], field: string): Json[] {
  const type = listType(field, [...live, ...config]);
  if (type.by === "whole") return copy(config);
  const keyOf = (item: Json) => (type.by === "keys" ? itemKey(item, type.keys) : JSON.stringify(item));
  const liveByKey = new Map(live.map((item) => [keyOf(item), item]));
  const wanted = new Set(config.map(keyOf));
  const result: Json[] = [];
  // Items that only the live list has stay before the shared one that they stood before; the order of the rest is the applied one.
  const waiting = live.map((item) => ({ item, key: keyOf(item) }));
  for (const item of config) {
    const key = keyOf(item);
    while (waiting[0] && !wanted.has(waiting[0].key)) result.push(copy(waiting.shift()?.item ?? null));
    if (waiting[0]?.key === key) waiting.shift();
    const old = liveByKey.get(key);
    result.push(isObject(old) && isObject(item) ? mergeObject(old, item, "") : copy(item));
  }
  return [...result, ...waiting.filter(({ key }) => !wanted.has(key)).map(({ item }) => copy(item))];
}

// A structure goes with the last of its applied fields, the server's own defaults in it too, unless somebody else owns some of it.
function prune(merged: JsonObject, mine: Manager, applied: FieldSet, others: Manager[]): void {
  const kept = [applied, ...others.map((manager) => manager.fields)].map(withAncestors);
  const removable = ownable(withAncestors(mine.fields), mine.subresource);
  const dropped = [...removable].filter((path) => !kept.some((fields) => fields.has(path)));
  for (const path of dropped.toSorted((a, b) => a.length - b.length)) removePath(merged, elements(path), "");
}

function removePath(target: Json, path: string[], field: string): void {
  const [element, ...rest] = path;
  if (element === undefined) return;
  if (Array.isArray(target)) return removeItem(target, element, rest, field);
  if (!isObject(target)) return;
  const key = element.slice(2);
  const child = target[key];
  if (rest.length === 0) delete target[key];
  else if (child !== undefined) removePath(child, rest, key);
}

function removeItem(items: Json[], element: string, rest: string[], field: string): void {
  const type = listType(field, items);
  const index = items.findIndex((item) =>
    type.by === "keys" ? itemKey(item, type.keys) === element : `v:${JSON.stringify(item)}` === element,
  );
  const item = items[index];
  if (item === undefined) return;
  if (rest.length === 0) items.splice(index, 1);
  else removePath(item, rest, "");
}
