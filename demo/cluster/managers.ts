import { type FieldSet, compare, decodeFields, elements, encodeFields, isBelow } from "./fields.ts";
import { type JsonObject, compact, isObject, objectAt, objectsAt, textAt } from "./json.ts";

/** Who writes: what `?fieldManager`, the operation and the subresource say. */
export interface Writer {
  manager: string;
  operation: "Apply" | "Update";
  subresource: string;
}

/** One entry of `metadata.managedFields` with its fields as a set. */
export interface Manager extends Writer {
  apiVersion: string;
  time: string;
  fields: FieldSet;
}

// The server strips these from every field set: nobody owns an object's identity.
const identity = ["name", "generateName", "namespace", "selfLink", "uid", "creationTimestamp", "generation"];
const bookkeeping = ["managedFields", "resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds"];
const unowned = new Set([
  "",
  "f:apiVersion",
  "f:kind",
  "f:metadata",
  ...[...identity, ...bookkeeping].map((key) => `f:metadata\nf:${key}`),
]);
// Structures, not maps, in the server's own types: they are always there, so nobody is their owner either.
const alwaysThere = new Set([
  "f:spec",
  "f:status",
  "f:spec\nf:strategy",
  "f:spec\nf:updateStrategy",
  "f:spec\nf:template",
  "f:spec\nf:template\nf:metadata",
  "f:spec\nf:template\nf:spec",
  "f:spec\nf:template\nf:spec\nf:containers",
  "f:spec\nf:containers",
]);

/** The fields of a set that a writer can own: identity left out, and the status unless it was written. */
export function ownable(fields: FieldSet, subresource: string): FieldSet {
  const kept = [...fields].filter((path) => {
    if (unowned.has(path) || alwaysThere.has(path) || isBelow(path, "f:metadata\nf:managedFields"))
      return false;
    const inStatus = elements(path)[0] === "f:status";
    return subresource === "status" ? elements(path)[0] !== "f:spec" : !inStatus;
  });
  return new Set(kept);
}

/** The managers of an object, in the order in which it lists them. */
export function managersOf(object: JsonObject): Manager[] {
  return objectsAt(object, "metadata", "managedFields").map((entry) => ({
    manager: textAt(entry, "manager"),
    operation: textAt(entry, "operation") === "Apply" ? "Apply" : "Update",
    subresource: textAt(entry, "subresource"),
    apiVersion: textAt(entry, "apiVersion"),
    time: textAt(entry, "time"),
    fields: decodeFields(objectAt(entry, "fieldsV1")),
  }));
}

/** Tells whether an entry is that writer's own. */
export function isWriter(manager: Manager, writer: Writer): boolean {
  return (
    manager.manager === writer.manager &&
    manager.operation === writer.operation &&
    manager.subresource === writer.subresource
  );
}

/** Writes the managers into `metadata.managedFields`, those with no fields left out, applied ones first. */
export function writeManagers(object: JsonObject, managers: Manager[]): void {
  const entries = managers
    .filter((manager) => manager.fields.size > 0)
    .toSorted((a, b) => order(a).localeCompare(order(b)))
    .map((manager) =>
      compact({
        manager: manager.manager,
        operation: manager.operation,
        apiVersion: manager.apiVersion,
        time: manager.time,
        fieldsType: "FieldsV1",
        fieldsV1: encodeFields(manager.fields),
        subresource: manager.subresource === "" ? undefined : manager.subresource,
      }),
    );
  const metadata = object["metadata"];
  if (!isObject(metadata)) return;
  if (entries.length > 0) metadata["managedFields"] = entries;
  else delete metadata["managedFields"];
}

function order(manager: Manager): string {
  return `${manager.operation} ${manager.time} ${manager.manager}`;
}

/** The manager without the given fields. */
export function lessFields(manager: Manager, lost: FieldSet): Manager {
  return { ...manager, fields: manager.fields.difference(lost) };
}

/** A write may edit the list of managers itself, which is how clients hand fields from one manager to another. */
function listedManagers(before: JsonObject, after: JsonObject, writer: Writer): Manager[] {
  const sent = writer.subresource === "" ? managersOf(after) : [];
  return sent.length > 0 ? sent : managersOf(before);
}

/** Gives the writer what an update changed, and takes it from everybody else. */
export function recordUpdate(before: JsonObject, after: JsonObject, writer: Writer, time: string): void {
  const { changed, removed } = compare(before, after);
  const mine = ownable(changed, writer.subresource);
  const managers = listedManagers(before, after, writer).map((manager) =>
    isWriter(manager, writer) ? lessFields(manager, removed) : lessFields(manager, mine.union(removed)),
  );
  const own = managers.find((manager) => isWriter(manager, writer));
  const apiVersion = textAt(after, "apiVersion");
  if (!own) managers.push({ ...writer, apiVersion, time, fields: mine });
  else if (!mine.isSubsetOf(own.fields)) Object.assign(own, { fields: own.fields.union(mine), time });
  writeManagers(after, managers);
}
