import type { Redis } from "ioredis";
import { expect, it } from "vitest";
import { connectRedis } from "../../src/redis/connection.ts";
import { createStores } from "../../src/redis/stores.ts";
import type { Journal } from "../../src/release/journal.ts";
import { openLine } from "../crash/line.ts";
import { onOwnRedis } from "./own-redis.ts";
import { sampleEntry } from "./samples.ts";

let redis: Redis;
let url: string;
let journal: Journal;

onOwnRedis((own, server) => {
  redis = own;
  url = server.url;
  journal = anotherJournal();
});

/** As another replica has it: it does not know where the chain ends. */
function anotherJournal(): Journal {
  return createStores(redis, "test", Date.now).journal;
}

async function fill(count: number): Promise<void> {
  for (let n = 0; n < count; n++) await journal.append(sampleEntry(n));
}

async function latestIds(filter: { environment?: string; run?: string }, limit: number): Promise<string[]> {
  return (await journal.latest(filter, limit)).map((entry) => entry.id);
}

it("reads back what was appended, newest first, by environment and run", async () => {
  await fill(4);
  await journal.append({ ...sampleEntry(4), environment: "staging", run: "r2" });
  const { environment: _, run: __, ...bare } = sampleEntry(5);
  await journal.append(bare);
  expect(await journal.latest({}, 2)).toEqual([
    bare,
    { ...sampleEntry(4), environment: "staging", run: "r2" },
  ]);
  expect(await latestIds({ environment: "production" }, 3)).toEqual(["e3", "e2", "e1"]);
  expect(await latestIds({ environment: "staging" }, 3)).toEqual(["e4"]);
  expect(await latestIds({ run: "r1" }, 9)).toEqual(["e3", "e2", "e1", "e0"]);
  expect(await latestIds({ run: "r2", environment: "production" }, 9)).toEqual([]);
  expect(await latestIds({ run: "r3" }, 9)).toEqual([]);
  expect(await latestIds({}, 0)).toEqual([]);
});

it("appends an entry once, whatever a repetition says", async () => {
  await journal.append(sampleEntry(0));
  await journal.append({ ...sampleEntry(0), what: "denied" });
  await anotherJournal().append(sampleEntry(0));
  expect(await journal.latest({}, 9)).toEqual([sampleEntry(0)]);
  expect(await journal.verify()).toEqual({ entries: 1 });
});

it("keeps one chain while many replicas append at once", async () => {
  const replicas = Array.from({ length: 10 }, anotherJournal);
  await Promise.all(
    replicas.map(async (replica, r) => {
      for (let n = 0; n < 5; n++) await replica.append(sampleEntry(r * 5 + n));
    }),
  );
  expect(await journal.verify()).toEqual({ entries: 50 });
  expect(new Set(await latestIds({}, 99)).size).toBe(50);
});

it("verifies a chain longer than a page, and an empty one", async () => {
  expect(await journal.verify()).toEqual({ entries: 0 });
  await fill(600);
  expect(await anotherJournal().verify()).toEqual({ entries: 600 });
});

const log = "{test}:journal:log";

it.each<[string, () => Promise<unknown>, string]>([
  ["whose words were changed", () => rewrite(2, (text) => text.replace("approved", "denied")), "e2"],
  ["that lost an entry in the middle", () => redis.xdel(log, "3-0"), "entry 3"],
  ["that lost its first entry", () => redis.xdel(log, "1-0"), "entry 1"],
  ["that lost its end", () => redis.xdel(log, "5-0"), "entry 5"],
  ["whose head is another", () => redis.hset("{test}:journal:head", "hash", "f".repeat(64)), "entry 5"],
])("finds where a chain is broken %s", async (_, tamper, brokenAt) => {
  await fill(5);
  await tamper();
  expect(await journal.verify()).toEqual({ brokenAt });
});

/** Writes the log again with one text changed, as somebody with access to Redis could. */
async function rewrite(index: number, change: (text: string) => string): Promise<void> {
  const lines = await redis.xrange(log, "-", "+");
  await redis.del(log);
  for (const [n, [id, [, hash = "", , text = ""]]] of lines.entries()) {
    await redis.xadd(log, id, "hash", hash, "text", n === index ? change(text) : text);
  }
}

/** Appends the same entries from the first one on, and dies with the n-th: before Redis has it, or before it knows. */
async function appendUntilKilled(n: number, when: "before" | "after"): Promise<void> {
  const line = await openLine(url);
  const connection = await connectRedis(line.url, "interactive");
  const writer = createStores(connection, "test", Date.now).journal;
  const isDead = line.stopAt(new RegExp(`"id":"e${n}"`), when);
  const writing = (async () => {
    for (let entry = 0; entry < 200; entry++) await writer.append(sampleEntry(entry));
  })();
  await isDead;
  connection.disconnect();
  line.cut();
  await expect(writing).rejects.toMatchObject({ problem: { code: "store-unavailable" } });
}

it("has no gap and nothing twice after its writer was killed again and again", async () => {
  for (const [n, when] of [
    [1, "before"],
    [17, "after"],
    [60, "before"],
    [113, "after"],
    [150, "before"],
  ] as const) {
    await appendUntilKilled(n, when);
    expect(await journal.latest({}, 999)).toHaveLength(when === "after" ? n + 1 : n);
    expect(await journal.verify()).toHaveProperty("entries");
  }
  await fill(200);
  expect(await journal.verify()).toEqual({ entries: 200 });
  expect(await latestIds({}, 999)).toEqual(Array.from({ length: 200 }, (_, n) => `e${199 - n}`));
});
