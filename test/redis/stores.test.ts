import type { Redis } from "ioredis";
import { afterAll, describe, expect, it } from "vitest";
import { connectRedis } from "../../src/redis/connection.ts";
import { createStores, type Stores } from "../../src/redis/stores.ts";
import type { Phase } from "../../src/release/run/run.ts";
import { onOwnRedis } from "./own-redis.ts";
import { sampleEntry, samplePlan, sampleRelease, sampleRun } from "./samples.ts";

let redis: Redis;
let stores: Stores;
/** A second replica of Slipway. */
let others: Stores;
let otherRedis: Redis | undefined;

onOwnRedis(async (own, server) => {
  redis = own;
  otherRedis ??= await connectRedis(server.url, "worker");
  stores = createStores(redis, "test", () => 5000);
  others = createStores(otherRedis, "test", () => 5000);
});
afterAll(() => otherRedis?.disconnect());

/** Fifty attempts at once, in turns from two replicas. */
function race<T>(attempt: (from: Stores, n: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: 50 }, (_, n) => attempt(n % 2 === 0 ? stores : others, n)));
}

describe("runs", () => {
  it("are created once, whoever repeats it, and read back as they were", async () => {
    const outcomes = await race((from) => from.runs.create(sampleRun(), samplePlan()));
    expect(outcomes.filter((outcome) => outcome === "created")).toHaveLength(1);
    expect(await stores.runs.get("r1")).toEqual(sampleRun());
    expect(await stores.runs.plan("d1")).toEqual(samplePlan());
    expect(await stores.runs.get("r2")).toBeUndefined();
    expect(await stores.runs.plan("d2")).toBeUndefined();
  });

  it("are saved by one of many who know the same state", async () => {
    await stores.runs.create(sampleRun(), samplePlan());
    const saved = await race((from, n) => from.runs.save(sampleRun({ reason: `by ${n}` })));
    const winners = saved.filter((run) => run !== undefined);
    expect(winners).toHaveLength(1);
    expect(winners[0]?.rev).toBe(2);
    expect(await stores.runs.get("r1")).toEqual(winners[0]);
  });

  it.each<[Phase, boolean]>([
    ["requested", true],
    ["awaiting approval", true],
    ["running", true],
    ["rolling back", true],
    ["succeeded", false],
    ["cancelled", false],
    ["superseded", false],
  ])("in the phase %s are active: %s", async (phase, isActive) => {
    await stores.runs.create(sampleRun(), samplePlan());
    await stores.runs.save(sampleRun({ phase }));
    expect(await stores.runs.active("production")).toHaveLength(isActive ? 1 : 0);
    expect(await stores.runs.active("staging")).toHaveLength(0);
  });

  it("are listed newest first, by every combination of environment and version", async () => {
    for (const [n, [environment, version]] of runsOfHistory.entries()) {
      const run = sampleRun({ id: `r${n}`, environment, version, requestedAt: n });
      await stores.runs.create(run, samplePlan({ environment, version }));
    }
    expect(await ids({}, 10)).toEqual(["r3", "r2", "r1", "r0"]);
    expect(await ids({}, 2)).toEqual(["r3", "r2"]);
    expect(await ids({}, 0)).toEqual([]);
    expect(await ids({ environment: "staging" }, 10)).toEqual(["r2", "r0"]);
    expect(await ids({ version: "v2" }, 10)).toEqual(["r3", "r2"]);
    expect(await ids({ environment: "production", version: "v2" }, 10)).toEqual(["r3"]);
    expect(await ids({ environment: "elsewhere" }, 10)).toEqual([]);
  });

  it("are worked on by the last who claimed them, and each step is recorded once", async () => {
    await stores.runs.create(sampleRun(), samplePlan());
    const [first, second] = [await stores.runs.claim("r1"), await others.runs.claim("r1")];
    expect(second).toBeGreaterThan(first);
    expect(await stores.runs.recordStep("r1", first, "apply", done(1))).toBe("fenced");
    const outcomes = await race((from, n) => from.runs.recordStep("r1", second, "apply", done(n)));
    expect(outcomes.filter((outcome) => outcome === "recorded")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "already")).toHaveLength(49);
    expect(await stores.runs.ledger("r1")).toEqual({ apply: done(outcomes.indexOf("recorded")) });
  });

  it("must exist to be claimed", async () => {
    await expect(stores.runs.claim("nobody")).rejects.toMatchObject({ problem: { code: "unknown-run" } });
    expect(await redis.dbsize()).toBe(0);
  });

  it("keep what a newer Slipway added, and refuse what it changed beyond recognition", async () => {
    await stores.runs.create(sampleRun(), samplePlan());
    const key = "{test}:run:r1";
    await redis.hset(key, "data", JSON.stringify({ ...sampleRun(), mood: "calm" }));
    const old = await stores.runs.get("r1");
    expect(old).toMatchObject({ mood: "calm" });
    if (old) await stores.runs.save(old);
    expect(await stores.runs.get("r1")).toMatchObject({ mood: "calm", rev: 2 });
    for (const broken of ["{", '{"v":1}', JSON.stringify({ ...sampleRun(), v: 2 })]) {
      await redis.hset(key, "data", broken);
      await expect(stores.runs.get("r1")).rejects.toMatchObject({ problem: { code: "unexpected" } });
    }
  });
});

