import type { Redis } from "ioredis";
import { describe, expect, it } from "vitest";
import { createStores } from "../../src/redis/stores.ts";
import type { ConversationStore, MessagePayload } from "../../src/release/messages.ts";
import { onOwnRedis } from "./own-redis.ts";

let redis: Redis;
let store: ConversationStore;

onOwnRedis((own) => {
  redis = own;
  store = createStores(redis, "test", Date.now).conversations;
});

function message(text: string): MessagePayload {
  return { text, blocks: [{ type: "section", block_id: "b1" }] };
}

const parent = { part: "parent" } as const;

/** Posts what the parent should show, as the messenger does. */
async function showParent(token: string, ts = "1.1"): Promise<boolean> {
  const hash = (await store.read("run:1"))?.desired?.hash ?? "";
  return store.notePosted("run:1", parent, token, { ts, hash, at: 7 });
}

it("knows nothing of a conversation that nobody began", async () => {
  expect(await store.read("run:1")).toBeUndefined();
  expect(await store.pending(10)).toEqual([]);
});

it.each<[string, number, number, "stored" | "stale", string]>([
  ["a newer one replaces an older one", 1, 2, "stored", "second"],
  ["one of the same revision replaces it", 2, 2, "stored", "second"],
  ["an older one is refused", 10, 9, "stale", "first"],
])("of two contents %s", async (_, first, second, outcome, text) => {
  await store.want({ key: "run:1", channel: "C1" }, message("first"), first);
  expect(await store.want({ key: "run:1", channel: "C1" }, message("second"), second)).toBe(outcome);
  expect((await store.read("run:1"))?.desired?.payload).toEqual(message(text));
});

it("keeps replies in their order, each once, also after it was posted", async () => {
  for (const key of ["z", "a", "m", "a"])
    await store.addReply({ key: "run:1", channel: "C1" }, key, message(key));
  const waiting = async () => (await store.read("run:1"))?.replies.map((reply) => reply.replyKey);
  expect(await waiting()).toEqual(["z", "a", "m"]);
  await store.lease("run:1", "t1", 5000);
  await store.notePosted("run:1", { part: "reply", replyKey: "z" }, "t1", { ts: "1.2", hash: "h", at: 1 });
  expect(await store.addReply({ key: "run:1", channel: "C1" }, "z", message("again"))).toBe("exists");
  expect(await waiting()).toEqual(["a", "m"]);
});

it("reads at most a hundred replies at once", async () => {
  await Promise.all(
    Array.from({ length: 130 }, (_, n) =>
      store.addReply({ key: "run:1", channel: "C1" }, `r${n}`, message("x")),
    ),
  );
  expect((await store.read("run:1"))?.replies).toHaveLength(100);
});

it("remembers a post that was begun until it is recorded", async () => {
  await store.want({ key: "run:1", channel: "C1" }, message("hello"), 1);
  await store.addReply({ key: "run:1", channel: "C1" }, "a", message("reply"));
  await store.lease("run:1", "t1", 5000);
  expect(await store.noteAttempt("run:1", parent, "t1", 5)).toBe(true);
  expect(await store.noteAttempt("run:1", { part: "reply", replyKey: "a" }, "t1", 6)).toBe(true);
  const begun = await store.read("run:1");
  expect(begun?.attempt).toBe(5);
  expect(begun?.replies[0]?.attempt).toBe(6);
  expect(await showParent("t1")).toBe(true);
  const shown = await store.read("run:1");
  expect(shown).toMatchObject({ key: "run:1", channel: "C1", ts: "1.1", lastEditAt: 7 });
  expect(shown?.shownHash).toBe(shown?.desired?.hash);
  expect(shown).not.toHaveProperty("attempt");
});

it("gives the lease to one of many, and renews it for its holder only", async () => {
  const tokens = Array.from({ length: 50 }, (_, n) => `t${n}`);
  const taken = await Promise.all(tokens.map((token) => store.lease("run:1", token, 5000)));
  expect(taken.filter(Boolean)).toHaveLength(1);
  const holder = tokens[taken.indexOf(true)] ?? "";
  expect(await store.lease("run:1", holder, 5000)).toBe(true);
  await store.releaseLease("run:1", "somebody else");
  expect(await store.lease("run:1", "somebody else", 5000)).toBe(false);
  await store.releaseLease("run:1", holder);
  expect(await store.lease("run:1", "somebody else", 5000)).toBe(true);
});

