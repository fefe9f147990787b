import type { Store } from "./store.ts";
import { script } from "./store.ts";

/** How often something may be done: `most` at once, then `perMinute`; the last `kept` are for others. */
interface Budget {
  most: number;
  perMinute: number;
  kept: number;
}

export interface Pace {
  /** Milliseconds until the next one may go; 0 counts it as gone. Without a budget only a pause makes it wait. */
  take(name: string, budget: Budget | undefined, now: number): Promise<number>;
  pause(name: string, ms: number, now: number): Promise<void>;
}

/** Whatever clocks that differ do to it is over after this time. */
const forgetMs = 300_000;

/** A bucket of tokens. A clock that is behind the one before it sees no time pass, and never waits for it. */
const take = script(`
  local now = tonumber(ARGV[1])
  local paused, tokens, at = unpack(redis.call('HMGET', KEYS[1], 'paused', 'tokens', 'at'))
  if paused and tonumber(paused) > now then return math.ceil(tonumber(paused) - now) end
  local most, perMs, kept = tonumber(ARGV[2]), tonumber(ARGV[3]) / 60000, tonumber(ARGV[4])
  if most == 0 then return 0 end
  tokens = math.min(most, tonumber(tokens or most) + math.max(0, now - tonumber(at or now)) * perMs)
  local lacking = 1 + kept - tokens
  if lacking <= 0 then tokens = tokens - 1 end
  redis.call('HSET', KEYS[1], 'tokens', tokens, 'at', now)
  redis.call('PEXPIRE', KEYS[1], ARGV[5])
  return lacking <= 0 and 0 or math.ceil(lacking / perMs)
`);

const pause = script(`
  redis.call('HSET', KEYS[1], 'paused', ARGV[1])
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 1
`);

/** The pace that all replicas keep together, in Redis. Times in milliseconds; the caller's clock counts. */
export function createPace(store: Store): Pace {
  const keyOf = (name: string): string[] => [store.keys.of("pace", name)];
  return {
    take: async (name, { most, perMinute, kept } = { most: 0, perMinute: 0, kept: 0 }, now) =>
      Number(await take(store, keyOf(name), [now, most, perMinute, kept, forgetMs])),
    pause: async (name, ms, now) => void (await pause(store, keyOf(name), [now + ms, ms + forgetMs])),
  };
}
