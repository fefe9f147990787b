import type { Core } from "../core.ts";
import { SlackError } from "../slack-error.ts";
import type { Channel, Message } from "../types.ts";

/** The channel with this id as the bot sees it; raises `channel_not_found` for private ones it is not in. */
export function channelOf(core: Core, id: string): Channel {
  const channel = core.state.channels.get(id);
  if (channel === undefined) throw new SlackError("channel_not_found");
  if (channel.isPrivate && !isBotIn(core, channel)) throw new SlackError("channel_not_found");
  return channel;
}

/**
 * The channel a message may be posted to: a channel id, or a person's id for the direct conversation.
 * Raises `channel_not_found`, `is_archived` or `not_in_channel`; names are not taken, ids are.
 */
export function postingPlace(core: Core, id: string): Channel {
  const isPerson = core.state.people.has(id);
  const channel = isPerson ? core.state.direct(id, core.identity.botUserId) : channelOf(core, id);
  if (channel.isArchived) throw new SlackError("is_archived");
  const mayPostAnywhere = core.manifest.scopes.includes("chat:write.public") && !channel.isPrivate;
  if (!isBotIn(core, channel) && !mayPostAnywhere) throw new SlackError("not_in_channel");
  return channel;
}

/** A message that all see; raises `message_not_found`, also for ephemeral ones. */
export function messageOf(core: Core, channel: string, ts: string): Message {
  const message = core.state.message(channel, ts);
  if (message === undefined || message.ephemeralFor !== undefined) throw new SlackError("message_not_found");
  return message;
}

/** Raises `thread_not_found` unless `ts` is a message of the channel that is no reply itself. */
export function checkParent(core: Core, channel: string, ts: string | undefined): void {
  if (ts === undefined) return;
  const parent = core.state.message(channel, ts);
  if (parent === undefined || parent.ephemeralFor !== undefined || parent.threadTs !== undefined) {
    throw new SlackError("thread_not_found");
  }
}

/** Whether the app's bot is a member of the channel. */
export function isBotIn(core: Core, channel: Channel): boolean {
  return channel.members.includes(core.identity.botUserId);
}
