import { describe, expect, it } from "vitest";
import type { ItemRecord } from "../../src/release/checklist/checklist.ts";
import { createStores, type Stores } from "../../src/redis/stores.ts";
import { onOwnRedis } from "./own-redis.ts";
import { requester } from "./samples.ts";

let stores: Stores;

onOwnRedis((own) => {
  stores = createStores(own, "test", () => 5000);
});

const ticked = (rev: number): ItemRecord => ({ mark: { as: "ticked", by: requester, at: 7 }, rev });

describe("checklists", () => {
  it("are made once, and keep the kind that they were made with", async () => {
    expect(await stores.checklists.get("v1.5.0")).toBeUndefined();
    const made = { version: "v1.5.0", kind: "minor", since: 3, items: {}, rev: 0 };
    expect(await stores.checklists.open("v1.5.0", "minor", 3)).toEqual(made);
    expect(await stores.checklists.open("v1.5.0", "major", 9)).toEqual(made);
    expect(await stores.checklists.get("v1.5.0")).toEqual(made);
  });

  it("take every item by itself: two people never overwrite each other", async () => {
    await stores.checklists.open("v1.5.0", "minor", 3);
    const items = Array.from({ length: 10 }, (_, n) => `item-${n}`);
    await Promise.all(items.map((item) => stores.checklists.saveItem("v1.5.0", item, ticked(0))));
    const saved = await stores.checklists.get("v1.5.0");
    expect(Object.keys(saved?.items ?? {}).toSorted()).toEqual(items);
    expect(saved?.rev).toBe(10);
    expect(saved?.items["item-3"]).toEqual(ticked(1));
  });

  it("take one of many changes of an item that know the same state", async () => {
    await stores.checklists.open("v1.5.0", "minor", 3);
    const attempts = Array.from({ length: 30 }, () =>
      stores.checklists.saveItem("v1.5.0", "tests", ticked(0)),
    );
    const outcomes = await Promise.all(attempts);
    expect(outcomes.filter((saved) => saved !== undefined)).toHaveLength(1);
    expect(await stores.checklists.saveItem("v1.5.0", "tests", { rev: 1 })).toMatchObject({
      items: { tests: { rev: 2 } },
      rev: 2,
    });
  });

  it("are not made by saving an item", async () => {
    expect(await stores.checklists.saveItem("v9.9.9", "tests", ticked(0))).toBeUndefined();
    expect(await stores.checklists.get("v9.9.9")).toBeUndefined();
  });

  it("are watched, longest not read first, until nobody needs it", async () => {
    for (const version of ["v1.0.0", "v1.1.0", "v1.2.0"]) await stores.checklists.open(version, "minor", 3);
    await stores.checklists.noteRead("v1.0.0", 50);
    await stores.checklists.noteRead("v1.1.0", 40);
    expect(await stores.checklists.watched(2)).toEqual([
      { version: "v1.2.0", readAt: 0 },
      { version: "v1.1.0", readAt: 40 },
    ]);
    await stores.checklists.unwatch("v1.2.0");
    await stores.checklists.noteRead("v1.2.0", 60);
    await stores.checklists.open("v1.2.0", "minor", 70);
    expect(await stores.checklists.watched(5)).toEqual([
      { version: "v1.1.0", readAt: 40 },
      { version: "v1.0.0", readAt: 50 },
    ]);
    expect(await stores.checklists.get("v1.2.0")).toBeDefined();
  });
});