async function ids(filter: { environment?: string; version?: string }, limit: number): Promise<string[]> {
  return (await stores.runs.history(filter, limit)).map((run) => run.id);
}

function done(at: number): { outcome: "done"; at: number } {
  return { outcome: "done", at };
}

const runsOfHistory: [string, string][] = [
  ["staging", "v1"],
  ["production", "v1"],
  ["staging", "v2"],
  ["production", "v2"],
];

describe("verified releases", () => {
  it("make one live, and a late repetition changes nothing", async () => {
    const old = sampleRelease({ version: "v1.4.2", run: "r1", at: 1 });
    const live = sampleRelease({ version: "v1.5.0", run: "r2", at: 2 });
    await stores.releases.recordVerified(old, 1);
    await stores.releases.recordVerified(live, 2);
    await race((from) => from.releases.recordVerified({ ...old, at: 99 }, 1));
    expect(await stores.releases.live("production")).toEqual(live);
    expect(await stores.releases.verified("production", "v1.4.2")).toEqual(old);
    expect((await stores.releases.verifiedVersions("production")).map((one) => one.version)).toEqual([
      "v1.5.0",
      "v1.4.2",
    ]);
  });

  it("of a version that was rolled back to are its newest verification", async () => {
    await stores.releases.recordVerified(sampleRelease({ version: "v1.4.2", run: "r1", at: 1 }), 1);
    await stores.releases.recordVerified(sampleRelease({ version: "v1.5.0", run: "r2", at: 2 }), 2);
    const again = sampleRelease({ version: "v1.4.2", run: "r3", at: 3 });
    await stores.releases.recordVerified(again, 3);
    expect(await stores.releases.live("production")).toEqual(again);
    expect((await stores.releases.verifiedVersions("production")).map((one) => one.at)).toEqual([3, 2]);
  });

  it("are not recorded by an older run that comes after a newer one", async () => {
    const [slept, newer] = [sampleRelease({ run: "r1" }), sampleRelease({ version: "v1.4.2", run: "r2" })];
    expect(await stores.releases.recordVerified(newer, 1_700_000_000_000_002)).toBe("recorded");
    expect(await stores.releases.recordVerified(slept, 1_700_000_000_000_001)).toBe("overtaken");
    expect(await stores.releases.live("production")).toEqual(newer);
    expect(await stores.releases.verified("production", "v1.5.0")).toBeUndefined();
  });

  it("belong to their environment", async () => {
    await stores.releases.recordVerified(sampleRelease({ environment: "staging" }), 1);
    expect(await stores.releases.live("production")).toBeUndefined();
    expect(await stores.releases.verified("production", "v1.5.0")).toBeUndefined();
    expect(await stores.releases.verifiedVersions("production")).toEqual([]);
  });

  it("are compressed", async () => {
    const objects = Array.from({ length: 200 }, () => sampleRelease().objects).flat();
    await stores.releases.recordVerified(sampleRelease({ objects }), 1);
    expect(await redis.strlen("{test}:release:production:v1.5.0")).toBeLessThan(2000);
    expect((await stores.releases.live("production"))?.objects).toHaveLength(200);
  });
});

