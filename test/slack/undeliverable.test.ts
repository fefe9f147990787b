import { expect, test } from "vitest";
import { deliverConversation } from "../../src/slack/delivery.ts";
import { createDeliveries } from "../../src/slack/messenger.ts";
import { conversation, deliveringIn, said } from "./delivering.ts";
import { useRoom } from "./room.ts";

const room = useRoom();
const { logged, messenger, parents, parts, replies, settle, toldElsewhere } = deliveringIn(room);

test.each([
  ["kicked out of the channel", { fault: "kick-bot", channel: "C0RELEASES" }, "not_in_channel"],
  ["an archived channel", { fault: "archive", channel: "C0RELEASES" }, "is_archived"],
  ["a revoked token", { fault: "revoke-token" }, "token_revoked"],
] as const)("%s is a problem for doctor, tried again slowly", async (_, trouble, error) => {
  const { workspace } = room();
  workspace.trouble(trouble);
  await messenger().show(conversation, said("v1.5.0"), 1);
  expect(await deliverConversation(conversation.key, parts())).toBe(60_000);
  expect(await parts().undeliverable.problem()).toMatchObject({
    code: "slack-unavailable",
    what: expect.stringContaining(error),
  });
});

test("what could not be delivered is, and the problem gone, once the cause is", async () => {
  const { workspace } = room();
  workspace.trouble({ fault: "kick-bot", channel: "C0RELEASES" });
  await messenger().show(conversation, said("v1.5.0"), 1);
  await deliverConversation(conversation.key, parts());
  workspace.channel("releases").members.push(workspace.identity.botUserId);
  await settle();
  expect(parents()).toHaveLength(1);
  await expect.poll(() => parts().undeliverable.problem()).toBeUndefined();
});

test("a channel that refuses is written down once, told of at every try, and written down when it is well", async () => {
  const { clock, workspace } = room();
  const before = { refused: logged("Slack refuses"), well: logged("again"), told: toldElsewhere.length };
  // One process: what it saw last is kept between its tries.
  const one = parts();
  workspace.trouble({ fault: "archive", channel: "C0RELEASES" });
  await messenger().show(conversation, said("v1.5.0"), 1);
  await messenger().reply(conversation, "ended", said("done"));
  for (let tries = 0; tries < 3; tries += 1) await deliverConversation(conversation.key, one);
  expect(logged("Slack refuses")).toBe(before.refused + 1);
  expect(toldElsewhere.slice(before.told)).toEqual(
    Array.from({ length: 3 }, () => ({
      conversation: conversation.key,
      channel: "C0RELEASES",
      error: "is_archived",
    })),
  );
  workspace.channel("releases").isArchived = false;
  clock.advance(60_000);
  for (let tries = 0; tries < 2; tries += 1) await deliverConversation(conversation.key, one);
  expect(logged("takes our messages again")).toBe(before.well + 1);
  expect([parents().length, replies()]).toEqual([1, ["done"]]);
});

test("what Slack never takes, and what it no longer lets us change, is written down", async () => {
  const { clock, workspace } = room();
  await messenger().show(conversation, said("v1.5.0"), 1);
  await settle();
  for (const [error, words] of [
    ["msg_too_long", "never takes this content"],
    ["edit_window_closed", "can no longer be changed"],
    ["message_not_found", "it is posted anew"],
  ] as const) {
    clock.advance(5000);
    const before = logged(words);
    workspace.trouble({ fault: "api-error", method: "chat.update", error, count: 2 });
    await messenger().show(conversation, said(error), clock.now());
    await settle();
    expect(logged(words)).toBe(before + 1);
    workspace.trouble({ fault: "clear" });
  }
});

test("the job asks to be done again where something is left", async () => {
  const { workspace, clock } = room();
  const deliveries = createDeliveries(parts());
  await messenger().show(conversation, said("v1.5.0"), 1);
  expect(await deliveries.pending()).toEqual(["run-1"]);
  workspace.trouble({ fault: "rate-limited", method: "chat.postMessage", retryAfterS: 7, count: 1 });
  const again = new Error("again");
  const context = {
    signal: new AbortController().signal,
    redeliver: (ms: number) => Promise.reject(ms === 7000 ? again : new Error(`${ms}`)),
  };
  await expect(deliveries.deliver({ conversation: "run-1" }, context)).rejects.toBe(again);
  clock.advance(7000);
  await deliveries.deliver({ conversation: "run-1" }, context);
  expect(await deliveries.pending()).toEqual([]);
});
