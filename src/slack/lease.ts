import { randomUUID } from "node:crypto";
import type { Clock } from "../release/clock.ts";
import type { ConversationStore } from "../release/messages.ts";
import { type Caller, type EditPace, type Pace, paced } from "./pace.ts";

export interface LeaseParts {
  store: ConversationStore;
  pace: Pace;
  edits: EditPace;
  clock: Clock;
}

/** The right to send what one conversation should show, of one holder at a time. */
export interface Lease {
  /** Of the conversation. */
  key: string;
  /** Proves to the store whose it is. */
  token: string;
  /** Takes or renews it; whether it is ours now. */
  take(): Promise<boolean>;
  release(): Promise<void>;
  /**
   * Makes calls of Slack, at their pace, while so much of the lease is left that they end within it. Whoever was frozen,
   * and wakes up when somebody else has taken over, sends nothing any more: neither a second message nor an old content
   * over a new one. `begin` is done right before, and may say that the lease is gone. An `urgent` edit may use what is
   * kept for such.
   */
  caller(urgent: boolean, begin?: () => Promise<boolean>): Caller;
}

const leaseMs = 30_000;
/** Longer than the client waits for an answer: with less of the lease left, no call is begun. */
const longestCallMs = 10_000;

/**
 * A new lease of the conversation of that key; it is not taken yet. It takes over what an earlier one of the same holder
 * may have left, which is for the holder to know.
 */
export function leaseOf(key: string, holder: string, { store, clock, ...pacing }: LeaseParts): Lease {
  const token = `${holder}.${randomUUID()}`;
  let leasedUntil = 0;
  return {
    key,
    token,
    take: async () => {
      // Counted from before the question: by our clock it ends no later than by the store's.
      const asked = clock();
      const isOurs = await store.lease(key, token, leaseMs, holder);
      if (isOurs) leasedUntil = asked + leaseMs;
      return isOurs;
    },
    release: () => store.releaseLease(key, token),
    caller: (urgent, begin) => {
      const call = paced({ ...pacing, clock }, urgent);
      return (method, ask) =>
        call(method, async () => {
          const isOurs = begin === undefined || (await begin());
          if (!isOurs || clock() + longestCallMs > leasedUntil)
            throw new Error("Too little of the lease is left for an answer.");
          return ask();
        });
    },
  };
}
