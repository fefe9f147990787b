import { once } from "node:events";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Queue, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { connectRedis } from "../../src/redis/connection.ts";
import { createStores } from "../../src/redis/stores.ts";
import type { NoticeStore } from "../../src/release/timeline/notice-store.ts";
import { createQueues } from "../../src/redis/queue.ts";
import { redisServerPath } from "../../src/redis/server.ts";
import { createWorkers } from "../../src/redis/workers.ts";
import { handlersWith } from "../redis/handlers.ts";
import { aim, percentile, type Row, time } from "./measure.ts";

const backlog = 100_000;
const perRelease = 6;
const firings = 500;
/** In milliseconds: all firings of a series are due at random within so long. */
const span = 10_000;
const settings = { prefix: "bench", environments: [] };

/**
 * A backlog of pending notices: what it costs in memory beside as many delayed jobs of the queue's library, how long
 * the first look at it takes, and how late notices fire with it behind them, beside delayed jobs of the bare library;
 * on a Redis as it comes (`hz 10`) and as the private one is set (`hz 100`).
 */
export async function benchTimeline(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [hz, most] of [
    [10, 150],
    [100, 25],
  ] as const) {
    await using bench = await openBench(hz);
    if (hz === 10) rows.push(await memory(bench.redis));
    else await fill(bench.redis);
    if (hz === 10) rows.push(await firstLook(bench.redis));
    rows.push(...(await firing(bench, hz, most)));
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
  const options = { port, dir: folder, appendonly: "yes", save: "", hz };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(redisServerPath(), args, { stdio: "ignore" });
  const ended = once(child, "exit");
  const url = `redis://127.0.0.1:${port}`;
  const redis = await connected(url);
  return {
    redis,
    url,
    [Symbol.asyncDispose]: async () => {
      redis.disconnect();
      child.kill("SIGKILL");
      await ended;
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
async function fill(redis: Redis): Promise<void> {
  const store = createStores(redis, "bench", Date.now).notices;
  const far = Date.now() + 30 * 86_400_000;
  for (let release = 0; release < backlog / perRelease; release += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, n) => planOne(store, `v1.${release + n}.0`, far)));
  }
}

async function planOne(store: NoticeStore, release: string, far: number): Promise<void> {
  const watch = await store.watch(release, far, 0);
  const keys = Array.from({ length: perRelease }, (_, n) => ({ key: `notice-${n}.${far}`, due: far + n }));
  await store.plan({ ...watch, seen: "bench" }, keys);
}

async function memory(redis: Redis): Promise<Row> {
  const beside = (await growth(redis, () => delayBare(redis))) / backlog;
  await redis.flushall();
  const ours = (await growth(redis, () => fill(redis))) / backlog;
  return {
    what: `memory of ${backlog} pending, each`,
    ours: `${ours.toFixed(0)} bytes`,
    beside: `${beside.toFixed(0)} bytes, a delayed job`,
    ratio: `${(ours / beside).toFixed(2)}×`,
    target: aim("≤ 1×", ours <= beside),
  };
}

/** As many delayed jobs of the bare library, with the same ids in them. */
async function delayBare(connection: Redis): Promise<void> {
  const queue = new Queue("bare", { connection });
  const delay = 30 * 86_400_000;
  for (let n = 0; n < backlog; n += 1000) {
    const jobs = Array.from({ length: 1000 }, (_, i) => ({
      name: "notice",
      data: { release: `v1.${n + i}.0`, key: `notice.${n + i}`, due: delay },
      opts: { delay, jobId: `notice.${n + i}` },
    }));
    await queue.addBulk(jobs);
  }
  await queue.close();
}

async function growth(redis: Redis, work: () => Promise<void>): Promise<number> {
  const before = await used(redis);
  await work();
  return (await used(redis)) - before;
}

async function used(redis: Redis): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(await redis.info("memory"))?.[1]);
}

/** What a start pays for the backlog: the look of the reconcile job at what is due soon. */
async function firstLook(redis: Redis): Promise<Row> {
  const store = createStores(redis, "bench", Date.now).notices;
  const took = await time(() => store.pending(Date.now() + 600_000, 1000));
  const target = aim("≤ 50 ms", took <= 50);
  return {
    what: `first look at ${backlog} pending`,
    ours: milliseconds(took),
    beside: "",
    ratio: "",
    target,
  };
}

async function firing(bench: Bench, hz: number, most: number): Promise<Row[]> {
  const ours = await fireOurs(bench);
  const beside = await fireBare(bench);
  return [["p50", 0.5] as const, ["p99", 0.99] as const].map(([name, share]) => {
    const [mine, other] = [percentile(ours, share), percentile(beside, share)];
    return {
      what: `firing late, hz ${hz}, ${name}`,
      ours: milliseconds(mine),
      beside: `${milliseconds(other)}, bare BullMQ`,
      ratio: `${(mine / other).toFixed(2)}×`,
      target: name === "p99" ? aim(`≤ ${most} ms`, mine <= most) : "",
    };
  });
}

/** How late jobs of notices start, in milliseconds. */
async function fireOurs({ redis, url }: Bench): Promise<number[]> {
  const queues = createQueues(redis, settings);
  const connection = await connectRedis(url, "worker");
  const late: number[] = [];
  const workers = await createWorkers(
    connection,
    handlersWith({ notice: async ({ due }) => void late.push(Date.now() - due) }),
    { ...settings, concurrency: 10, onError: () => undefined },
  );
  for (const [n, due] of moments().entries()) {
    const options = { id: `notice.bench.${n}`, delay: due - Date.now() };
    await queues.enqueue("notice", { release: "v1.5.0", key: `n${n}`, due }, options);
  }
  while (late.length < firings) await pause(100);
  await workers.close(1000);
  await queues.close();
  connection.disconnect();
  return late;
}

async function fireBare({ redis, url }: Bench): Promise<number[]> {
  const queue = new Queue<{ due: number }>("late", { connection: redis });
  const late: number[] = [];
  const fired = async ({ data }: { data: { due: number } }): Promise<void> =>
    void late.push(Date.now() - data.due);
  const worker = new Worker("late", fired, { connection: { url }, concurrency: 10 });
  for (const due of moments()) await queue.add("notice", { due }, { delay: due - Date.now() });
  while (late.length < firings) await pause(100);
  await worker.close();
  await queue.close();
  return late;
}

function moments(): number[] {
  return Array.from({ length: firings }, () => Date.now() + 2000 + Math.floor(Math.random() * span));
}

function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
