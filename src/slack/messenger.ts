import { setTimeout as after } from "node:timers/promises";
import type { ChatGetPermalinkResponse, WebClient } from "@slack/web-api";
import type { Conversation, ConversationStore, Messenger } from "../release/messages.ts";
import type { JobHandler } from "../release/work.ts";
import { attempt, type CallOutcome } from "./clients.ts";
import { deliverConversation, type DeliveryParts, newDeliverer } from "./delivery.ts";
import { meaningOf } from "./refusals.ts";

export interface MessengerParts {
  store: ConversationStore;
  client: WebClient;
  /**
   * Asks for a delivery of the conversation; asking again for the same part before it began changes nothing. Every reply
   * and every milestone asks for one of its own, because the others may be waiting until the parent's next edit is due.
   */
  enqueue: (conversation: string, part: string) => Promise<void>;
}

/** How long whoever asks for a link waits, in milliseconds: it is part of answers that are due within three seconds. */
const patience = 1000;

/** Stores what people should see and asks for its delivery; Slack itself is reached by the `deliver` job. */
export function createMessenger({ store, client, enqueue }: MessengerParts): Messenger {
  return {
    show: async (conversation, payload, rev, wish) => {
      if ((await store.want(conversation, payload, rev, wish)) === "stale") return;
      const { milestone } = wish ?? {};
      const part = milestone === undefined ? "parent" : `parent.${milestone.replaceAll(" ", "-")}`;
      await enqueue(conversation.key, part);
    },
    // Also when it exists: whoever stored it may have died before it asked.
    reply: async (conversation, replyKey, payload) => {
      await store.addReply(conversation, replyKey, payload);
      await enqueue(conversation.key, `reply.${replyKey}`);
    },
    postedAt: async (key) => {
      const { ts } = (await store.read(key)) ?? {};
      return ts === undefined ? undefined : Math.round(Number(ts) * 1000);
    },
    takeBack: (conversation, at) => store.takeBack(conversation, at),
    bringBack: async (key) => {
      const shown = await store.read(key);
      const outcome = shown && (await linkTo(shown, client));
      if (shown?.ts === undefined || !outcome || outcome.kind === "done") return;
      // The edit that follows finds the message gone, and posts it anew under the lease.
      if (meaningOf(outcome) === "gone" && (await store.forgetShown(key, shown.ts)))
        await enqueue(key, "parent");
    },
    permalink: async (key) => {
      const shown = await store.read(key);
      const late = after(patience, undefined, { ref: false });
      const outcome = shown && (await Promise.race([linkTo(shown, client), late]));
      return outcome?.kind === "done" ? outcome.result.permalink : undefined;
    },
  };
}

async function linkTo(
  { channel, ts }: Pick<Conversation, "channel" | "ts">,
  client: WebClient,
): Promise<CallOutcome<ChatGetPermalinkResponse> | undefined> {
  return ts === undefined ? undefined : attempt(() => client.chat.getPermalink({ channel, message_ts: ts }));
}

/** What the composition root hands to the jobs: the `deliver` job, and which conversations wait for it. */
export function createDeliveries(parts: Omit<DeliveryParts, "deliverer">): {
  deliver: JobHandler<"deliver">;
  pending: () => Promise<string[]>;
} {
  const deliverer = newDeliverer();
  return {
    deliver: async ({ conversation }, { redeliver }) => {
      const pause = await deliverConversation(conversation, { ...parts, deliverer });
      if (pause !== undefined) await redeliver(pause);
    },
    pending: () => parts.store.pending(100),
  };
}
