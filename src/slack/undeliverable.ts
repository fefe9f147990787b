import { z } from "zod";
import { channelProblem } from "../release/channel-trouble.ts";
import type { Problem } from "../release/problem.ts";
import type { Cache } from "./cache.ts";
import type { Log } from "./log.ts";

/** What Slack refuses to take from us: kept where every replica, and `doctor`, can see it. */
export interface Undeliverable {
  note(channel: string, error: string): Promise<void>;
  /** The channel takes our messages. */
  clear(channel: string): Promise<void>;
  /** The latest refusal that still stands. */
  problem(): Promise<Problem | undefined>;
}

const key = "slack.undeliverable";
/** Deliveries are tried again every minute, so a refusal that was not repeated for this long is over. */
const keepMs = 180_000;

const refusal = z.object({ channel: z.string(), error: z.string() });

/** Remembers refusals in the shared cache. Runs go on meanwhile: Slack is only the view. */
export function createUndeliverable(cache: Cache, log: Log): Undeliverable {
  /** By channel, as this process saw it last: the refusal, or that there is none. */
  const seen = new Map<string, string | undefined>();
  const standing = async (): Promise<z.infer<typeof refusal> | undefined> =>
    refusal.safeParse((await cache.recall(key))?.value).data;
  return {
    note: async (channel, error) => {
      // Every attempt is refused; only the first one is news.
      if (seen.get(channel) !== error)
        log.warn({ channel, error }, "Slack refuses our messages for a channel");
      seen.set(channel, error);
      await cache.remember(key, { channel, error }, keepMs);
    },
    clear: async (channel) => {
      if (seen.has(channel) && seen.get(channel) === undefined) return;
      if (seen.has(channel)) log.info({ channel }, "a channel takes our messages again");
      seen.set(channel, undefined);
      if ((await standing())?.channel === channel) await cache.remember(key, null, 1);
    },
    problem: async () => {
      const stands = await standing();
      return stands && channelProblem(stands.channel, stands.error);
    },
  };
}
