import type { Message } from "../../demo/workspace/types.ts";
import type { MessagePayload, Messenger } from "../../src/release/messages.ts";
import { deliverConversation, type DeliveryParts, newDeliverer } from "../../src/slack/delivery.ts";
import { createMessenger } from "../../src/slack/messenger.ts";
import { createLog } from "../../src/log.ts";
import { createUndeliverable } from "../../src/slack/undeliverable.ts";
import { usualEdits } from "../../src/slack/pace.ts";
import type { Room } from "./room.ts";

export const conversation = { key: "run-1", channel: "C0RELEASES" };

/** A message that says one sentence. */
export function said(text: string): MessagePayload {
  return { text, blocks: [{ type: "section", text: { type: "mrkdwn", text } } as { type: string }] };
}

/** One conversation in #releases, delivered by hand. */
export interface Delivering {
  parts: () => DeliveryParts;
  /** The same for a process that does nothing else. */
  partsOfAnother: () => DeliveryParts;
  messenger: () => Messenger;
  /** Delivers as the job does, with time passing at once in place of the pauses. */
  settle: () => Promise<void>;
  parents: () => Message[];
  replies: () => string[];
  /** What was to be said elsewhere, since the file began. */
  toldElsewhere: object[];
  /** How many lines of the log hold these words, since the file began. */
  logged: (words: string) => number;
}

export function deliveringIn(room: () => Room): Delivering {
  const logged: string[] = [];
  const toldElsewhere: object[] = [];
  const deliverer = newDeliverer();
  const log = createLog({ level: "info", secrets: [], sink: (line) => void logged.push(line) });
  const parts = (): DeliveryParts => {
    const { store, clients, clock, cache, pace } = room();
    return {
      store,
      pace,
      edits: usualEdits,
      client: clients.background,
      clock: clock.now,
      sharedClock: async () => clock.now(),
      undeliverable: createUndeliverable(cache, log),
      deliverer,
      queue: { enqueue: async (_name, payload) => void toldElsewhere.push(payload) },
      log,
    };
  };
  const parents = () =>
    room()
      .workspace.messages("releases")
      .filter((message) => message.threadTs === undefined);
  return {
    parts,
    partsOfAnother: () => ({ ...parts(), deliverer: newDeliverer() }),
    parents,
    toldElsewhere,
    logged: (words) => logged.filter((line) => line.includes(words)).length,
    messenger: () => {
      const { store, clients } = room();
      return createMessenger({ store, client: clients.background, enqueue: async () => undefined });
    },
    settle: async () => {
      for (let tries = 0; tries < 50; tries += 1) {
        const pause = await deliverConversation(conversation.key, parts());
        if (pause === undefined) return;
        room().clock.advance(pause);
      }
      throw new Error("The conversation never settled.");
    },
    replies: () => {
      const [parent] = parents();
      return parent
        ? room()
            .workspace.thread(parent)
            .map(({ text }) => text)
        : [];
    },
  };
}
