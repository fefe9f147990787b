import type { LockStore } from "../release/run/stores.ts";
import type { Lock } from "../release/run/records.ts";
import { answered } from "./connection.ts";
import { lockCodec } from "./schemas.ts";
import { script, type Store } from "./store.ts";

/** The owner and the end stand beside the record, so that the script needs to understand no JSON. */
const takeLock = script(`
  local owner, ends = unpack(redis.call('HMGET', KEYS[1], 'owner', 'until'))
  local inForce = owner and (ends == '' or tonumber(ends) > tonumber(ARGV[4]))
  if inForce and owner ~= ARGV[1] then return redis.call('HGET', KEYS[1], 'data') end
  redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'until', ARGV[2], 'data', ARGV[3])
  return ARGV[3]
`);

const releaseLock = script(`
  if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return 0 end
  return redis.call('DEL', KEYS[1])
`);

/**
 * The objects in the cluster remember the number that they were written under, also when Redis was emptied or set back
 * to an older copy. A number that follows the clock is higher all the same, where one that counts would be refused.
 */
const nextFence = script(`
  local now = redis.call('TIME')
  local last = tonumber(redis.call('GET', KEYS[1]) or '0')
  local number = math.max(last + 1, now[1] * 1000000 + now[2])
  local text = string.format('%.0f', number)
  redis.call('SET', KEYS[1], text)
  return text
`);

/** Locks in Redis. The caller's clock decides what has expired; an expired lock is as none. */
export function createLockStore(store: Store): LockStore {
  return {
    read: (environment, now) => read(store, environment, now),
    take: (environment, lock, now) => take(store, environment, lock, now),
    release: async (environment, owner) =>
      (await releaseLock(store, [lockKey(store, environment)], [owner])) === 1,
    nextFence: async (environment) =>
      Number(await nextFence(store, [store.keys.of("fence", environment)], [])),
  };
}

async function read(store: Store, environment: string, now: number): Promise<Lock | undefined> {
  const text = await answered(store.redis.hget(lockKey(store, environment), "data"));
  if (text === null) return undefined;
  const lock = lockCodec.decode(text);
  return lock.until !== undefined && lock.until <= now ? undefined : lock;
}

async function take(store: Store, environment: string, lock: Lock, now: number): Promise<Lock> {
  const args = [lock.owner, lock.until ?? "", lockCodec.encode(lock), now];
  return lockCodec.decode(String(await takeLock(store, [lockKey(store, environment)], args)));
}

function lockKey({ keys }: Store, environment: string): string {
  return keys.of("lock", environment);
}
