import { expect, test } from "vitest";
import { deliverConversation } from "../../src/slack/delivery.ts";
import { createDeliveries } from "../../src/slack/messenger.ts";
import { conversation, deliveringIn, said } from "./delivering.ts";
import { useRoom } from "./room.ts";

const room = useRoom();
const { messenger, parents, parts, settle } = deliveringIn(room);

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
