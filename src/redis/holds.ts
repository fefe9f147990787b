import type { HoldStore } from "../release/run/stores.ts";
import { answered } from "./connection.ts";
import { carryOut, type JournalWriter, makeEffect } from "./journaled.ts";
import { holdCodec } from "./schemas.ts";
import type { Store } from "./store.ts";

const putHold = makeEffect(`
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  return true, 'held'
`);

const liftHold = makeEffect(`
  if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return false, 'nothing' end
  return true, 'lifted'
`);

/** Held-back versions in Redis, in one hash by version. */
export function createHoldStore(store: Store, writer: JournalWriter): HoldStore {
  const { redis, keys } = store;
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
    put: async (hold, entry) => {
      const args = [hold.version, holdCodec.encode(hold)];
      await carryOut(store, writer, { effect: putHold, keys: [holds], args }, entry);
    },
    lift: async (version, entry) => {
      const act = { effect: liftHold, keys: [holds], args: [version] };
      return (await carryOut(store, writer, act, entry)) !== "nothing";
    },
  };
}