describe("locks", () => {
  const mine = { owner: "run:r1", reason: "deploy", since: 10, until: 100 };
  const theirs = { owner: "person:U2", reason: "by hand", since: 20 };

  it("are taken by one of many", async () => {
    const taken = await race((from, n) => from.locks.take("production", { ...mine, owner: `run:${n}` }, 10));
    expect(new Set(taken.map((lock) => lock.owner)).size).toBe(1);
    expect(await stores.locks.read("production", 10)).toEqual(taken[0]);
  });

  it.each([
    ["before its end stays", 99, mine],
    ["at its end is as none", 100, theirs],
    ["after its end is as none", 101, theirs],
  ])("a lock %s", async (_, now, expected) => {
    await stores.locks.take("production", mine, 10);
    expect(await stores.locks.take("production", theirs, now)).toEqual(expected);
    expect(await stores.locks.read("production", now)).toEqual(expected);
  });

  it("are renewed by their owner, and without an end stay", async () => {
    await stores.locks.take("production", mine, 10);
    expect(await stores.locks.take("production", { ...mine, until: 200 }, 50)).toMatchObject({ until: 200 });
    await stores.locks.take("staging", theirs, 10);
    expect(await stores.locks.read("staging", Number.MAX_SAFE_INTEGER)).toEqual(theirs);
  });

  it("are released by their owner only", async () => {
    await stores.locks.take("production", mine, 10);
    expect(await stores.locks.release("production", theirs.owner)).toBe(false);
    expect(await stores.locks.release("production", mine.owner)).toBe(true);
    expect(await stores.locks.release("production", mine.owner)).toBe(false);
    expect(await stores.locks.read("production", 10)).toBeUndefined();
  });

  it("come with numbers that only grow, even when everything was lost", async () => {
    const numbers = new Set(await race(async (from) => (await from.locks.nextFence("production")).number));
    expect(numbers.size).toBe(50);
    await redis.flushall();
    expect((await stores.locks.nextFence("production")).number).toBeGreaterThan(Math.max(...numbers));
  });
});

describe("holds", () => {
  it("are put, found, listed and lifted once", async () => {
    const first = { version: "v1.5.0", reason: "errors", by: { run: "r1" }, since: 1 };
    const second = { version: "v1.6.0", reason: "audit", by: { user: "U1", team: "T1" }, since: 2 };
    await stores.holds.put(second, sampleEntry(1));
    await stores.holds.put(first, sampleEntry(2));
    expect(await stores.holds.list()).toEqual([first, second]);
    expect(await stores.holds.get("v1.6.0")).toEqual(second);
    const lifted = await race((from, n) => from.holds.lift("v1.5.0", sampleEntry(10 + n)));
    expect(lifted.filter(Boolean)).toHaveLength(1);
    expect(await stores.holds.get("v1.5.0")).toBeUndefined();
  });
});

describe("small things", () => {
  it("one of many is the first", async () => {
    const firsts = await race((from) => from.firstTime("click:1", 60_000));
    expect(firsts.filter(Boolean)).toHaveLength(1);
    expect(await stores.firstTime("click:2", 60_000)).toBe(true);
  });

  it("everybody gets the same secret key", async () => {
    const keys = await race((from) => from.secretKey());
    expect(new Set(keys.map((key) => key.toString("hex"))).size).toBe(1);
    expect(keys[0]).toHaveLength(32);
  });

  it("the cache tells when it learned something, and forgets in time", async () => {
    await stores.cache.remember("user:U1", { name: "Ada" }, 60_000);
    expect(await others.cache.recall("user:U1")).toEqual({ value: { name: "Ada" }, storedAt: 5000 });
    await stores.cache.remember("user:U2", true, 20);
    await expect.poll(() => stores.cache.recall("user:U2")).toBeUndefined();
  });

  it("no part of a key reaches into another key", async () => {
    await stores.firstTime("a:b", 60_000);
    expect(await redis.keys("*")).toEqual(["{test}:once:a%3Ab"]);
  });
});
