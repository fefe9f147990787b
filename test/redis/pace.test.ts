import * as fc from "fast-check";
import type { Redis } from "ioredis";
import { expect, it } from "vitest";
import { makeKeys } from "../../src/redis/keys.ts";
import { createPace } from "../../src/redis/pace.ts";
import { onOwnRedis } from "./own-redis.ts";

let redis: Redis;

onOwnRedis((own) => {
  redis = own;
});

/** As another replica has it: all it knows is in Redis. */
const pace = () => createPace({ redis, keys: makeKeys("test") });
const budget = { most: 10, perMinute: 40, kept: 3 };
const start = 1_780_000_000_000;

async function burst(kept: number, now: number): Promise<number> {
  for (let count = 0; ; count += 1) {
    if ((await pace().take("edit", { ...budget, kept }, now)) > 0) return count;
  }
}

it("lets a burst go, keeps the last ones for others, and fills up again with time", async () => {
  expect(await burst(3, start)).toBe(7);
  expect(await pace().take("edit", budget, start)).toBe(1500);
  expect(await burst(0, start)).toBe(3);
  expect(await burst(3, start + 1499)).toBe(0);
  expect(await burst(0, start + 1500)).toBe(1);
  expect(await burst(3, start + 600_000)).toBe(7);
});

it("never lets more than fifty go in a minute, whoever asks when", async () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 60, maxLength: 120 });
  await fc.assert(
    fc.asyncProperty(gaps, async (waits) => {
      await redis.flushall();
      let now = start;
      const gone: number[] = [];
      for (const wait of waits) {
        now += wait;
        if ((await pace().take("edit", { ...budget, kept: wait % 4 }, now)) === 0) gone.push(now);
      }
      const most = Math.max(
        ...gone.map((from) => gone.filter((at) => at >= from && at < from + 60_000).length),
      );
      expect(most).toBeLessThanOrEqual(50);
    }),
    { numRuns: 15 },
  );
});

it("lets nobody go while somebody was told to wait, also without a budget, and others meanwhile", async () => {
  await pace().pause("post", 30_000, start);
  expect(await pace().take("post", undefined, start + 1)).toBe(29_999);
  expect(await pace().take("edit", undefined, start)).toBe(0);
  expect(await pace().take("post", undefined, start + 30_000)).toBe(0);
});

it("a clock that is behind waits for nobody's future", async () => {
  await burst(0, start + 3_600_000);
  expect(await pace().take("edit", budget, start)).toBeLessThanOrEqual(6000);
  expect(await pace().take("edit", budget, start + 6000)).toBe(0);
});
