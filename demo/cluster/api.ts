import { randomUUID } from "node:crypto";
import { isHeld, setDefaults } from "./defaults.ts";
import { initialStatus } from "./initial-status.ts";
import { type Kind, groupVersion, kindNamed } from "./kinds.ts";
import { type JsonObject, copy, ensure, numberAt, objectAt, same, textAt, tidy, without } from "./json.ts";
import { type Writer, recordUpdate } from "./managers.ts";
import { quotaProblem } from "./quota.ts";
import {
  alreadyExists,
  ApiError,
  badRequest,
  forbidden,
  invalid,
  notFound,
  preconditionFailed,
  stale,
} from "./status.ts";
import type { Store } from "./store.ts";
import { problemsOf } from "./validate.ts";

export interface Write extends Writer {
  dryRun: boolean;
  /** The change itself has written the managed fields, as a server-side apply does. */
  managed?: boolean;
}

export interface DeleteOptions {
  dryRun: boolean;
  propagation: "Background" | "Foreground" | "Orphan";
  uid?: string;
  resourceVersion?: string;
  graceSeconds?: number;
}

/** What a controller writes as. */
export function controller(subresource = "", manager = "kube-controller-manager"): Write {
  return { manager, operation: "Update", subresource, dryRun: false };
}

/** A time as the API writes it: UTC, whole seconds. */
export function timestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

/** The API's rules over the store: every write of a client or a controller goes through here. */
export class Api {
  readonly store: Store;

  constructor(store: Store) {
    this.store = store;
  }

  /** The object of that name; raises NotFound. */
  read(kind: Kind, namespace: string, name: string): JsonObject {
    const found = this.store.get(kind, namespace, name);
    if (!found) throw notFound(kind, name);
    return found;
  }

  /** Stores a new object with its identity and defaults; raises AlreadyExists, Invalid, Forbidden or NotFound for its namespace. */
  create(kind: Kind, namespace: string, body: JsonObject, write: Write): JsonObject {
    const object = named(kind, namespace, body);
    const name = textAt(object, "metadata", "name");
    this.requireNamespace(kind, namespace, name);
    if (this.store.get(kind, namespace, name)) throw alreadyExists(kind, name);
    if (kind.status) object["status"] = initialStatus(kind, object);
    setDefaults(object);
    this.check(kind, object, undefined);
    const quota = kind.kind === "Pod" ? quotaProblem(this.store, object) : undefined;
    if (quota !== undefined) throw forbidden(kind, name, quota);
    const now = timestamp(Date.now());
    if (write.managed !== true) recordUpdate({ apiVersion: object["apiVersion"] ?? "" }, object, write, now);
    return write.dryRun ? object : this.store.put(kind, object);
  }

  /** Changes an object by a function from a copy to the next version; a change of nothing writes nothing. */
  update(
    kind: Kind,
    namespace: string,
    name: string,
    write: Write,
    change: (draft: JsonObject) => JsonObject,
  ): JsonObject {
    const before = this.read(kind, namespace, name);
    const wanted = tidied(change(copy(before)));
    const sent = textAt(wanted, "metadata", "resourceVersion");
    if (sent !== "" && sent !== textAt(before, "metadata", "resourceVersion")) throw stale(kind, name);
    const after = settled(kind, before, wanted, write.subresource);
    if (textAt(after, "metadata", "name") !== name)
      throw badRequest(otherName(textAt(after, "metadata", "name"), name));
    if (write.subresource !== "status") {
      setDefaults(after);
      this.check(kind, after, before);
    }
    if (kind.counted && !same(before["spec"], after["spec"])) bumpGeneration(before, after);
    if (write.managed !== true) recordUpdate(before, after, write, timestamp(Date.now()));
    if (same(before, after)) return before;
    if (write.dryRun) return after;
    if (textAt(after, "metadata", "deletionTimestamp") !== "" && !isHeld(after) && kind.kind !== "Pod")
      return this.store.remove(kind, after);
    return this.store.put(kind, after);
  }

  /** Deletes an object or marks it as going; answers its last state, and whether it is gone already. */
  delete(
    kind: Kind,
    namespace: string,
    name: string,
    options: DeleteOptions,
  ): { object: JsonObject; gone: boolean } {
    const found = this.read(kind, namespace, name);
    checkPreconditions(kind, found, options);
    if (options.dryRun) return { object: found, gone: true };
    const marked = this.mark(kind, found, options);
    const lingers =
      kind.kind === "Namespace" || (kind.kind === "Pod" && textAt(found, "spec", "nodeName") !== "");
    const isForced = kind.kind === "Pod" && options.graceSeconds === 0;
    if (isHeld(marked) || (lingers && !isForced))
      return { object: this.store.put(kind, marked), gone: false };
    return { object: this.store.remove(kind, marked), gone: true };
  }

