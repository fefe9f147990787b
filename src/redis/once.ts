import { answered } from "./connection.ts";
import type { Store } from "./store.ts";

/**
 * Makes the guard against deliveries that repeat: true for the first caller with a key, false for everybody after it
 * until `ttlMs` milliseconds have passed. After an unknown outcome the first caller may be told false as well.
 */
export function createFirstTime({ redis, keys }: Store): (key: string, ttlMs: number) => Promise<boolean> {
  return async (key, ttlMs) =>
    (await answered(redis.set(keys.of("once", key), "1", "PX", ttlMs, "NX"))) === "OK";
}
