import type { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { createStores } from "../../src/redis/stores.ts";
import type { NoticeStore } from "../../src/release/timeline/notice-store.ts";
import { onOwnRedis } from "./own-redis.ts";
import { sampleEntry, sampleNotice } from "./samples.ts";

let redis: Redis;
let store: NoticeStore;

onOwnRedis((own) => {
  redis = own;
  store = createStores(redis, "test", Date.now).notices;
});

const record = sampleNotice();
const message = { text: "v1.5.0 goes to production", blocks: [] };

describe("the watch over a release", () => {
  it("remembers since when a start is planned for a time, whoever asks, until it moves", async () => {
    expect(await store.watch("v1.5.0", 5000, 10)).toMatchObject({ plannedAt: 10, watchedAt: 10 });
    expect(await store.watch("v1.5.0", 5000, 20)).toMatchObject({ plannedAt: 10, watchedAt: 10 });
    expect(await store.watch("v1.5.0", 7000, 30)).toMatchObject({
      plannedAt: 30,
      watchedAt: 10,
      target: 7000,
    });
    expect(await store.watch("v1.5.0", undefined, 40)).toMatchObject({ plannedAt: 40, watchedAt: 10 });
    expect(await store.watches()).toHaveLength(1);
  });

  it("lets one of many who begin it at once decide", async () => {
    const watches = await Promise.all(Array.from({ length: 20 }, (_, at) => store.watch("v1.5.0", 5000, at)));
    expect(new Set(watches.map(({ plannedAt }) => plannedAt)).size).toBe(1);
  });

  it("keeps what waits by due time, and replaces it with the next plan", async () => {
    const first = await store.watch("v1.5.0", 5000, 10);
    const second = await store.watch("release/v2.0.0", 9000, 10);
    await store.plan(first, [
      { key: "announcement.1", due: 1000 },
      { key: "start.5", due: 5000 },
    ]);
    await store.plan(second, [{ key: "start.9", due: 900 }]);
    expect(await store.pending(2000, 10)).toEqual([
      { release: "release/v2.0.0", key: "start.9", due: 900 },
      { release: "v1.5.0", key: "announcement.1", due: 1000 },
    ]);
    await store.plan({ ...first, seen: "x" }, [{ key: "announcement.2", due: 3000 }]);
    expect(await store.pending(9999, 10)).toHaveLength(2);
    await store.unwatch("release/v2.0.0");
    expect(await store.pending(9999, 10)).toEqual([{ release: "v1.5.0", key: "announcement.2", due: 3000 }]);
    expect(await store.watches()).toEqual([{ ...first, seen: "x" }]);
  });
});

describe("what was said", () => {
  it("is claimed once, also by twenty at a time: what was drawn last waits to be sent", async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, at) => store.claim("v1.5.0", { record: { ...record, at }, message })),
    );
    expect(await store.claims("v1.5.0")).toEqual([{ record: { ...record, at: 19 }, message }]);
    expect(await store.claim("v1.5.0", { record: { ...record, at: 7 }, message })).toMatchObject({
      record: { at: 19 },
    });
  });

  it("stands as soon as it is known to be sent", async () => {
    await store.claim("v1.5.0", { record, message });
    await store.save("v1.5.0", record);
    const again = { record: { ...record, at: record.at + 9 }, message };
    expect(await store.claim("v1.5.0", again)).toEqual({ record });
    await store.drop("v1.5.0", record);
    expect(await store.claims("v1.5.0")).toEqual([{ record }]);
  });

  it("is forgotten as long as it was not sent", async () => {
    await store.claim("v1.5.0", { record, message });
    await store.drop("v1.5.0", record);
    expect(await store.claims("v1.5.0")).toEqual([]);
  });

  it("keeps its words until they are posted, so that a crash loses nothing", async () => {
    await store.claim("v1.5.0", { record, message });
    expect(await store.claims("v1.5.0")).toEqual([{ record, message }]);
    await store.save("v1.5.0", record);
    expect(await store.claims("v1.5.0")).toEqual([{ record }]);
    expect(await store.claim("v1.5.0", { record: { ...record, at: 9 }, message })).toEqual({ record });
  });

  it("may be said again for another moment that it hangs on", async () => {
    await store.claim("v1.5.0", { record, message });
    await store.claim("v1.5.0", { record: { ...record, anchor: 2_000_000 }, message });
    expect(await store.claims("v1.5.0")).toHaveLength(2);
  });
});

it("keeps the last word of people", async () => {
  await store.change("v1.5.0", { name: "start", by: "U1", at: 1, do: "skip" }, sampleEntry(1));
  await store.change(
    "v1.5.0",
    { name: "start", by: "U2", at: 2, do: "move", to: 9, anchor: 5 },
    sampleEntry(2),
  );
  expect(await store.changes("v1.5.0")).toEqual([
    { name: "start", by: "U2", at: 2, do: "move", to: 9, anchor: 5 },
  ]);
});

it("takes a word about a notice only from whoever knows the last one, once", async () => {
  const skip = { name: "start", by: "U1", at: 1, do: "skip" as const };
  const decide = (id: string, seen: string) =>
    store.change("v1.5.0", { ...skip, id }, sampleEntry(Number(id)), seen);
  const both = await Promise.all([decide("1", ""), decide("2", "")]);
  expect(both.toSorted()).toEqual(["changed", "stale"]);
  const [first = "1"] = both[0] === "changed" ? ["1"] : ["2"];
  expect(await decide(first, "")).toBe("changed");
  expect(await decide("3", "4")).toBe("stale");
  expect(await decide("4", first)).toBe("changed");
  expect(await store.changes("v1.5.0")).toEqual([{ ...skip, id: "4" }]);
});

it("tells the time of Redis, whatever the clock here says", async () => {
  const [seconds] = await redis.time();
  expect(Math.abs((await store.now()) - Number(seconds) * 1000)).toBeLessThan(5000);
});
