/// <reference lib="esnext.collection" />
import { type Json, type JsonObject, isObject, same } from "./json.ts";
import { isAtomicMap, itemKey, listType } from "./schema.ts";

/** A set of field paths, each a text of path elements (`f:spec`, `k:{"name":"app"}`) joined by line breaks. */
export type FieldSet = Set<string>;

const separator = "\n";

/** Joins a path element to a path. */
export function join(path: string, element: string): string {
  return path === "" ? element : path + separator + element;
}

/** The elements of a path, outermost first. */
export function elements(path: string): string[] {
  return path.split(separator);
}

/** Tells whether a path lies below another one. */
export function isBelow(path: string, ancestor: string): boolean {
  return path.startsWith(ancestor + separator);
}

/** The fields of a value: leaves, atomic values and the items of keyed lists; with `parents`, maps and lists too. */
export function fieldsOf(value: Json, parents = false, path = "", field = ""): FieldSet {
  const found: FieldSet = new Set();
  const children = childrenOf(value, field);
  if (!children || children.length === 0) return found.add(path);
  const isItem = path.slice(path.lastIndexOf(separator) + 1).startsWith("k:");
  if (path !== "" && (parents || isItem)) found.add(path);
  for (const child of children) {
    for (const below of fieldsOf(child.value, parents, join(path, child.element), child.field))
      found.add(below);
  }
  return found;
}

/** The set with every path's ancestors added. */
export function withAncestors(set: FieldSet): FieldSet {
  const all = new Set(set);
  for (const path of set) {
    for (let end = path.lastIndexOf(separator); end > 0; end = path.lastIndexOf(separator, end - 1))
      all.add(path.slice(0, end));
  }
  return all;
}

interface Child {
  element: string;
  field: string;
  value: Json;
}

/** The parts of a value that are owned one by one, or undefined where it is owned as a whole. */
function childrenOf(value: Json, field: string): Child[] | undefined {
  if (Array.isArray(value)) return itemsOf(value, field);
  if (!isObject(value) || isAtomicMap(field)) return undefined;
  return Object.entries(value).map(([key, item]) => ({ element: `f:${key}`, field: key, value: item }));
}

function itemsOf(items: Json[], field: string): Child[] | undefined {
  const type = listType(field, items);
  if (type.by === "whole") return undefined;
  if (type.by === "set")
    return items.map((value) => ({ element: `v:${JSON.stringify(value)}`, field: "", value }));
  return items.map((value) => ({ element: itemKey(value, type.keys), field: "", value }));
}

interface Difference {
  changed: FieldSet;
  removed: FieldSet;
}

/** The fields that were added or changed, and those that are gone, between two versions of an object. */
export function compare(
  before: Json | undefined,
  after: Json | undefined,
  path = "",
  field = "",
): Difference {
  if (same(before, after)) return { changed: new Set(), removed: new Set() };
  if (before === undefined)
    return { changed: fieldsOf(after ?? null, true, path, field), removed: new Set() };
  if (after === undefined) return { changed: new Set(), removed: fieldsOf(before, true, path, field) };
  const old = childrenOf(before, field);
  const now = childrenOf(after, field);
  if (!old || !now) return { changed: new Set([path]), removed: new Set() };
  return compareChildren(old, now, path);
}

function compareChildren(old: Child[], now: Child[], path: string): Difference {
  const result: Difference = { changed: new Set(), removed: new Set() };
  const byElement = new Map(old.map((child) => [child.element, child]));
  for (const child of [...now, ...old.filter((one) => !now.some((two) => two.element === one.element))]) {
    const after = now.includes(child) ? child.value : undefined;
    const part = compare(byElement.get(child.element)?.value, after, join(path, child.element), child.field);
    for (const changed of part.changed) result.changed.add(changed);
    for (const removed of part.removed) result.removed.add(removed);
  }
  return result;
}

/** A field set in the form of `fieldsV1`: a tree in which `.` marks an owned node that has children. */
export function encodeFields(set: FieldSet): JsonObject {
  const root: JsonObject = {};
  for (const path of [...set].toSorted()) {
    let here = root;
    for (const element of elements(path)) {
      const next = here[element];
      const child: JsonObject = isObject(next) ? next : {};
      here[element] = child;
      here = child;
    }
    here["."] = {};
  }
  trimLeaves(root);
  return root;
}

function trimLeaves(node: JsonObject): void {
  for (const child of Object.values(node)) {
    if (!isObject(child)) continue;
    const keys = Object.keys(child);
    if (keys.length === 1 && keys[0] === ".") delete child["."];
    else trimLeaves(child);
  }
}

/** The field set behind a `fieldsV1` tree. */
export function decodeFields(tree: JsonObject, path = ""): FieldSet {
  const set: FieldSet = new Set();
  for (const [element, child] of Object.entries(tree)) {
    if (element === ".") set.add(path);
    else if (isObject(child) && Object.keys(child).length > 0)
      for (const below of decodeFields(child, join(path, element))) set.add(below);
    else set.add(join(path, element));
  }
  return set;
}

/** A path as error messages write it: `.spec.template.spec.containers[name="app"].image`. */
export function printPath(path: string): string {
  return elements(path).map(printElement).join("");
}

function printElement(element: string): string {
  const body = element.slice(2);
  if (element.startsWith("f:")) return `.${body}`;
  if (element.startsWith("v:")) return `[=${body}]`;
  const key: unknown = JSON.parse(body);
  const parts = Object.entries(typeof key === "object" && key !== null ? key : {});
  return `[${parts.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(",")}]`;
}
