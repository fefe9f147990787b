import { expect, test } from "vitest";
import { deliverConversation } from "../../src/slack/delivery.ts";
import { conversation, deliveringIn, said } from "./delivering.ts";
import { useRoom } from "./room.ts";

const room = useRoom();
const { messenger, parents, parts, partsOfAnother, replies, settle } = deliveringIn(room);

const { key } = conversation;
const deliver = (): Promise<number | undefined> => deliverConversation(key, parts());

/** A message that is posted, and long enough ago to be edited. */
async function posted(): Promise<void> {
  await messenger().show(conversation, said("v1.5.0 waits"), 1, { milestone: "awaiting" });
  await settle();
  room().clock.advance(5000);
}

function refuse(method: string, error: string, count = 1): void {
  room().workspace.trouble({ fault: "api-error", method, error, count });
}

const troubles = [
  ["edit_window_closed"],
  ["cant_update_message"],
  ["is_archived"],
  ["msg_too_long"],
  ["channel_not_found"],
  ["ratelimited"],
  ["internal_error"],
];

test.each(troubles)("an edit that fails with %s holds up no reply", async (error) => {
  await posted();
  refuse("chat.update", error, 9);
  await messenger().show(conversation, said("v1.5.0 runs"), 2, { milestone: "awaiting" });
  await messenger().reply(conversation, "one", said("one"));
  await messenger().reply(conversation, "two", said("two"));
  await deliver();
  expect(replies()).toEqual(["one", "two"]);
});

test.each(troubles)("a reply that fails with %s holds up no edit", async (error) => {
  await posted();
  refuse("chat.postMessage", error, 9);
  await messenger().reply(conversation, "one", said("one"));
  await messenger().show(conversation, said("v1.5.0 runs"), 2, { milestone: "awaiting" });
  await deliver();
  expect(parents().map(({ text }) => text)).toEqual(["v1.5.0 runs"]);
});

test.each(["edit_window_closed", "cant_update_message"])(
  "a message that can no longer be changed (%s) is left as it is, until there is something to decide or to end",
  async (error) => {
    await posted();
    refuse("chat.update", error, 2);
    await messenger().show(conversation, said("v1.5.0 waits a little"), 2, { milestone: "awaiting" });
    expect(await deliver()).toBeUndefined();
    expect(parents()).toHaveLength(1);
    await messenger().show(conversation, said("v1.5.0 succeeded"), 3, { milestone: "succeeded" });
    await settle();
    expect(parents().map(({ text }) => text)).toEqual(["v1.5.0 waits", "v1.5.0 succeeded"]);
    await messenger().reply(conversation, "ended", said("done"));
    await messenger().show(conversation, said("v1.5.0 succeeded, and is live"), 4, {
      milestone: "succeeded",
    });
    await settle();
    const last = parents().at(-1);
    expect(last?.text).toBe("v1.5.0 succeeded, and is live");
    expect(last && room().workspace.thread(last)).toMatchObject([{ text: "done" }]);
  },
);

test("a lost answer to the message in place of an old one leads to no third", async () => {
  await posted();
  refuse("chat.update", "edit_window_closed", 2);
  room().workspace.trouble({ fault: "cut-after", method: "chat.postMessage", count: 1 });
  await messenger().show(conversation, said("v1.5.0 failed"), 2, { milestone: "failed" });
  await settle();
  expect(parents().map(({ text }) => text)).toEqual(["v1.5.0 waits", "v1.5.0 failed"]);
});

test("a content that Slack never takes is given up, and the next one is shown", async () => {
  await posted();
  refuse("chat.update", "msg_too_long", 2);
  await messenger().show(conversation, said("too much"), 2, { milestone: "awaiting" });
  expect(await deliver()).toBeUndefined();
  expect(await parts().undeliverable.problem()).toMatchObject({
    what: expect.stringContaining("msg_too_long"),
  });
  room().clock.advance(5000);
  await messenger().show(conversation, said("v1.5.0 runs"), 3, { milestone: "awaiting" });
  await settle();
  expect(parents().map(({ text }) => text)).toEqual(["v1.5.0 runs"]);
});

test("a reply that Slack never takes is given up, and those behind it are posted", async () => {
  await posted();
  await messenger().reply(conversation, "bad", said("bad"));
  await messenger().reply(conversation, "good", said("good"));
  refuse("chat.postMessage", "metadata_too_large", 2);
  await settle();
  expect(replies()).toEqual(["good"]);
});

test("a decision and an end are shown at once, steps wait", async () => {
  await posted();
  await messenger().show(conversation, said("1 of 2"), 2, { milestone: "awaiting 1" });
  await deliver();
  await messenger().show(conversation, said("runs"), 3, { milestone: "under way" });
  expect(await deliver()).toBeUndefined();
  await messenger().show(conversation, said("runs, 1 of 9 steps"), 4, { milestone: "under way" });
  expect(await deliver()).toBe(4000);
  expect(parents().map(({ text }) => text)).toEqual(["runs"]);
  await messenger().show(conversation, said("failed"), 5, { milestone: "failed" });
  expect(await deliver()).toBeUndefined();
  expect(parents().map(({ text }) => text)).toEqual(["failed"]);
});

