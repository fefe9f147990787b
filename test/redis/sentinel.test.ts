import { expect, it } from "vitest";
import { readRedisAddress } from "../../src/config/redis-address.ts";
import { connectRedis, type RedisAddress } from "../../src/redis/connection.ts";
import { openRedis } from "../../src/redis/open.ts";
import { createQueues } from "../../src/redis/queue.ts";
import { createStores } from "../../src/redis/stores.ts";
import { createWorkers } from "../../src/redis/workers.ts";
import { handlersWith } from "./handlers.ts";
import { sampleEntry } from "./samples.ts";
import { startWatchedRedis } from "./sentinel.ts";

const settings = { prefix: "test", environments: ["production"] };

function addressOf(text: string): Exclude<RedisAddress, string> {
  const address = readRedisAddress(text);
  if (typeof address === "string" || "url" in address) throw new Error("no sentinels");
  return address;
}

it("follows the sentinels to the master that takes over: who waits is told at once, workers go on, and it is held to the same", async () => {
  await using watched = await startWatchedRedis(1);
  const [master, replica] = watched.servers;
  if (!master || !replica) throw new Error("no servers");
  const log = { info: () => undefined, warn: () => undefined };
  const redis = await openRedis(addressOf(watched.address), { log });
  const { interactive, worker } = redis;
  const stores = createStores(interactive, "test", Date.now);
  const queues = createQueues(interactive, settings);
  const done: string[] = [];
  const expire = async ({ run }: { run: string }): Promise<void> => void done.push(run);
  const workers = await createWorkers(worker, handlersWith({ expire }), {
    ...settings,
    concurrency: 1,
    onError: () => undefined,
  });
  await stores.journal.append(sampleEntry(0));
  await replica.redis.config("SET", "maxmemory-policy", "allkeys-lru");
  await master.killOnceKnownTo(replica);
  const append = () => stores.journal.append(sampleEntry(1)).then(() => "stored");
  await expect(append()).rejects.toMatchObject({ problem: { code: "store-unavailable" } });
  await watched.failOver();
  await expect.poll(append, { timeout: 60_000 }).toBe("stored");
  expect(await stores.journal.verify()).toEqual({ entries: 2 });
  expect(await replica.redis.role()).toContain("master");
  await queues.enqueue("expire", { run: "r1" }, { id: "expire-r1" });
  await expect.poll(() => done).toEqual(["r1"]);
  expect(await redis.lost).toContain("maxmemory-policy allkeys-lru");
  await workers.close(100);
  await queues.close();
  await redis.close();
});

it("says at the first try that no sentinel knows the master, and why", async () => {
  const nobody = addressOf("redis+sentinel://127.0.0.1:1/nexus");
  const told: string[] = [];
  const connecting = connectRedis(nobody, "worker", ({ message }) => void told.push(message));
  await expect(connecting).rejects.toMatchObject({ problem: { code: "store-unavailable" } });
  expect(told.join("\n")).toContain("failed to connect to sentinel 127.0.0.1:1");
});
