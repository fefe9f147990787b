import { setTimeout as pause } from "node:timers/promises";
import type { Json, KubernetesObject } from "../release/cluster/kubernetes-object.ts";
import { isJsonObject, isKubernetesObject, jsonAt, objectsAt, textAt } from "../release/cluster/json.ts";
import { ProblemError } from "../release/problem.ts";
import type { ApiServer } from "./api-server.ts";
import type { Shelf } from "./observe.ts";
import { bodyOf, refusal } from "./problems.ts";

/** How long a watch may run before the next list, in seconds. */
const watchSeconds = 2;
const listTimeout = 5_000;
const longestPause = 5_000;
const pageSize = 500;

/**
 * Keeps the objects of one kind in one namespace: lists them, follows their changes for two seconds, lists again. The
 * list is what counts, the watch only makes changes known sooner; so a frozen, reset or reordered watch costs two
 * seconds at most. While lists fail nothing is known, and `isFresh` says so.
 */
export class Feed {
  readonly #api: ApiServer;
  readonly #type: { apiVersion: string; kind: string };
  readonly #namespace: string;
  readonly #changed: () => void;
  #objects = new Map<string, KubernetesObject>();
  isFresh = false;

  constructor(
    api: ApiServer,
    type: { apiVersion: string; kind: string },
    namespace: string,
    changed: () => void,
  ) {
    this.#api = api;
    this.#type = type;
    this.#namespace = namespace;
    this.#changed = changed;
  }

  get objects(): Shelf {
    return this.#objects;
  }

  /** Runs until the signal. Rejects with `cluster-forbidden` or `cluster-refused`; waits out everything else. */
  async follow(signal: AbortSignal): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        const version = await this.#list(signal);
        failures = 0;
        await this.#watch(version, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof ProblemError && error.problem.code !== "cluster-unavailable") throw error;
        this.isFresh = false;
        failures += 1;
        await rest(Math.min(250 * 2 ** failures, longestPause), signal);
      }
    }
  }

  async #list(signal: AbortSignal): Promise<string> {
    const objects = new Map<string, KubernetesObject>();
    const path = await this.#api.path(this.#type, this.#namespace);
    let token = "";
    let version: string;
    do {
      const query = `limit=${pageSize}&continue=${encodeURIComponent(token)}`;
      const answer = await this.#api.once(`${path}?${query}`, listTimeout, signal);
      const body = bodyOf(answer);
      if (answer.status === 429 || answer.status === 410 || answer.status >= 500 || !body) {
        throw new Error(`the list was answered with ${answer.status}`);
      }
      if (answer.status !== 200) throw refusal(answer, { verb: "list", what: path });
      for (const item of objectsAt(body, "items")) this.#keep(objects, { ...this.#type, ...item });
      version = textAt(body, "metadata", "resourceVersion") ?? "";
      token = textAt(body, "metadata", "continue") ?? "";
    } while (token !== "");
    this.#objects = objects;
    this.isFresh = true;
    this.#changed();
    return version;
  }

  #keep(objects: Map<string, KubernetesObject>, item: Json): void {
    if (isKubernetesObject(item)) objects.set(item.metadata.name, item);
  }

  /** A watch that cannot be had is no trouble as long as lists can: the next one comes after the same time. */
  async #watch(version: string, signal: AbortSignal): Promise<void> {
    const path = await this.#api.path(this.#type, this.#namespace);
    const query = `watch=1&resourceVersion=${encodeURIComponent(version)}&timeoutSeconds=${watchSeconds}`;
    const ends = performance.now() + watchSeconds * 1_000;
    try {
      const lines = this.#api.lines(`${path}?${query}`, watchSeconds * 1_000 + 500, signal);
      for await (const line of lines) if (!this.#take(line)) return;
    } catch {
      await rest(ends - performance.now(), signal);
    }
  }

  /** Whether the event made sense; after an error event (410 for one) only a list helps. */
  #take(line: string): boolean {
    const event: Json = JSON.parse(line);
    const object = jsonAt(event, "object");
    if (!isJsonObject(event) || !isKubernetesObject(object)) return false;
    if (event.type === "DELETED") this.#objects.delete(object.metadata.name);
    else if (event.type === "ADDED" || event.type === "MODIFIED")
      this.#objects.set(object.metadata.name, object);
    else return event.type === "BOOKMARK";
    this.#changed();
    return true;
  }
}

async function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds <= 0 || signal.aborted) return;
  await pause(milliseconds, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
