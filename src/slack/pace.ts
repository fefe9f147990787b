import type { Clock } from "../release/clock.ts";
import { attempt, type CallOutcome } from "./clients.ts";

/** How often a method may be called: `most` at once, then `perMinute`; the last `kept` of the `most` are for others. */
interface Budget {
  most: number;
  perMinute: number;
  kept: number;
}

/** What all replicas together may ask of Slack. Times in milliseconds. */
export interface Pace {
  /** How long to wait before the method may be called; 0 lets the call go and counts it. */
  take(method: string, budget: Budget | undefined, now: number): Promise<number>;
  /** From `now` on nobody calls the method for so long. */
  pause(method: string, ms: number, now: number): Promise<void>;
}

/** The methods that messages are sent and looked for with. */
export type Method =
  | "chat.postMessage"
  | "chat.update"
  | "conversations.history"
  | "conversations.replies"
  | "files.completeUploadExternal";

/** A way to make a call of Slack: at once, or at a pace. */
export type Caller = <T>(method: Method, call: () => Promise<T>) => Promise<CallOutcome<T>>;

/** Makes every call at once. */
export const atOnce: Caller = (_method, call) => attempt(call);

/** How often messages are drawn again. */
export interface EditPace {
  /** Between two edits of one message, unless the second one tells what people must see at once; in milliseconds. */
  pauseMs: number;
  /** Of all edits of the workspace; what is kept is for what people must see at once. */
  budget: Budget;
}

/**
 * All edits of a workspace share about fifty a minute, so a message that changes quickly is drawn less often. Ten at once
 * and forty a minute stay below that in every minute.
 */
export const usualEdits: EditPace = { pauseMs: 4000, budget: { most: 10, perMinute: 40, kept: 3 } };

/**
 * Makes a call when its method may be called now, else answers how long to wait. A limit that Slack sets holds for all
 * replicas, and for this method only. An `urgent` edit may use what is kept.
 */
export function paced(
  { pace, clock, edits: { budget } }: { pace: Pace; clock: Clock; edits: EditPace },
  urgent: boolean,
): Caller {
  const budgetOf = (method: Method): Budget | undefined => {
    if (method !== "chat.update") return undefined;
    return urgent ? { ...budget, kept: 0 } : budget;
  };
  return async (method, call) => {
    const wait = await pace.take(method, budgetOf(method), clock());
    if (wait > 0) return { kind: "rate-limited", retryAfterMs: wait };
    const outcome = await attempt(call);
    if (outcome.kind === "rate-limited") await pace.pause(method, outcome.retryAfterMs, clock());
    return outcome;
  };
}
