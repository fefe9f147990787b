import type { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { createStores, type Stores } from "../../src/redis/stores.ts";
import type { Preparation } from "../../src/release/preparation/prepare.ts";
import { makeProblem } from "../../src/release/problem.ts";
import { samplePreparation } from "../release/preparation/preparations.ts";
import { commit } from "../release/run/decisions.ts";
import { onOwnRedis } from "./own-redis.ts";

let redis: Redis;
let stores: Stores;

onOwnRedis((own) => {
  redis = own;
  stores = createStores(redis, "test", () => 5000);
});

const everything = samplePreparation({
  asked: "minor",
  planned: "minor.2026-12-07",
  target: 9,
  words: "A large one.",
  tries: [{ base: commit, commit }],
  commit,
  problem: makeProblem("push-refused", "what", "advice"),
  publication: { state: "published", at: 9, url: "https://github.com/x", isDraft: true },
});

describe("preparations", () => {
  it("are created once, whoever repeats it, and read back with all that they hold", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => stores.preparations.create(everything)),
    );
    expect(outcomes.filter((outcome) => outcome === "created")).toHaveLength(1);
    expect(await stores.preparations.get("prepare-1")).toEqual(everything);
    expect(await stores.preparations.get("prepare-2")).toBeUndefined();
  });

  it("are saved by one of many who know the same state", async () => {
    await stores.preparations.create(samplePreparation());
    const saved = await Promise.all(
      Array.from({ length: 20 }, (_, n) => stores.preparations.save(samplePreparation({ words: `by ${n}` }))),
    );
    const winners = saved.filter((one) => one !== undefined);
    expect(winners).toHaveLength(1);
    expect(winners[0]?.rev).toBe(1);
    expect(await stores.preparations.get("prepare-1")).toEqual(winners[0]);
  });

  it.each<[Preparation["state"], string[]]>([
    ["under way", ["prepare-1"]],
    ["prepared", []],
    ["failed", []],
    ["outdated", []],
  ])("that are %s: of those under way are %j", async (state, open) => {
    await stores.preparations.create(samplePreparation());
    await stores.preparations.save(samplePreparation({ state }));
    expect(await stores.preparations.open()).toEqual(open);
    const made = await stores.preparations.ofVersion("v1.5.0");
    expect(made?.state).toBe(state === "prepared" ? state : undefined);
  });

  it("keep what a newer Slipway added", async () => {
    await stores.preparations.create(samplePreparation());
    const key = "{test}:preparation:prepare-1";
    await redis.hset(key, "data", JSON.stringify({ ...samplePreparation(), mood: "calm" }));
    const old = await stores.preparations.get("prepare-1");
    if (old) await stores.preparations.save(old);
    expect(await stores.preparations.get("prepare-1")).toMatchObject({ mood: "calm", rev: 1 });
  });
});
