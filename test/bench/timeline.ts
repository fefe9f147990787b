import { setTimeout as pause } from "node:timers/promises";
import { mkdtemp, rm } from "node:fs/promises";
import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { z } from "zod";
import { connectRedis } from "../../src/redis/connection.ts";
import { makeKeys } from "../../src/redis/keys.ts";
import { createNoticeStore } from "../../src/redis/notices.ts";
import { createQueues } from "../../src/redis/queue.ts";
import { redisServerPath } from "../../src/redis/server.ts";
import { createWorkers } from "../../src/redis/workers.ts";
import { handlersWith } from "../redis/handlers.ts";

/** One line of the result. */
export interface TimelineRow {
  what: string;
  ours: string;
  beside: string;
  ratio: string;
  target: string;
}

const perRelease = 6;
const settings = { prefix: "bench", environments: [] };

/**
 * A backlog of pending notices: what it costs in memory beside one bare sorted set of the same members, how long the
 * first look at it takes, and how late notices fire with it behind them, on a Redis as it comes (`hz 10`) and as the
 * private one is set (`hz 100`).
 */
export async function benchTimeline({ backlog = 100_000, firings = 500 } = {}): Promise<TimelineRow[]> {
  const rows: TimelineRow[] = [];
  for (const [hz, limit] of [
    [10, 150],
    [100, 25],
  ] as const) {
    await using bench = await openBench(hz);
    if (hz === 10) rows.push(...(await memory(bench.redis, backlog)));
    else await fill(bench.redis, backlog);
    const began = performance.now();
    const now = Date.now();
    await createNoticeStore({ redis: bench.redis, keys: makeKeys("bench") }).pending(now + 600_000, 1000);
    if (hz === 10)
      rows.push({
        what: `first look at ${backlog} pending`,
        ours: ms(performance.now() - began),
        beside: "",
        ratio: "",
        target: "≤ 50 ms",
      });
    rows.push(await firing(bench, firings, hz, limit));
  }
  return rows;
}

interface Bench extends AsyncDisposable {
  redis: Redis;
  url: string;
}

async function openBench(hz: number): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), "slipway-bench-"));
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const args = [
    "--port",
    String(port),
    "--dir",
    folder,
    "--appendonly",
    "yes",
    "--save",
    "",
    "--hz",
    String(hz),
  ];
  const child = spawn(redisServerPath(), args, { stdio: "ignore" });
  const url = `redis://127.0.0.1:${port}`;
  const redis = await connected(url);
  return {
    redis,
    url,
    [Symbol.asyncDispose]: async () => {
      redis.disconnect();
      child.kill("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function connected(url: string): Promise<Redis> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await connectRedis(url, "interactive");
    } catch (error) {
      if (tries > 100) throw error;
      await pause(50);
    }
  }
}

/** Notices of releases far ahead, written through the store as the jobs do. */
async function fill(redis: Redis, backlog: number): Promise<void> {
  const store = createNoticeStore({ redis, keys: makeKeys("bench") });
  const far = Date.now() + 30 * 86_400_000;
  for (let release = 0; release < backlog / perRelease; release += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, n) => planOne(store, `v1.${release + n}.0`, far)));
  }
}

async function planOne(
  store: ReturnType<typeof createNoticeStore>,
  release: string,
  far: number,
): Promise<void> {
  const watch = await store.watch(release, far, 0);
  const keys = Array.from({ length: perRelease }, (_, n) => ({ key: `notice-${n}.${far}`, due: far + n }));
  await store.plan({ ...watch, seen: "bench" }, keys);
}

async function memory(redis: Redis, backlog: number): Promise<TimelineRow[]> {
  const before = await used(redis);
  const began = performance.now();
  await fill(redis, backlog);
  const took = performance.now() - began;
  const ours = (await used(redis)) - before;
  const floor = await bareSet(redis, backlog);
  const bytes = Math.round(ours / backlog);
  return [
    {
      what: `memory of ${backlog} pending`,
      ours: `${(ours / 1_048_576).toFixed(0)} MB, ${bytes} bytes each`,
      beside: `${(floor / 1_048_576).toFixed(0)} MB, one sorted set`,
      ratio: `${(ours / floor).toFixed(1)}×`,
      target: "≤ 819 bytes, a delayed job",
    },
    { what: `planning ${backlog}`, ours: `${(took / 1000).toFixed(1)} s`, beside: "", ratio: "", target: "" },
  ];
}

async function bareSet(redis: Redis, backlog: number): Promise<number> {
  const before = await used(redis);
  for (let n = 0; n < backlog; n += 1000) {
    const members = Array.from({ length: 1000 }, (_, i) => [n + i, `v1.${n + i}.0/notice.1796650200`]).flat();
    await redis.zadd("floor", ...members);
  }
  const floor = (await used(redis)) - before;
  await redis.del("floor");
  return floor;
}

async function used(redis: Redis): Promise<number> {
  const found = /used_memory:(\d+)/.exec(await redis.info("memory"))?.[1];
  return z.coerce.number().parse(found);
}

/** How late jobs of notices start, due at random within ten seconds. */
async function firing(
  { redis, url }: Bench,
  firings: number,
  hz: number,
  limit: number,
): Promise<TimelineRow> {
  const queues = createQueues(redis, settings);
  const connection = await connectRedis(url, "worker");
  const late: number[] = [];
  const workers = await createWorkers(
    connection,
    handlersWith({ notice: async ({ due }) => void late.push(Date.now() - due) }),
    { ...settings, concurrency: 10, onError: () => undefined },
  );
  for (let n = 0; n < firings; n += 1) {
    const due = Date.now() + 2000 + Math.floor(Math.random() * 10_000);
    const options = { id: `notice.bench.${n}`, delay: due - Date.now() };
    await queues.enqueue("notice", { release: "v1.5.0", key: `n${n}`, due }, options);
  }
  while (late.length < firings) await pause(100);
  await workers.close(1000);
  await queues.close();
  connection.disconnect();
  const sorted = late.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? NaN;
  return {
    what: `firing late, hz ${hz}`,
    ours: `p50 ${ms(at(0.5))}, p99 ${ms(at(0.99))}`,
    beside: "",
    ratio: "",
    target: `p99 ≤ ${limit} ms${at(0.99) <= limit ? "" : " MISSED"}`,
  };
}

function ms(value: number): string {
  return `${value.toFixed(0)} ms`;
}

if (import.meta.main) console.table(await benchTimeline());
