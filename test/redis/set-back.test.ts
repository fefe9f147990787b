import type { Redis } from "ioredis";
import { expect, it } from "vitest";
import { createStores, type Stores } from "../../src/redis/stores.ts";
import { restoreBackup, takeBackup } from "./backup.ts";
import { onOwnRedis } from "./own-redis.ts";
import { sampleEntry } from "./samples.ts";

let redis: Redis;
let now: number;
let one: Stores;
let other: Stores;

onOwnRedis((own) => {
  redis = own;
  now = 1_000_000;
  [one, other] = [createStores(own, "test", () => now), createStores(own, "test", () => now)];
});

/** Both replicas know the entries 0 and 1; what `one` confirmed after that is lost. */
async function setBack(): Promise<void> {
  await one.journal.append(sampleEntry(0));
  await other.journal.append(sampleEntry(1));
  await one.journal.setBack();
  const backup = await takeBackup(redis);
  await one.journal.append(sampleEntry(2));
  await one.journal.append(sampleEntry(3));
  await restoreBackup(redis, backup);
}

it("finds nothing while replicas write in turn, and after a restart", async () => {
  for (let n = 0; n < 6; n++) {
    await (n % 2 ? one : other).journal.append(sampleEntry(n));
    expect(await one.journal.setBack()).toBeUndefined();
  }
  expect(await createStores(redis, "test", () => now).journal.setBack()).toBeUndefined();
});

it("is noticed by whoever remembers more, and noted for everybody", async () => {
  await setBack();
  expect(await other.journal.setBack()).toBeUndefined();
  const found = await one.journal.setBack();
  expect(found).toMatchObject({ at: now, known: 4, left: 2 });
  now += 1000;
  expect(await other.journal.setBack()).toEqual(found);
  expect(await one.journal.setBack()).toEqual(found);
});

it("is noticed although the journal is as long as before: others wrote meanwhile", async () => {
  await setBack();
  for (const n of [4, 5, 6]) await other.journal.append(sampleEntry(n));
  expect(await one.journal.setBack()).toMatchObject({ known: 4, left: 5 });
});

it("is noticed by the next entry, which is kept", async () => {
  await setBack();
  await one.journal.append(sampleEntry(4));
  expect(await other.journal.setBack()).toMatchObject({ known: 4, left: 2 });
  expect(await one.journal.verify()).toEqual({ entries: 3 });
});

it("is one event for all who notice it within a minute, and another one later", async () => {
  await setBack();
  const first = await one.journal.setBack();
  now += 50_000;
  await setBack();
  const second = await one.journal.setBack();
  expect(second).toMatchObject({ id: first?.id, at: now });
  now += 70_000;
  await setBack();
  expect((await one.journal.setBack())?.id).not.toBe(first?.id);
});

it("leaves a store that has lost everything to the watch", async () => {
  await one.journal.append(sampleEntry(0));
  await redis.flushall();
  expect(await one.journal.setBack()).toBeUndefined();
});

it("makes posts doubtful for a while: they may be there", async () => {
  const { conversations } = other;
  const conversation = { key: "run-1", channel: "C0RELEASES" };
  const payload = { text: "It ended.", blocks: [] };
  await setBack();
  await conversations.want(conversation, payload, 1);
  await conversations.addReply(conversation, "ended", payload);
  const attempts = async (): Promise<unknown> => {
    const read = await conversations.read("run-1");
    return [read?.attempt, read?.replies[0]?.attempt];
  };
  expect(await attempts()).toEqual([undefined, undefined]);
  await one.journal.setBack();
  expect(await attempts()).toEqual([now, now]);
  now += 600_000;
  expect(await attempts()).toEqual([undefined, undefined]);
});

it("a fence comes with the one before it, to tell what was written in between", async () => {
  const { number } = await one.locks.nextFence("production");
  expect((await other.locks.nextFence("production")).last).toBe(number);
});
