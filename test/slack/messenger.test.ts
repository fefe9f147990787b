import { expect, test } from "vitest";
import { deliverConversation } from "../../src/slack/delivery.ts";
import { post } from "../../src/slack/posting.ts";
import { conversation, deliveringIn, said } from "./delivering.ts";
import { useRoom } from "./room.ts";

const room = useRoom();
const { messenger, parents, parts, partsOfAnother, replies, settle } = deliveringIn(room);

test("one message is posted, then edited in place, with its replies below it in order", async () => {
  const { workspace, clock } = room();
  await messenger().show(conversation, said("v1.5.0 waits"), 1);
  await messenger().reply(conversation, "first", said("asked"));
  await messenger().reply(conversation, "second", said("approved"));
  await settle();
  clock.advance(5000);
  await messenger().show(conversation, said("v1.5.0 runs"), 2);
  await settle();
  expect(parents().map(({ text, edited }) => ({ text, edited }))).toEqual([
    { text: "v1.5.0 runs", edited: false },
  ]);
  expect(replies()).toEqual(["asked", "approved"]);
  expect(workspace.calls("chat.postMessage")[0]?.args).toMatchObject({ unfurl_links: "false" });
  expect(await messenger().permalink(conversation.key)).toContain("/archives/C0RELEASES/p");
});

test("a content that is shown already costs no call", async () => {
  await messenger().show(conversation, said("v1.5.0 runs"), 1);
  await settle();
  room().clock.advance(10_000);
  await messenger().show(conversation, said("v1.5.0 runs"), 2);
  await settle();
  expect(room().workspace.calls("chat.update")).toHaveLength(0);
});

test("a reply is posted once, however often it is added", async () => {
  await messenger().show(conversation, said("v1.5.0"), 1);
  for (let time = 0; time < 3; time += 1) {
    await messenger().reply(conversation, "ended", said("done"));
    await settle();
  }
  expect(replies()).toEqual(["done"]);
});

test("replies that come before the first content wait for it", async () => {
  await messenger().reply(conversation, "early", said("early"));
  await settle();
  expect(room().workspace.messages("releases")).toHaveLength(0);
  await messenger().show(conversation, said("v1.5.0"), 1);
  await settle();
  expect(replies()).toEqual(["early"]);
});

test.each([
  ["of the parent", "chat.postMessage", 1],
  ["three times", "chat.postMessage", 3],
])("a lost answer %s leads to no second message", async (_, method, count) => {
  const { workspace } = room();
  workspace.trouble({ fault: "cut-after", method, count });
  await messenger().show(conversation, said("v1.5.0"), 1);
  await messenger().reply(conversation, "one", said("one"));
  await messenger().reply(conversation, "two", said("two"));
  await settle();
  expect(parents()).toHaveLength(1);
  expect(replies()).toEqual(["one", "two"]);
});

test("a request that was lost on its way is sent again", async () => {
  room().workspace.trouble({ fault: "cut-before", method: "chat.postMessage", count: 2 });
  await messenger().show(conversation, said("v1.5.0"), 1);
  await settle();
  expect(parents()).toHaveLength(1);
});

test("a crash between the post and its record leads to no second message", async () => {
  const { store, clients, clock } = room();
  await messenger().show(conversation, said("v1.5.0 waits"), 1);
  await store.lease(conversation.key, "crashed", 1000);
  await store.noteAttempt(conversation.key, { part: "parent" }, "crashed", clock.now());
  await post(clients.background, { ...conversation, payload: said("v1.5.0 waits") });
  await store.releaseLease(conversation.key, "crashed");
  await messenger().show(conversation, said("v1.5.0 runs"), 2);
  await settle();
  expect(parents().map(({ text }) => text)).toEqual(["v1.5.0 runs"]);
});

test("while another worker has the lease nothing is sent", async () => {
  const { store, workspace } = room();
  await messenger().show(conversation, said("v1.5.0"), 1);
  await store.lease(conversation.key, "other", 60_000);
  expect(await deliverConversation(conversation.key, parts())).toBeGreaterThan(0);
  expect(workspace.messages("releases")).toHaveLength(0);
});

test("two workers at once post one message", async () => {
  await messenger().show(conversation, said("v1.5.0"), 1);
  await Promise.all([1, 2, 3, 4].map(() => deliverConversation(conversation.key, partsOfAnother())));
  expect(parents()).toHaveLength(1);
});

