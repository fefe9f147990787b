import type { z } from "zod";
import type { Json } from "../release/cluster/kubernetes-object.ts";
import type { Clock } from "../release/clock.ts";
import type { Cache } from "./cache.ts";
import type { CallFailure, CallOutcome } from "./clients.ts";

/** One kind of thing that Slack knows: how to ask for it by id, and the shape in which it is kept. */
export interface Lookup<T extends Json> {
  name: string;
  shape: z.ZodType<T>;
  ask: (id: string) => Promise<CallOutcome<T>>;
}

export type Known<T> = { known: true; value: T } | { known: false; failure: CallFailure };

interface Entry<T> {
  value: T;
  storedAt: number;
}

/** Up to this age an answer is given as it is. */
const freshMs = 60_000;
/** Up to this age it is given at once, and asked for again meanwhile. */
const usableMs = 300_000;
/** Up to this age it stands in while Slack does not answer; beyond it nobody is let in. */
const lastResortMs = 900_000;

/**
 * Remembers what Slack said, in memory first and then in a cache that replicas share, and asks once for all who wait.
 * The cache may fail: it only saves questions.
 */
export class Lookups<T extends Json> {
  readonly #lookup: Lookup<T>;
  readonly #cache: Cache;
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry<T>>();
  readonly #asking = new Map<string, Promise<CallOutcome<T>>>();

  constructor(lookup: Lookup<T>, cache: Cache, clock: Clock) {
    this.#lookup = lookup;
    this.#cache = cache;
    this.#clock = clock;
  }

  /** What is known and recent enough; asks Slack where that is not in memory or in the cache. */
  async find(id: string): Promise<Known<T>> {
    const entry = this.#entries.get(id) ?? (await this.#recall(id));
    const age = entry ? this.#clock() - entry.storedAt : Infinity;
    if (entry && age <= usableMs) {
      if (age > freshMs) void this.#ask(id);
      return { known: true, value: entry.value };
    }
    const outcome = await this.#ask(id);
    if (outcome.kind === "done") return { known: true, value: outcome.result };
    const mayStandIn = outcome.kind !== "refused" && age <= lastResortMs;
    return entry && mayStandIn ? { known: true, value: entry.value } : { known: false, failure: outcome };
  }

  /** Forgets an answer, here and in the cache, because somebody said that it changed. */
  async forget(id: string): Promise<void> {
    this.#entries.delete(id);
    this.#asking.delete(id);
    await this.#cache.remember(this.#key(id), null, 1).catch(ignore);
  }

  async #recall(id: string): Promise<Entry<T> | undefined> {
    const found = await this.#cache.recall(this.#key(id)).catch(ignore);
    const read = this.#lookup.shape.safeParse(found?.value);
    if (!found || !read.success) return undefined;
    const entry = { value: read.data, storedAt: found.storedAt };
    this.#entries.set(id, entry);
    return entry;
  }

  #ask(id: string): Promise<CallOutcome<T>> {
    const asking = this.#asking.get(id);
    if (asking) return asking;
    const own = this.#lookup.ask(id).then((outcome) => {
      // Somebody may have said meanwhile that this answer is out of date.
      if (this.#asking.get(id) !== own) return outcome;
      this.#asking.delete(id);
      this.#keep(id, outcome);
      return outcome;
    });
    this.#asking.set(id, own);
    return own;
  }

  #keep(id: string, outcome: CallOutcome<T>): void {
    if (outcome.kind === "refused") this.#entries.delete(id);
    if (outcome.kind !== "done") return;
    this.#entries.set(id, { value: outcome.result, storedAt: this.#clock() });
    void this.#cache.remember(this.#key(id), outcome.result, lastResortMs).catch(ignore);
  }

  #key(id: string): string {
    return `${this.#lookup.name}.${id}`;
  }
}

/** The cache is a convenience: without it Slack is asked. */
function ignore(): undefined {
  return undefined;
}