it("refuses the words of a holder whose lease has lapsed", async () => {
  await store.want({ key: "run:1", channel: "C1" }, message("hello"), 1);
  await store.lease("run:1", "old", 30);
  await expect.poll(() => store.lease("run:1", "new", 5000)).toBe(true);
  const reply = { part: "reply", replyKey: "a" } as const;
  expect(await store.noteAttempt("run:1", parent, "old", 5)).toBe(false);
  expect(await store.noteAttempt("run:1", reply, "old", 5)).toBe(false);
  expect(await showParent("old")).toBe(false);
  expect(await store.notePosted("run:1", reply, "old", { ts: "1", hash: "", at: 1 })).toBe(false);
  expect(await store.read("run:1")).not.toHaveProperty("ts");
  expect(await showParent("new")).toBe(true);
});

it("lists what is not shown yet, longest waiting first", async () => {
  await store.want({ key: "run:1", channel: "C1" }, message("hello"), 1);
  await store.addReply({ key: "run:2", channel: "C1" }, "a", message("reply"));
  await store.want({ key: "run:1", channel: "C1" }, message("changed"), 2);
  expect(await store.pending(10)).toEqual(["run:1", "run:2"]);
  expect(await store.pending(1)).toEqual(["run:1"]);
  await store.lease("run:1", "t1", 5000);
  await showParent("t1");
  await store.lease("run:2", "t2", 5000);
  await store.notePosted("run:2", { part: "reply", replyKey: "a" }, "t2", { ts: "2", hash: "", at: 1 });
  expect(await store.pending(10)).toEqual([]);
  await store.want({ key: "run:1", channel: "C1" }, message("changed"), 3);
  expect(await store.pending(10)).toEqual([]);
  await store.want({ key: "run:1", channel: "C1" }, message("the end"), 4);
  expect(await store.pending(10)).toEqual(["run:1"]);
});

it("stays pending when the content changed while it was being posted", async () => {
  await store.want({ key: "run:1", channel: "C1" }, message("first"), 1);
  await store.lease("run:1", "t1", 5000);
  const sent = (await store.read("run:1"))?.desired?.hash ?? "";
  await store.want({ key: "run:1", channel: "C1" }, message("second"), 2);
  await store.notePosted("run:1", parent, "t1", { ts: "1.1", hash: sent, at: 1 });
  expect(await store.pending(10)).toEqual(["run:1"]);
});

describe("a content that was not posted yet", () => {
  const place = { key: "run:1", channel: "C1" };

  it("can be taken back, and nothing older comes again", async () => {
    await store.want(place, message("first"), 5, { goodUntil: 60 });
    expect((await store.read("run:1"))?.desired?.goodUntil).toBe(60);
    expect(await store.takeBack(place, 8)).toBe("taken back");
    expect((await store.read("run:1"))?.desired).toBeUndefined();
    expect(await store.pending(10)).toEqual([]);
    expect(await store.want(place, message("of a worker that woke up"), 7)).toBe("stale");
    expect(await store.want(place, message("wanted again"), 9)).toBe("stored");
  });

  it("is not posted by whoever read it before it was taken back", async () => {
    await store.want(place, message("first"), 5);
    await store.lease("run:1", "t1", 5000);
    await store.takeBack(place, 8);
    expect(await store.noteAttempt("run:1", parent, "t1", 9)).toBe(false);
  });

  it("is no longer to be posted when a post of it was begun and nobody knows its end", async () => {
    await store.want(place, message("first"), 5);
    await store.lease("run:1", "t1", 5000);
    await store.noteAttempt("run:1", parent, "t1", 6);
    expect(await store.takeBack(place, 8)).toBe("unsure");
    const { desired, attempt } = (await store.read("run:1")) ?? {};
    expect([desired?.goodUntil, attempt]).toEqual([0, 6]);
    expect(await store.lapse("run:1", "t1", "another content")).toBe(false);
    expect(await store.lapse("run:1", "t1", desired?.hash ?? "")).toBe(true);
    expect(await store.read("run:1")).toEqual({ ...place, replies: [] });
  });

  it("stays when it was posted", async () => {
    await store.want(place, message("first"), 5);
    await store.lease("run:1", "t1", 5000);
    await showParent("t1");
    expect(await store.takeBack(place, 8)).toBe("posted");
    expect((await store.read("run:1"))?.desired?.payload).toEqual(message("first"));
  });
});

it("reads what a version without milestones wrote, and goes on with it", async () => {
  await store.want({ key: "run:1", channel: "C1" }, message("hello"), 1, { milestone: "under way" });
  await store.lease("run:1", "t1", 5000);
  await showParent("t1");
  await redis.hdel("{test}:conversation:run%3A1", "milestone", "shownMilestone");
  const old = await store.read("run:1");
  expect(old).toMatchObject({ ts: "1.1", desired: { rev: 1 } });
  expect(old).not.toHaveProperty("shownMilestone");
  expect(old?.desired).not.toHaveProperty("milestone");
  await store.want({ key: "run:1", channel: "C1" }, message("done"), 2, { milestone: "succeeded" });
  expect((await store.read("run:1"))?.desired).toMatchObject({ milestone: "succeeded" });
});
