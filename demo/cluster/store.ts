import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { type Kind, groupVersion, kindNamed } from "./kinds.ts";
import { type JsonObject, isObject, textAt, without } from "./json.ts";

type ChangeType = "ADDED" | "MODIFIED" | "DELETED";

/** One write: what the object was, what it is, and the revision that this made. */
export interface Change {
  type: ChangeType;
  kind: Kind;
  object: JsonObject;
  before: JsonObject | undefined;
  revision: number;
}

// The real server forgets after some five minutes; tests of "too old" would wait that long.
const remembered = 5_000;

const savedState = z.object({ revision: z.number(), objects: z.array(z.record(z.string(), z.json())) });

/** Every object of the cluster with one revision counter, the recent changes, and who listens to them. */
export class Store {
  revision = 1;
  private readonly objects = new Map<string, Map<string, JsonObject>>();
  private readonly listeners = new Set<(change: Change) => void>();
  private changes: Change[] = [];
  private forgotten = 0;
  private readonly file: string | undefined;
  private saving: NodeJS.Timeout | undefined;

  constructor(file: string | undefined) {
    this.file = file;
    if (file !== undefined) this.load(file);
  }

  /** The object of that name, or undefined; never to be changed in place. */
  get(kind: Kind, namespace: string, name: string): JsonObject | undefined {
    return this.bucket(kind).get(`${namespace}/${name}`);
  }

  /** The objects of a kind in name order, of one namespace or, with an empty one, of all. */
  list(kind: Kind, namespace = ""): JsonObject[] {
    const keys = [...this.bucket(kind).keys()].filter(
      (key) => namespace === "" || key.startsWith(`${namespace}/`),
    );
    return keys
      .toSorted()
      .map((key) => this.bucket(kind).get(key))
      .filter(isObject);
  }

  /** Stores an object under the next revision, written into its `resourceVersion`, and tells the listeners. */
  put(kind: Kind, object: JsonObject): JsonObject {
    const metadata = isObject(object["metadata"]) ? object["metadata"] : {};
    const revision = ++this.revision;
    const stored = { ...object, metadata: { ...metadata, resourceVersion: String(revision) } };
    const key = keyOf(stored);
    const before = this.bucket(kind).get(key);
    this.bucket(kind).set(key, stored);
    this.tell({ type: before ? "MODIFIED" : "ADDED", kind, object: stored, before, revision });
    return stored;
  }

  /** Takes an object away; its last state is told with the revision of its going. */
  remove(kind: Kind, object: JsonObject): JsonObject {
    const before = this.bucket(kind).get(keyOf(object));
    if (!before || !this.bucket(kind).delete(keyOf(object))) return object;
    const revision = ++this.revision;
    const metadata = isObject(object["metadata"]) ? object["metadata"] : {};
    const last = { ...object, metadata: { ...metadata, resourceVersion: String(revision) } };
    this.tell({ type: "DELETED", kind, object: last, before, revision });
    return last;
  }

  /** The changes after a revision, oldest first, or undefined where some of them are forgotten. */
  since(revision: number): Change[] | undefined {
    if (revision < this.forgotten) return undefined;
    return this.changes.filter((change) => change.revision > revision);
  }

  /** Forgets every change so far: a watch from an older revision is told 410 Gone. */
  forget(): void {
    this.changes = [];
    this.forgotten = this.revision;
  }

  /** Calls back at every change until the returned function is called. */
  listen(listener: (change: Change) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Writes the state to the file at once; nothing happens without a file. */
  save(): void {
    clearTimeout(this.saving);
    this.saving = undefined;
    if (this.file === undefined) return;
    const objects = [...this.objects.values()].flatMap((bucket) => Array.from(bucket.values()));
    writeFileSync(`${this.file}.new`, JSON.stringify({ revision: this.revision, objects }));
    renameSync(`${this.file}.new`, this.file);
  }

  private load(file: string): void {
    const text = readIfThere(file);
    if (text === undefined) return;
    const state = savedState.parse(JSON.parse(text));
    this.revision = state.revision;
    this.forgotten = state.revision;
    for (const object of state.objects)
      this.bucket(kindNamed(textAt(object, "kind"))).set(keyOf(object), object);
  }

  private tell(change: Change): void {
    this.changes.push(change);
    if (this.changes.length > remembered) this.forgotten = this.changes.shift()?.revision ?? this.forgotten;
    for (const listener of this.listeners) listener(change);
    if (this.file !== undefined) this.saving ??= setTimeout(() => this.save(), 200);
  }

  private bucket(kind: Kind): Map<string, JsonObject> {
    const name = `${groupVersion(kind)}/${kind.plural}`;
    const bucket = this.objects.get(name) ?? new Map<string, JsonObject>();
    this.objects.set(name, bucket);
    return bucket;
  }
}

function keyOf(object: JsonObject): string {
  return `${textAt(object, "metadata", "namespace")}/${textAt(object, "metadata", "name")}`;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** A list item: inside a list the server leaves out `apiVersion` and `kind`. */
export function asItem(object: JsonObject): JsonObject {
  return without(object, "apiVersion", "kind");
}
