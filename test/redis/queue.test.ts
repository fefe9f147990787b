import { type ChildProcess, fork } from "node:child_process";
import { EventEmitter, once } from "node:events";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { connectRedis } from "../../src/redis/connection.ts";
import { createQueues, type Queues } from "../../src/redis/queue.ts";
import { createStores } from "../../src/redis/stores.ts";
import { createWorkers, type Workers } from "../../src/redis/workers.ts";
import type { JobHandlers } from "../../src/release/work.ts";
import { handlersWith } from "./handlers.ts";
import { type MortalRedis, startMortalRedis } from "./redis.ts";
import { samplePlan, sampleRun } from "./samples.ts";

const environments = ["staging", "production"];
const queueSettings = { prefix: "test", environments };

let server: MortalRedis;
let redis: Redis;
let queues: Queues;
let opened: { workers: Workers; connection: Redis }[];
let children: ChildProcess[];
let errors: string[];

beforeAll(async () => {
  server = await startMortalRedis();
  redis = await connectRedis(server.url, "interactive");
});
afterAll(async () => {
  redis.disconnect();
  await server.remove();
});
beforeEach(async () => {
  await redis.flushall();
  queues = createQueues(redis, queueSettings);
  opened = [];
  children = [];
  errors = [];
});
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  for (const { workers, connection } of opened) {
    await workers.close(100);
    connection.disconnect();
  }
  await queues.close();
});

async function work(handlers: Partial<JobHandlers>): Promise<Workers> {
  const connection = await connectRedis(server.url, "worker");
  const workers = await createWorkers(connection, handlersWith(handlers), {
    ...queueSettings,
    concurrency: 4,
    onError: (error) => void errors.push(error.message),
  });
  opened.push({ workers, connection });
  return workers;
}

async function startChild(): Promise<ChildProcess> {
  const child = fork(path.join(import.meta.dirname, "worker-child.ts"), [server.url, queueSettings.prefix]);
  children.push(child);
  return child;
}

function askForRun(): Promise<void> {
  return queues.enqueue("run", { run: "r1" }, { id: "run-r1", environment: "production" });
}

function askToExpire(run: string): Promise<void> {
  return queues.enqueue("expire", { run }, { id: `expire-${run}` });
}

it("does what was asked once, however often it was asked", async () => {
  const done: string[] = [];
  await Promise.all(Array.from({ length: 20 }, () => askToExpire("r1")));
  const workers = await work({ expire: async ({ run }) => void done.push(run) });
  await expect.poll(() => done).toEqual(["r1"]);
  await askToExpire("r1");
  await askToExpire("r2");
  await expect.poll(() => done).toEqual(["r1", "r2"]);
  expect(Object.keys(workers.lastConsumed())).toEqual(["work"]);
});

it("runs once more what was asked for while it ran, and again after it ended", async () => {
  const begun: string[] = [];
  const gate = new EventEmitter();
  await work({
    run: async ({ run }) => {
      begun.push(run);
      await once(gate, "finish");
    },
  });
  await askForRun();
  await expect.poll(() => begun.length).toBe(1);
  await Promise.all([askForRun(), askForRun(), askForRun()]);
  gate.emit("finish");
  await expect.poll(() => begun.length).toBe(2);
  gate.emit("finish");
  await expect.poll(async () => (await redis.keys("{test}:queue:run.production:de:*")).length).toBe(0);
  await askForRun();
  await expect.poll(() => begun.length).toBe(3);
  gate.emit("finish");
});

it("delivers again when the handler asks for it, and at once when somebody wakes the run", async () => {
  const times: number[] = [];
  await work({
    run: async (_, context) => {
      times.push(Date.now());
      if (times.length === 1) await context.redeliver(300);
      if (times.length === 2) await context.redeliver(600_000);
    },
  });
  await askForRun();
  await expect.poll(() => times.length).toBe(2);
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(290);
  await expect.poll(async () => redis.zcard("{test}:queue:run.production:delayed")).toBe(1);
  await askForRun();
  await expect.poll(() => times.length).toBe(3);
  expect(errors).toEqual([]);
});

