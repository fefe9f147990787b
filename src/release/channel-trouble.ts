import { makeProblem, type Problem } from "./problem.ts";

/** Refusals that a channel as a whole has for us: whatever is sent there is refused until somebody puts it right. */
const channelRefusals: ReadonlySet<string> = new Set([
  "channel_not_found",
  "not_in_channel",
  "is_archived",
  "restricted_action",
  "restricted_action_read_only_channel",
]);

const advice: Partial<Record<string, string>> = {
  channel_not_found:
    "Correct the channel's id in the configuration, or invite Slipway if the channel is private.",
  not_in_channel: "Invite Slipway to the channel with `/invite`.",
  is_archived: "Unarchive the channel, or name another one in the configuration.",
  restricted_action: "Let apps post in the channel, or name another one in the configuration.",
  restricted_action_read_only_channel:
    "Let apps post in the channel, or name another one in the configuration.",
  token_revoked: "Install the app again and set the new SLACK_BOT_TOKEN.",
  invalid_auth: "Set the right SLACK_BOT_TOKEN.",
  account_inactive: "Install the app again and set the new SLACK_BOT_TOKEN.",
  missing_scope: "Update the app from manifest.yml and install it again.",
};

/** Whether a refusal, in Slack's word for it, is about the channel: others can still be reached elsewhere. */
export function isOfChannel(error: string): boolean {
  return channelRefusals.has(error);
}

/** What it means that Slack refuses our messages for a channel, and what to do; `error` is Slack's word for it. */
export function channelProblem(channel: string, error: string): Problem {
  return makeProblem(
    "slack-unavailable",
    `Slack does not take our messages for <#${channel}>: ${error}.`,
    advice[error] ??
      "Look the error up in Slack's documentation of chat.postMessage; messages follow once it is gone.",
  );
}
