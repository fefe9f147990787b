import type { Redis } from "ioredis";

/** Locks of jobs, leases and turns last up to half a minute; what is kept for longer is meant to be remembered. */
const script = `
  for _, key in ipairs(redis.call('KEYS', ARGV[1])) do
    local left = redis.call('PTTL', key)
    if left >= 0 and left <= 30000 then redis.call('DEL', key) end
    local queue = string.match(key, '^(.*:queue:.*):active$')
    if queue then
      for _, job in ipairs(redis.call('LRANGE', key, 0, -1)) do redis.call('SADD', queue .. ':stalled', job) end
    end
  end
`;

/**
 * Lets the time pass in which dead workers lose what they hold, those of one installation or of all: whatever lapses soon
 * is gone at once, and every job under way has been seen without a lock, so that the next look takes it over. That this
 * comes by itself, and when, is shown in `takeover.test.ts`.
 */
export async function lapse(redis: Redis, prefix?: string): Promise<void> {
  await redis.eval(script, 0, prefix === undefined ? "*" : `{${prefix}}:*`);
}