it("does one run of an environment at a time across workers, and environments side by side", async () => {
  let [now, most] = [0, 0];
  const ended: string[] = [];
  const places = new Set<string>();
  let sideBySide = false;
  const run = async ({ run: id }: { run: string }) => {
    const place = id.split("-")[0] ?? "";
    expect(places).not.toContain(place);
    places.add(place);
    sideBySide ||= places.size === 2;
    most = Math.max(most, ++now);
    await delay(30);
    now -= 1;
    places.delete(place);
    ended.push(id);
  };
  await Promise.all([work({ run }), work({ run })]);
  for (const environment of environments) {
    for (let n = 0; n < 5; n++) {
      await queues.enqueue(
        "run",
        { run: `${environment}-${n}` },
        { id: `run-${environment}-${n}`, environment },
      );
    }
  }
  await expect.poll(() => ended.length, { timeout: 10_000 }).toBe(10);
  expect(most).toBe(2);
  expect(sideBySide).toBe(true);
  expect(errors).toEqual([]);
});

it("repeats a job that failed", async () => {
  let attempts = 0;
  await work({
    deliver: async () => {
      attempts += 1;
      if (attempts === 1) throw new Error("Slack is away");
    },
  });
  await queues.enqueue("deliver", { conversation: "c1" }, { id: "deliver-c1" });
  await expect.poll(() => attempts, { timeout: 5000 }).toBe(2);
  expect(errors).toEqual(["Slack is away"]);
});

it("gives up on a job that nobody can read, and goes on", async () => {
  const done: string[] = [];
  await work({ expire: async ({ run }) => void done.push(run) });
  const raw = new Queue("work", { connection: redis, prefix: "{test}:queue" });
  await raw.add("dance", {}, { attempts: 9 });
  await raw.add("expire", { run: 7 }, { attempts: 9 });
  await askToExpire("r1");
  await expect.poll(() => done).toEqual(["r1"]);
  await expect.poll(() => raw.getFailedCount()).toBe(2);
  expect(errors.toSorted().map((error) => error.slice(0, 25))).toEqual([
    "No program here knows a j",
    "The job expire carries ju",
  ]);
  await raw.close();
});

it("parks what is under way when it stops, so that the next process goes on", async () => {
  let parked = 0;
  const first = await work({
    run: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("stopped")));
        parked += 1;
      }),
  });
  await askForRun();
  await expect.poll(() => parked).toBe(1);
  const before = Date.now();
  await first.close(2000);
  expect(Date.now() - before).toBeLessThan(1000);
  const done: string[] = [];
  await work({ run: async ({ run }) => void done.push(run) });
  await expect.poll(() => done, { timeout: 3000 }).toEqual(["r1"]);
  expect(errors).toEqual([]);
});

it("stops in time even when a job does not listen", async () => {
  const workers = await work({ run: () => new Promise(() => undefined) });
  await askForRun();
  await expect.poll(() => workers.lastConsumed()["run.production"]).toBeDefined();
  const before = Date.now();
  await workers.close(200);
  expect(Date.now() - before).toBeLessThan(1500);
});

it("tells since when nobody consumes", async () => {
  expect(await queues.oldestWaiting()).toBeUndefined();
  const before = Date.now();
  await queues.enqueue("reconcile", {}, { id: "reconcile-1" });
  await queues.enqueue("deliver", { conversation: "c1" }, { id: "deliver-c1" });
  expect(await queues.oldestWaiting()).toBeGreaterThanOrEqual(before);
  await work({});
  await expect.poll(() => queues.oldestWaiting()).toBeUndefined();
});

it("gives the run of a killed worker to another one within seconds", async () => {
  const { runs } = createStores(redis, queueSettings.prefix, Date.now);
  await runs.create(sampleRun(), samplePlan());
  await askForRun();
  const child = await startChild();
  expect(await once(child, "message")).toEqual(["claimed", undefined]);
  child.kill("SIGKILL");
  const done: string[] = [];
  await work({ run: async ({ run }) => void done.push(run) });
  await expect.poll(() => done, { timeout: 15_000 }).toEqual(["r1"]);
});

it("fences a worker that was frozen past its lock, and tells it to stop", async () => {
  const { runs } = createStores(redis, queueSettings.prefix, Date.now);
  await runs.create(sampleRun(), samplePlan());
  await askForRun();
  const zombie = await startChild();
  await once(zombie, "message");
  zombie.kill("SIGSTOP");
  const recorded: string[] = [];
  await work({
    run: async ({ run }) => {
      const claim = await runs.claim(run);
      recorded.push(await runs.recordStep(run, claim, "apply", { outcome: "done", at: 2 }));
    },
  });
  await expect.poll(() => recorded, { timeout: 15_000 }).toEqual(["recorded"]);
  await redis.set("go on", "yes");
  const [[word]] = await Promise.all([once(zombie, "message"), Promise.resolve(zombie.kill("SIGCONT"))]);
  expect(word).toBe("fenced, aborted");
  expect(await runs.ledger("r1")).toEqual({ apply: { outcome: "done", at: 2 } });
});
