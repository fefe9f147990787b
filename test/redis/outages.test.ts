import { setTimeout as pause } from "node:timers/promises";
import type { Redis } from "ioredis";
import { afterEach, beforeEach, expect, it } from "vitest";
import { connectRedis } from "../../src/redis/connection.ts";
import { openRedis } from "../../src/redis/open.ts";
import { createQueues, type Queues } from "../../src/redis/queue.ts";
import { createStores, type Stores } from "../../src/redis/stores.ts";
import { createWorkers } from "../../src/redis/workers.ts";
import type { JobHandlers } from "../../src/release/work.ts";
import { handlersWith } from "./handlers.ts";
import { type MortalRedis, startMortalRedis } from "./redis.ts";
import { sampleEntry, samplePlan, sampleRelease, sampleRun } from "./samples.ts";

const settings = { prefix: "test", environments: ["production"] };
const unknownOutcome = { problem: { code: "store-unavailable" } };

let server: MortalRedis;
let redis: Redis;
let stores: Stores;
let queues: Queues;

beforeEach(async () => {
  server = await startMortalRedis();
  redis = await connectRedis(server.url, "interactive");
  stores = createStores(redis, "test", Date.now);
  queues = createQueues(redis, settings);
});
afterEach(async () => {
  await queues.close();
  redis.disconnect();
  await server.remove();
});

/** The caller is told while Redis is still as it is, and does not wait for it to come back. */
async function expectRefusal(work: () => Promise<unknown>): Promise<void> {
  await expect(work()).rejects.toMatchObject(unknownOutcome);
}

function ask(): Promise<void> {
  return queues.enqueue("expire", { run: "r1" }, { id: "expire-r1" });
}

function createRun(): Promise<string> {
  return stores.runs.create(sampleRun(), samplePlan());
}

it("says that nobody answers at an address", async () => {
  await expect(connectRedis("redis://127.0.0.1:1", "interactive")).rejects.toMatchObject({
    problem: {
      ...unknownOutcome.problem,
      what: "Redis at 127.0.0.1:1 takes no commands: connect ECONNREFUSED 127.0.0.1:1.",
    },
  });
});

it("says why a Redis lets nobody in, without the password", async () => {
  await redis.config("SET", "requirepass", "right");
  const url = new URL(server.url);
  url.password = "wrong";
  const refused = await connectRedis(url.href, "worker").catch((error: unknown) => error);
  expect(refused).toMatchObject({
    problem: { what: expect.stringMatching(/^Redis at 127\.0\.0\.1:\d+ takes no commands: WRONGPASS /) },
  });
  expect(JSON.stringify(refused)).not.toContain("wrong");
  url.password = "right";
  const connection = await connectRedis(url.href, "worker");
  expect(await connection.ping()).toBe("PONG");
  connection.disconnect();
});

it("lets nobody who waits for an answer wait for more than a second", () => {
  expect(redis.options).toMatchObject({
    commandTimeout: 1000,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
  });
});

it("a killed Redis forgets nothing that it confirmed, and everybody finds it again", async () => {
  await Promise.all(
    Array.from({ length: 50 }, (_, n) => stores.runs.create(sampleRun({ id: `r${n}` }), samplePlan())),
  );
  await Promise.all(Array.from({ length: 50 }, (_, n) => stores.journal.append(sampleEntry(n))));
  await stores.releases.recordVerified(sampleRelease(), 1);
  await stores.locks.take("production", { owner: "run:r1", reason: "deploy", since: 1 }, 1);
  await ask();
  await server.kill();
  await expectRefusal(createRun);
  await expectRefusal(ask);
  await server.start();
  await expect.poll(() => redis.status).toBe("ready");
  expect(await stores.runs.active("production")).toHaveLength(50);
  expect(await stores.journal.verify()).toEqual({ entries: 50 });
  expect(await stores.releases.live("production")).toEqual(sampleRelease());
  expect(await stores.locks.read("production", 2)).toMatchObject({ owner: "run:r1" });
  expect(await stores.runs.claim("r1")).toBe(1);
  expect(await queues.states()).toContainEqual(
    expect.objectContaining({ oldestWaiting: expect.any(Number) }),
  );
});

it("a frozen Redis is given up, and repeating afterwards gives exactly one", async () => {
  await stores.journal.append(sampleEntry(0));
  server.freeze();
  await Promise.all([createRun, ask, () => stores.journal.append(sampleEntry(1))].map(expectRefusal));
  server.thaw();
  expect(["created", "exists"]).toContain(await createRun());
  await ask();
  await stores.journal.append(sampleEntry(1));
  expect(await stores.runs.history({}, 10)).toHaveLength(1);
  expect(await redis.llen("{test}:queue:work:wait")).toBe(1);
  expect(await stores.journal.verify()).toEqual({ entries: 2 });
});

it("a full Redis refuses as a whole, and goes on once there is room", async () => {
  await redis.config("SET", "maxmemory", "1");
  await expectRefusal(createRun);
  await expectRefusal(ask);
  expect(await redis.keys("{test}:run*")).toEqual([]);
  await redis.config("SET", "maxmemory", "0");
  expect(await createRun()).toBe("created");
});

it("workers go on by themselves after an outage", async () => {
  const connection = await connectRedis(server.url, "worker");
  const done: string[] = [];
  const expire = async ({ run }: { run: string }) => void done.push(run);
  const workers = await createWorkers(connection, handlersWith({ expire }), {
    ...settings,
    concurrency: 1,
    onError: () => undefined,
  });
  await server.kill();
  await server.start();
  await expect.poll(() => redis.status).toBe("ready");
  await ask();
  await expect.poll(() => done).toEqual(["r1"]);
  await workers.close(100);
  connection.disconnect();
});

it("workers that are told to stop during an outage do not wait for it to end", async () => {
  const connection = await connectRedis(server.url, "worker");
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { promise: told, resolve: tell } = Promise.withResolvers<void>();
  const expire: JobHandlers["expire"] = async (_, { signal }) => {
    begin();
    signal.addEventListener("abort", () => tell());
    await told;
    signal.throwIfAborted();
  };
  const workers = await createWorkers(connection, handlersWith({ expire }), {
    ...settings,
    concurrency: 1,
    onError: () => undefined,
  });
  await ask();
  await begun;
  await server.kill();
  await expect.poll(() => connection.status).not.toBe("ready");
  const closed = workers.close(60_000).then(() => "closed");
  expect(await Promise.race([closed, pause(10_000, "waiting", { ref: false })])).toBe("closed");
  connection.disconnect();
});

it("a Redis that comes back and could lose what it is given is found out, also where its first answer is none", async () => {
  const told: string[] = [];
  const log = { info: () => undefined, warn: (_fields: object, message: string) => void told.push(message) };
  const opened = await openRedis({ url: server.url }, { log });
  await redis.config("SET", "maxmemory-policy", "allkeys-lru");
  await redis.acl("SETUSER", "default", "-info");
  await redis.call("CLIENT", "KILL", "TYPE", "normal");
  await expect.poll(() => told).toContain("Redis not looked at");
  await redis.acl("SETUSER", "default", "+info");
  expect(await opened.lost).toContain("maxmemory-policy allkeys-lru");
  await opened.close();
});
