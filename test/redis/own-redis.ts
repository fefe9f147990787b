import type { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { connectRedis } from "../../src/redis/connection.ts";
import { type MortalRedis, startMortalRedis } from "./redis.ts";

/**
 * Gives a test file a Redis of its own, which is empty before each test; `begin` then takes the connection and opens on
 * it what the test is about.
 */
export function onOwnRedis(begin: (redis: Redis, server: MortalRedis) => Promise<void> | void): void {
  let server: MortalRedis;
  let redis: Redis;
  beforeAll(async () => {
    server = await startMortalRedis();
    // What a command may take is for `outages.test.ts`; a machine that is busy must not fail a test.
    redis = await connectRedis(server.url, "worker");
  });
  afterAll(async () => {
    redis.disconnect();
    await server.remove();
  });
  beforeEach(async () => {
    await redis.flushall();
    await begin(redis, server);
  });
}
