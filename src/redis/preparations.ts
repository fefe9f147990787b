import type { Preparation, PreparationStore } from "../release/preparation/prepare.ts";
import { answered } from "./connection.ts";
import { preparationCodec } from "./preparation-codec.ts";
import { script, type Store } from "./store.ts";

const create = script(`
  if redis.call('EXISTS', KEYS[1]) == 1 then return 'exists' end
  redis.call('HSET', KEYS[1], 'data', ARGV[1], 'rev', ARGV[2])
  redis.call('SADD', KEYS[2], ARGV[3])
  return 'created'
`);

const save = script(`
  if redis.call('HGET', KEYS[1], 'rev') ~= ARGV[1] then return 0 end
  redis.call('HSET', KEYS[1], 'rev', ARGV[2], 'data', ARGV[3])
  if ARGV[5] == 'over' then redis.call('SREM', KEYS[2], ARGV[4]) end
  if ARGV[6] ~= '' then redis.call('HSET', KEYS[3], ARGV[6], ARGV[4]) end
  return 1
`);

/** Preparations in Redis: one record each, a set of those that are under way, and an index of the versions that they made. */
export function createPreparationStore(store: Store): PreparationStore {
  const { redis, keys } = store;
  const openKey = keys.of("preparations", "open");
  const madeKey = keys.of("preparations", "made");
  const keysOf = (id: string): string[] => [keys.of("preparation", id), openKey, madeKey];
  const get = async (id: string): Promise<Preparation | undefined> => {
    const text = await answered(redis.hget(keys.of("preparation", id), "data"));
    return text === null ? undefined : preparationCodec.decode(text);
  };
  return {
    get,
    create: async (one) => {
      const answer = await create(store, keysOf(one.id), [preparationCodec.encode(one), one.rev, one.id]);
      return answer === "created" ? "created" : "exists";
    },
    ofVersion: async (version) => {
      const id = await answered(redis.hget(madeKey, version));
      return id === null ? undefined : get(id);
    },
    save: async (one) => {
      const saved: Preparation = { ...one, rev: one.rev + 1 };
      const standing = one.state === "under way" ? "open" : "over";
      const made = one.state === "prepared" ? one.version : "";
      const args = [one.rev, saved.rev, preparationCodec.encode(saved), one.id, standing, made];
      return (await save(store, keysOf(one.id), args)) === 1 ? saved : undefined;
    },
    open: () => answered(redis.smembers(openKey)),
  };
}