test("a limit on edits stops the edits of all conversations, and nothing else", async () => {
  const other = { ...conversation, key: "run-2" };
  await posted();
  await messenger().show(other, said("v1.6.0 waits"), 1, { milestone: "awaiting" });
  await deliverConversation(other.key, parts());
  const { workspace, clock } = room();
  workspace.trouble({ fault: "rate-limited", method: "chat.update", retryAfterS: 30, count: 1 });
  await messenger().show(conversation, said("v1.5.0 failed"), 2, { milestone: "failed" });
  await messenger().reply(conversation, "ended", said("done"));
  expect(await deliver()).toBe(30_000);
  await messenger().show(other, said("v1.6.0 failed"), 2, { milestone: "failed" });
  expect(await deliverConversation(other.key, parts())).toBe(30_000);
  expect(workspace.calls("chat.update")).toHaveLength(1);
  expect(replies()).toEqual(["done"]);
  clock.advance(30_000);
  await settle();
  expect(await deliverConversation(other.key, parts())).toBeUndefined();
  expect(parents().map(({ text }) => text)).toEqual(["v1.5.0 failed", "v1.6.0 failed"]);
});

function showIn(name: string, text: string, rev: number, milestone: string): Promise<void> {
  return messenger().show({ ...conversation, key: name }, said(text), rev, { milestone });
}

/** How many messages say that their run has succeeded. */
function ended(): number {
  return parents().filter(({ text }) => text === "succeeded").length;
}

test(
  "forty runs at once never meet the limit, and each end is shown within a minute",
  { timeout: 60_000 },
  async () => {
    const { workspace, clock } = room();
    const keys = Array.from({ length: 40 }, (_, n) => `run-${n}`);
    const round = (): Promise<unknown> => Promise.all(keys.map((name) => deliverConversation(name, parts())));
    for (const name of keys) await showIn(name, "waits", 1, "awaiting");
    await round();
    workspace.rateLimits.isOn = true;
    for (let second = 1; second <= 60; second += 2) {
      for (const name of keys) await showIn(name, `runs for ${second} s`, 1 + second, "under way");
      await round();
      clock.advance(2000);
    }
    for (const name of keys) await showIn(name, "succeeded", 100, "succeeded");
    await round();
    // What is kept back for ends is there although everybody has drawn progress up to now.
    expect(ended()).toBeGreaterThanOrEqual(3);
    for (let second = 0; second < 60; second += 2) {
      clock.advance(2000);
      await round();
    }
    expect(ended()).toBe(40);
    expect(workspace.calls("chat.update").filter(({ outcome }) => outcome === "ratelimited")).toEqual([]);
  },
);

/** The same calls, one after the other; after the `at`th of them comes `freeze`. */
function freezing<T extends object>(
  target: T,
  count: { calls: number },
  at: number,
  freeze: () => Promise<void>,
): T {
  const wrapped = Object.entries(target).map(
    ([name, call]: [string, (...args: unknown[]) => Promise<unknown>]) => [
      name,
      async (...args: unknown[]): Promise<unknown> => {
        const result = await call(...args);
        count.calls += 1;
        if (count.calls === at) await freeze();
        return result;
      },
    ],
  );
  return { ...target, ...Object.fromEntries(wrapped) };
}

const frozenAt = Array.from({ length: 16 }, (_, n) => n + 1);

test.each([...frozenAt.map((at) => [at, "new"] as const), ...frozenAt.map((at) => [at, "posted"] as const)])(
  "a worker that is frozen after its call %i, for a message that is %s, says nothing twice and nothing old",
  async (at, state) => {
    const { store, pace, clock } = room();
    if (state === "posted") await posted();
    await messenger().show(conversation, said("v1.5.0 runs"), 2, { milestone: "under way" });
    await messenger().reply(conversation, "one", said("one"));
    await messenger().reply(conversation, "two", said("two"));
    let holder = "";
    const freeze = async (): Promise<void> => {
      clock.advance(60_000);
      await store.releaseLease(key, holder);
      await messenger().show(conversation, said("v1.5.0 succeeded"), 3, { milestone: "succeeded" });
      await settle();
    };
    const count = { calls: 0 };
    const leasing = {
      ...store,
      lease: (name: string, token: string, ms: number) => store.lease(name, (holder = token), ms),
    };
    const frozen = {
      ...partsOfAnother(),
      store: freezing(leasing, count, at, freeze),
      pace: freezing(pace, count, at, freeze),
    };
    await deliverConversation(key, frozen);
    await settle();
    const expected = count.calls < at ? "v1.5.0 runs" : "v1.5.0 succeeded";
    expect(parents().map(({ text }) => text)).toEqual([expected]);
    expect(replies()).toEqual(["one", "two"]);
  },
);