  private mark(kind: Kind, found: JsonObject, options: DeleteOptions): JsonObject {
    const object = copy(found);
    const metadata = ensure(object, "metadata");
    metadata["deletionTimestamp"] ??= timestamp(Date.now());
    metadata["deletionGracePeriodSeconds"] ??=
      kind.kind === "Pod"
        ? (options.graceSeconds ?? numberAt(found, "spec", "terminationGracePeriodSeconds"))
        : 0;
    if (kind.kind === "Namespace") ensure(object, "status")["phase"] = "Terminating";
    const finalizer = { Foreground: "foregroundDeletion", Orphan: "orphan", Background: "" }[
      options.propagation
    ];
    if (finalizer !== "" && kind.kind !== "Pod") metadata["finalizers"] = [finalizer];
    return object;
  }

  private requireNamespace(kind: Kind, namespace: string, name: string): void {
    if (!kind.namespaced) return;
    const owner = this.store.get(kindNamed("Namespace"), "", namespace);
    if (!owner) throw notFound(kindNamed("Namespace"), namespace);
    if (textAt(owner, "metadata", "deletionTimestamp") === "") return;
    const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
    throw forbidden(kind, name, why);
  }

  private check(kind: Kind, object: JsonObject, before: JsonObject | undefined): void {
    const causes = problemsOf(kind, object, before);
    if (causes.length > 0) throw invalid(kind, textAt(object, "metadata", "name"), causes);
  }
}

function otherName(sent: string, name: string): string {
  return `the name of the object (${sent}) does not match the name on the URL (${name})`;
}

function tidied(object: JsonObject): JsonObject {
  const status = object["status"];
  return { ...tidy(without(object, "status")), ...(status === undefined ? {} : { status }) };
}

function named(kind: Kind, namespace: string, body: JsonObject): JsonObject {
  const object = tidied(body);
  object["apiVersion"] ??= groupVersion(kind);
  object["kind"] ??= kind.kind;
  if (object["kind"] !== kind.kind || object["apiVersion"] !== groupVersion(kind))
    throw badRequest(
      `the API version in the data (${textAt(object, "apiVersion")}) does not match the expected API version (${groupVersion(kind)})`,
    );
  const metadata = ensure(object, "metadata");
  const generate = textAt(metadata, "generateName");
  if (textAt(metadata, "name") === "" && generate !== "") metadata["name"] = generate + suffix();
  if (textAt(metadata, "name") === "") throw badRequest("name or generateName is required");
  if (textAt(metadata, "resourceVersion") !== "")
    throw badRequest("resourceVersion should not be set on objects to be created");
  const there = textAt(metadata, "namespace");
  if (there !== "" && there !== namespace)
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  if (kind.namespaced) metadata["namespace"] = namespace;
  metadata["uid"] = randomUUID();
  metadata["creationTimestamp"] = timestamp(Date.now());
  if (kind.counted) metadata["generation"] = 1;
  return object;
}

const letters = "bcdfghjklmnpqrstvwxz2456789";

/** Five letters as the API server appends them to a `generateName`. */
export function suffix(): string {
  return Array.from({ length: 5 }, () => letters[Math.floor(Math.random() * letters.length)]).join("");
}

// What a client sends for these is not looked at: the server alone keeps them.
const kept = [
  "uid",
  "creationTimestamp",
  "generation",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "namespace",
];

function settled(kind: Kind, before: JsonObject, wanted: JsonObject, subresource: string): JsonObject {
  const old = objectAt(before, "metadata");
  const metadata = without(objectAt(wanted, "metadata"), ...kept);
  for (const key of [...kept, "resourceVersion"]) if (old[key] !== undefined) metadata[key] = old[key];
  const base = { ...wanted, apiVersion: before["apiVersion"] ?? "", kind: kind.kind, metadata };
  if (!kind.status) return base;
  if (subresource === "status") return { ...before, metadata, status: wanted["status"] ?? {} };
  const status = before["status"];
  return status === undefined ? without(base, "status") : { ...base, status };
}

function bumpGeneration(before: JsonObject, after: JsonObject): void {
  ensure(after, "metadata")["generation"] = numberAt(before, "metadata", "generation") + 1;
}

function checkPreconditions(kind: Kind, found: JsonObject, options: DeleteOptions): void {
  const name = textAt(found, "metadata", "name");
  const uid = textAt(found, "metadata", "uid");
  const version = textAt(found, "metadata", "resourceVersion");
  const again = "The object might have been deleted and then recreated";
  if (options.uid !== undefined && options.uid !== uid)
    throw preconditionFailed(
      kind,
      name,
      `the UID in the precondition (${options.uid}) does not match the UID in record (${uid}). ${again}`,
    );
  if (options.resourceVersion !== undefined && options.resourceVersion !== version)
    throw preconditionFailed(
      kind,
      name,
      `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record (${version}). The object might have been modified`,
    );
}

/** Tells whether an error is a refusal by this API with that reason. */
export function isRefusal(error: unknown, reason: string): boolean {
  return error instanceof ApiError && error.reason === reason;
}