test("an hour of outage ends with the last state, once, and the replies in order", async () => {
  const { workspace, clock } = room();
  await messenger().show(conversation, said("v1.5.0 waits"), 1);
  await settle();
  workspace.trouble({ fault: "outage", isOn: true });
  for (let minute = 1; minute <= 60; minute += 1) {
    await messenger().show(conversation, said(`v1.5.0, minute ${minute}`), 1 + minute);
    if (minute % 20 === 0) await messenger().reply(conversation, `r${minute}`, said(`minute ${minute}`));
    expect(await deliverConversation(conversation.key, parts())).toBeGreaterThan(0);
    clock.advance(60_000);
  }
  workspace.trouble({ fault: "outage", isOn: false });
  await settle();
  expect(parents().map(({ text, revision }) => ({ text, revision }))).toEqual([
    { text: "v1.5.0, minute 60", revision: 1 },
  ]);
  expect(replies()).toEqual(["minute 20", "minute 40", "minute 60"]);
});

test("a hundred quick changes are a few edits, the last one shown", async () => {
  const { clock, workspace } = room();
  for (let rev = 1; rev <= 100; rev += 1) {
    await messenger().show(conversation, said(`step ${rev}`), rev);
    await deliverConversation(conversation.key, parts());
    clock.advance(100);
  }
  await settle();
  expect(parents().map(({ text }) => text)).toEqual(["step 100"]);
  expect(workspace.calls("chat.update").length).toBeLessThanOrEqual(3);
});

test("a limit is waited out, and the order of the replies stays", async () => {
  const { workspace } = room();
  await messenger().show(conversation, said("v1.5.0"), 1);
  const texts = Array.from({ length: 8 }, (_, index) => `reply ${index}`);
  for (const text of texts) await messenger().reply(conversation, text, said(text));
  workspace.rateLimits.isOn = true;
  workspace.trouble({ fault: "rate-limited", method: "chat.postMessage", retryAfterS: 30, count: 2 });
  expect(await deliverConversation(conversation.key, parts())).toBe(30_000);
  await settle();
  expect(parents()).toHaveLength(1);
  expect(replies()).toEqual(texts);
});

test("a message that somebody deleted is posted anew, and the thread goes on there", async () => {
  const { clients, clock } = room();
  await messenger().show(conversation, said("v1.5.0 waits"), 1);
  await settle();
  await clients.background.chat.delete({ channel: conversation.channel, ts: parents()[0]?.ts ?? "" });
  clock.advance(5000);
  await messenger().show(conversation, said("v1.5.0 runs"), 2);
  await messenger().reply(conversation, "one", said("one"));
  await settle();
  expect(parents().map(({ text }) => text)).toEqual(["v1.5.0 runs"]);
  expect(replies()).toEqual(["one"]);
});

test("a reply to a deleted message brings the message back first", async () => {
  const { clients } = room();
  await messenger().show(conversation, said("v1.5.0 waits"), 1);
  await settle();
  await clients.background.chat.delete({ channel: conversation.channel, ts: parents()[0]?.ts ?? "" });
  await messenger().reply(conversation, "one", said("one"));
  await settle();
  expect(parents().map(({ text }) => text)).toEqual(["v1.5.0 waits"]);
  expect(replies()).toEqual(["one"]);
});

test("a deleted message is brought back once, however many ask, and one that is there is left alone", async () => {
  const { clients, clock, workspace } = room();
  await messenger().show(conversation, said("v1.5.0 waits"), 1);
  await settle();
  await messenger().bringBack(conversation.key);
  await settle();
  expect(workspace.calls("chat.update")).toEqual([]);
  const ask = (): Promise<unknown> =>
    Promise.all([1, 2, 3].map(() => messenger().bringBack(conversation.key)));
  await clients.background.chat.delete({ channel: conversation.channel, ts: parents()[0]?.ts ?? "" });
  expect(await messenger().permalink(conversation.key)).toBeUndefined();
  clock.advance(5000);
  await ask();
  await Promise.all([1, 2, 3].map(() => deliverConversation(conversation.key, partsOfAnother())));
  await ask();
  await settle();
  expect(parents().map(({ text }) => text)).toEqual(["v1.5.0 waits"]);
  expect(workspace.calls("chat.postMessage")).toHaveLength(2);
});

test("a message too rich for Slack is posted as its sentence, cut to what Slack takes", async () => {
  const text = "x".repeat(5000);
  await messenger().show(conversation, said(text), 1);
  await settle();
  expect(parents()).toMatchObject([{ text: `${"x".repeat(3999)}…`, blocks: [] }]);
});
