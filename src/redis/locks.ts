import { z } from "zod";
import type { LockStore } from "../release/run/stores.ts";
import type { Lock } from "../release/run/records.ts";
import { answered } from "./connection.ts";
import { carryOut, type JournalWriter, makeEffect } from "./journaled.ts";
import { lockCodec } from "./schemas.ts";
import { script, type Store } from "./store.ts";

/** The owner and the end stand beside the record, so that the script needs to understand no JSON. */
const takeLock = makeEffect(`
  local owner, ends = unpack(redis.call('HMGET', KEYS[1], 'owner', 'until'))
  local inForce = owner and (ends == '' or tonumber(ends) > tonumber(ARGV[4]))
  if inForce and owner ~= ARGV[1] then return false, redis.call('HGET', KEYS[1], 'data') end
  redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'until', ARGV[2], 'data', ARGV[3])
  return true, ARGV[3]
`);

const releaseLock = makeEffect(`
  if redis.call('HGET', KEYS[1], 'owner') ~= ARGV[1] then return false, 'kept' end
  redis.call('DEL', KEYS[1])
  return true, 'released'
`);

/**
 * The objects in the cluster remember the number that they were written under, also when Redis was emptied or set back
 * to an older copy. A number that follows the clock is higher all the same, where one that counts would be refused. The
 * number before it comes too: an object with one in between was written under a number that is not in the records any more.
 */
const nextFence = script(`
  local now = redis.call('TIME')
  local text = redis.call('GET', KEYS[1])
  local last = tonumber(text or '0')
  local number = math.max(last + 1, now[1] * 1000000 + now[2])
  local next = string.format('%.0f', number)
  redis.call('SET', KEYS[1], next)
  return { next, text or '' }
`);

const answerOfFence = z.tuple([z.string(), z.string()]);

/** Locks in Redis. The caller's clock decides what has expired; an expired lock is as none. */
export function createLockStore(store: Store, writer: JournalWriter): LockStore {
  return {
    read: (environment, now) => read(store, environment, now),
    take: async (environment, lock, now, entry) => {
      const args = [lock.owner, lock.until ?? "", lockCodec.encode(lock), now];
      const act = { effect: takeLock, keys: [lockKey(store, environment)], args };
      const answer = await carryOut(store, writer, act, entry);
      return answer === undefined ? lock : lockCodec.decode(answer);
    },
    release: async (environment, owner, entry) => {
      const act = { effect: releaseLock, keys: [lockKey(store, environment)], args: [owner] };
      return (await carryOut(store, writer, act, entry)) !== "kept";
    },
    nextFence: async (environment) => {
      const answer = await nextFence(store, [store.keys.of("fence", environment)], []);
      const [number, last] = answerOfFence.parse(answer);
      return { number: Number(number), ...(last !== "" && { last: Number(last) }) };
    },
  };
}

async function read(store: Store, environment: string, now: number): Promise<Lock | undefined> {
  const text = await answered(store.redis.hget(lockKey(store, environment), "data"));
  if (text === null) return undefined;
  const lock = lockCodec.decode(text);
  return lock.until !== undefined && lock.until <= now ? undefined : lock;
}

function lockKey({ keys }: Store, environment: string): string {
  return keys.of("lock", environment);
}
