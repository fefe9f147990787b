import { setTimeout as pause } from "node:timers/promises";
import type { ObjectRef } from "../release/cluster/kubernetes-object.ts";
import type { WorkloadObservation } from "../release/cluster/observation.ts";
import type { ApiServer } from "./api-server.ts";
import { Feed } from "./feed.ts";
import { helpersOf, observe, type Shelf } from "./observe.ts";

/** Changes that come within so many milliseconds are yielded together. */
const together = 15;
const noObjects: Shelf = new Map();

/**
 * Yields the state of all the workloads at once, and again whenever something may have changed, every two seconds
 * while the API server answers. While it does not, nothing is known and nothing is yielded. Ends with the signal;
 * raises `cluster-forbidden` or `cluster-refused`.
 */
export async function* watchWorkloads(
  api: ApiServer,
  namespace: string,
  refs: ObjectRef[],
  signal: AbortSignal,
): AsyncGenerator<WorkloadObservation[]> {
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const bell = new Bell(until);
  const feeds = feedsFor(api, namespace, refs, () => bell.ring());
  const followed = [...feeds.values()].map((feed) => feed.follow(until));
  for (const follow of followed) follow.catch((error: unknown) => bell.fail(error));
  try {
    while (await bell.rung()) {
      await settle(until);
      if (signal.aborted) return;
      bell.silence();
      const fresh = [...feeds.values()].every((feed) => feed.isFresh);
      if (fresh)
        yield refs.map((ref) => observe(ref, (...type) => feeds.get(type.join(" "))?.objects ?? noObjects));
    }
  } finally {
    stop.abort();
    await Promise.allSettled(followed);
  }
}

async function settle(signal: AbortSignal): Promise<void> {
  await pause(together, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

function feedsFor(
  api: ApiServer,
  namespace: string,
  refs: ObjectRef[],
  changed: () => void,
): Map<string, Feed> {
  const types = refs.flatMap(({ apiVersion, kind }) => [{ apiVersion, kind }, ...helpersOf(kind)]);
  const feeds = new Map<string, Feed>();
  for (const type of types) {
    const key = `${type.apiVersion} ${type.kind}`;
    if (!feeds.has(key)) feeds.set(key, new Feed(api, type, namespace, changed));
  }
  return feeds;
}

/** Wakes the one who waits; rings that nobody has heard yet count once. */
class Bell {
  readonly #signal: AbortSignal;
  readonly #failures: unknown[] = [];
  #waiting = Promise.withResolvers<void>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener("abort", () => this.ring(), { once: true });
  }

  ring(): void {
    this.#waiting.resolve();
  }

  fail(error: unknown): void {
    this.#failures.push(error);
    this.ring();
  }

  silence(): void {
    this.#waiting = Promise.withResolvers<void>();
  }

  /** Resolves at the next ring; false once the signal has come. Rejects with a failure, now or from before. */
  async rung(): Promise<boolean> {
    if (!this.#signal.aborted) await this.#waiting.promise;
    if (this.#failures.length > 0) throw this.#failures[0];
    return !this.#signal.aborted;
  }
}
