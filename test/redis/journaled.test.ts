import type { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { connectRedis } from "../../src/redis/connection.ts";
import { createStores, type Stores } from "../../src/redis/stores.ts";
import type { JournalEntry } from "../../src/release/journal.ts";
import type { Release } from "../../src/release/book/release.ts";
import type { NoticeChange } from "../../src/release/timeline/notice.ts";
import { openLine } from "../crash/line.ts";
import { onOwnRedis } from "./own-redis.ts";
import { sampleEntry } from "./samples.ts";

let redis: Redis;
let url: string;
let stores: Stores;

onOwnRedis((own, server) => {
  redis = own;
  url = server.url;
  stores = createStores(redis, "test", () => 5000);
});

const now = 10;
const mine = { owner: "person:U1", reason: "load test", since: 1 };
const theirs = { ...mine, owner: "person:U2" };
const hold = { version: "v1.5.0", reason: "errors", by: { user: "U1", team: "T1" }, since: 1 };
const entry = sampleEntry(7);
const release: Release = {
  version: "v1.5.0",
  kind: "minor",
  branch: "main",
  state: "planned",
  target: 5,
  rev: 1,
};
const skip: NoticeChange = { name: "start", by: "U1", at: 1, do: "skip" };

/** An act as a command asks for it, what must be there before, and whether its effect shows. */
interface Act {
  before: () => Promise<unknown>;
  act: (from: Stores) => Promise<unknown>;
  shows: () => Promise<boolean>;
  undo: () => Promise<unknown>;
}

const isLocked = async (): Promise<boolean> => (await stores.locks.read("production", now)) !== undefined;
const isHeld = async (): Promise<boolean> => (await stores.holds.get("v1.5.0")) !== undefined;
const nothing = (): Promise<void> => Promise.resolve();

const acts: [string, Act][] = [
  [
    "a lock",
    {
      before: nothing,
      act: (from) => from.locks.take("production", mine, now, entry),
      shows: isLocked,
      undo: () => stores.locks.release("production", mine.owner),
    },
  ],
  [
    "an unlock",
    {
      before: () => stores.locks.take("production", mine, now),
      act: (from) => from.locks.release("production", mine.owner, entry),
      shows: async () => !(await isLocked()),
      undo: () => stores.locks.take("production", theirs, now),
    },
  ],
  [
    "a hold",
    {
      before: nothing,
      act: (from) => from.holds.put(hold, entry),
      shows: isHeld,
      undo: () => stores.holds.lift("v1.5.0", sampleEntry(8)),
    },
  ],
  [
    "a lifted hold",
    {
      before: () => stores.holds.put(hold, sampleEntry(1)),
      act: (from) => from.holds.lift("v1.5.0", entry),
      shows: async () => !(await isHeld()),
      undo: () => stores.holds.put(hold, sampleEntry(8)),
    },
  ],
  [
    "a release that is planned",
    {
      before: nothing,
      act: (from) => from.book.add(release, entry),
      shows: async () => (await stores.book.get("v1.5.0")) !== undefined,
      undo: () => stores.book.rename(release, "v1.6.0"),
    },
  ],
  [
    "a release that is moved",
    {
      before: () => stores.book.add(release),
      act: (from) => moveTo(9, from, entry),
      shows: async () => (await stores.book.get("v1.5.0"))?.target === 9,
      undo: () => moveTo(7, stores),
    },
  ],
  [
    "a notice that is skipped",
    {
      before: () => stores.notices.watch("v1.5.0", 5, 1),
      act: (from) => from.notices.change("v1.5.0", skip, entry),
      shows: () => isSkipped(),
      undo: () => stores.notices.change("v1.5.0", { ...skip, do: "move", to: 9, anchor: 5 }, sampleEntry(8)),
    },
  ],
];

async function moveTo(target: number, from: Stores, noted?: JournalEntry): Promise<unknown> {
  const known = await from.book.get("v1.5.0");
  return known && from.book.save({ ...known, target }, noted);
}

async function isSkipped(): Promise<boolean> {
  return (await stores.notices.changes("v1.5.0")).some((change) => change.do === "skip");
}

async function isWritten(): Promise<boolean> {
  return (await stores.journal.latest({}, 100)).some(({ id }) => id === entry.id);
}

describe.each(acts)("%s and its entry", (_, { before, act, shows, undo }) => {
  // A script goes by its hash first, and in full to a server that does not know it.
  it.each<[string, RegExp, "before" | "after"]>([
    ["before it is sent", /\r\nevalsha\r\n/iu, "before"],
    ["before it is sent in full", /\r\neval\r\n/iu, "before"],
    ["before its answer comes", /\r\neval\r\n/iu, "after"],
  ])("are both there or both missing after a death %s", async (_when, pattern, when) => {
    await before();
    await redis.script("FLUSH");
    const line = await openLine(url);
    const dying = await connectRedis(line.url, "interactive");
    const stopped = line.stopAt(pattern, when);
    // Whoever asked has died, so nobody hears how it went.
    void act(createStores(dying, "test", () => 5000)).catch(() => undefined);
    await stopped;
    dying.disconnect();
    line.cut();
    expect(await isWritten()).toBe(await shows());
    await act(stores);
    expect([await shows(), await isWritten()]).toEqual([true, true]);
    expect(await stores.journal.verify()).toHaveProperty("entries");
  });

  it("are not done again by a delivery that comes late", async () => {
    await before();
    await act(stores);
    await undo();
    const { length } = await stores.journal.latest({}, 100);
    await act(createStores(redis, "test", () => 5000));
    expect(await shows()).toBe(false);
    expect(await stores.journal.latest({}, 100)).toHaveLength(length);
  });
});

it("what a person decides about a notice is looked at in the next beat, whoever dies before asking for that", async () => {
  const watch = await stores.notices.watch("v1.5.0", 5, 1);
  await stores.notices.plan({ ...watch, seen: "3.abc" }, []);
  await stores.notices.change("v1.5.0", skip, entry);
  expect(await stores.notices.watched("v1.5.0")).toEqual({ ...watch, seen: "" });
});

it("what changes nothing leaves no entry", async () => {
  await stores.locks.take("production", theirs, now);
  expect(await stores.locks.take("production", mine, now, entry)).toEqual(theirs);
  expect(await stores.locks.release("production", mine.owner, entry)).toBe(false);
  expect(await stores.holds.lift("v1.5.0", entry)).toBe(false);
  await stores.book.add(release);
  expect(await stores.book.add(release, entry)).toBe("exists");
  expect(await stores.book.save({ ...release, rev: 0 }, entry)).toBeUndefined();
  expect(await stores.journal.latest({}, 9)).toEqual([]);
});
