import { z } from "zod";
import { makeProblem, type Problem } from "../release/problem.ts";
import type { Cache } from "./cache.ts";

/** What Slack refuses to take from us: kept where every replica, and `doctor`, can see it. */
export interface Undeliverable {
  note(channel: string, error: string): Promise<void>;
  clear(): Promise<void>;
  /** The latest refusal that still stands. */
  problem(): Promise<Problem | undefined>;
}

const key = "slack.undeliverable";
/** Deliveries are tried again every minute, so a refusal that was not repeated for this long is over. */
const keepMs = 180_000;

const refusal = z.object({ channel: z.string(), error: z.string() });

const advice: Partial<Record<string, string>> = {
  channel_not_found:
    "Correct channels.releases in the configuration, or invite the bot if the channel is private.",
  not_in_channel: "Invite the bot to the channel with /invite.",
  is_archived: "Unarchive the channel, or name another one in the configuration.",
  token_revoked: "Install the app again and set the new SLACK_BOT_TOKEN.",
  invalid_auth: "Set the right SLACK_BOT_TOKEN.",
  account_inactive: "Install the app again and set the new SLACK_BOT_TOKEN.",
  missing_scope: "Update the app from manifest.yml and install it again.",
};

/** Remembers refusals in the shared cache. Runs go on meanwhile: Slack is only the view. */
export function createUndeliverable(cache: Cache): Undeliverable {
  let mayStand = true;
  return {
    note: async (channel, error) => {
      mayStand = true;
      await cache.remember(key, { channel, error }, keepMs);
    },
    clear: async () => {
      if (mayStand) await cache.remember(key, null, 1);
      mayStand = false;
    },
    problem: async () => {
      const read = refusal.safeParse((await cache.recall(key))?.value);
      return read.success ? problemOf(read.data) : undefined;
    },
  };
}

function problemOf({ channel, error }: z.infer<typeof refusal>): Problem {
  return makeProblem(
    "slack-unavailable",
    `Slack does not take our messages for <#${channel}>: ${error}.`,
    advice[error] ??
      "Look the error up in Slack's documentation of chat.postMessage; messages follow once it is gone.",
  );
}
