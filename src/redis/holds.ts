import type { HoldStore } from "../release/run/stores.ts";
import { answered } from "./connection.ts";
import { holdCodec } from "./schemas.ts";
import type { Store } from "./store.ts";

/** Held-back versions in Redis, in one hash by version. */
export function createHoldStore({ redis, keys }: Store): HoldStore {
  const holds = keys.of("holds");
  return {
    get: async (version) => {
      const text = await answered(redis.hget(holds, version));
      return text === null ? undefined : holdCodec.decode(text);
    },
    list: async () => {
      const texts = await answered(redis.hvals(holds));
      return texts.map((text) => holdCodec.decode(text)).toSorted((a, b) => a.since - b.since);
    },
    put: async (hold) => void (await answered(redis.hset(holds, hold.version, holdCodec.encode(hold)))),
    lift: async (version) => (await answered(redis.hdel(holds, version))) === 1,
  };
}
