import { z } from "zod";
import { checkEditLength, contentOf, post } from "../content.ts";
import type { Core } from "../core.ts";
import type { Json } from "../json.ts";
import { SlackError } from "../slack-error.ts";
import type { Message } from "../types.ts";
import { boolArg, idArg, jsonArg, method, tsArg } from "./method.ts";
import { messagePayload } from "./payloads.ts";
import { channelOf, checkParent, messageOf, postingPlace } from "./places.ts";

const writing = ["chat:write"];
const blocks = jsonArg(z.array(z.unknown())).optional();
const metadata = jsonArg(
  z.strictObject({ event_type: z.string().min(1), event_payload: z.record(z.string(), z.unknown()) }),
).optional();
const rendering = {
  link_names: boolArg.optional(),
  mrkdwn: boolArg.optional(),
  parse: z.enum(["none", "full"]).optional(),
};

const postMessage = method(
  { scopes: writing, rate: "posting" },
  {
    channel: idArg,
    text: z.string().optional(),
    blocks,
    metadata,
    thread_ts: tsArg.optional(),
    reply_broadcast: boolArg.optional(),
    unfurl_links: boolArg.optional(),
    unfurl_media: boolArg.optional(),
    ...rendering,
  },
  (core, args) => {
    const channel = postingPlace(core, args.channel);
    checkParent(core, channel.id, args.thread_ts);
    if (args.reply_broadcast === true && args.thread_ts === undefined)
      throw new SlackError("invalid_arguments");
    const message = post(core, {
      channel: channel.id,
      user: core.identity.botUserId,
      isBot: true,
      ...contentOf(core, args.text, args.blocks),
      ...(args.thread_ts !== undefined && { threadTs: args.thread_ts }),
      ...(args.reply_broadcast === true && { broadcast: true }),
      ...(args.metadata !== undefined && { metadata: args.metadata }),
    });
    return { channel: channel.id, ts: message.ts, message: messagePayload(core, message, true) };
  },
);

const postEphemeral = method(
  { scopes: writing, rate: "tier4" },
  {
    channel: idArg,
    user: idArg,
    text: z.string().optional(),
    blocks,
    thread_ts: tsArg.optional(),
    ...rendering,
  },
  (core, args) => {
    const channel = postingPlace(core, args.channel);
    const person = core.state.people.get(args.user);
    if (person === undefined) throw new SlackError("user_not_found");
    if (!channel.members.includes(person.id) || person.isDeleted) throw new SlackError("user_not_in_channel");
    checkParent(core, channel.id, args.thread_ts);
    const message = post(core, {
      channel: channel.id,
      user: core.identity.botUserId,
      isBot: true,
      ephemeralFor: person.id,
      ...contentOf(core, args.text, args.blocks),
      ...(args.thread_ts !== undefined && { threadTs: args.thread_ts }),
    });
    return { message_ts: message.ts };
  },
);

const update = method(
  { scopes: writing, rate: "tier3" },
  { channel: idArg, ts: tsArg, text: z.string().optional(), blocks, metadata, ...rendering },
  (core, args) => {
    const channel = channelOf(core, args.channel);
    if (channel.isArchived) throw new SlackError("is_archived");
    const message = messageOf(core, channel.id, args.ts);
    if (!message.isBot) throw new SlackError("cant_update_message");
    checkEditLength(args.text);
    edit(core, message, args.text, args.blocks);
    if (args.metadata !== undefined) message.metadata = args.metadata;
    return {
      channel: channel.id,
      ts: message.ts,
      text: message.text,
      message: messagePayload(core, message, true),
    };
  },
);

/** Changes what a message says; text without blocks takes the blocks away and shows as edited. */
export function edit(
  core: Core,
  message: Message,
  text: string | undefined,
  given: unknown[] | undefined,
): void {
  Object.assign(message, contentOf(core, text, given));
  message.edited ||= given === undefined;
  message.revision += 1;
  core.changes.notify();
}

const remove = method({ scopes: writing, rate: "tier3" }, { channel: idArg, ts: tsArg }, (core, args) => {
  const message = messageOf(core, channelOf(core, args.channel).id, args.ts);
  if (!message.isBot) throw new SlackError("cant_delete_message");
  core.state.remove(message);
  core.changes.notify();
  return { channel: args.channel, ts: args.ts };
});

const getPermalink = method(
  { rate: "unlimited" },
  { channel: idArg, message_ts: tsArg },
  (core, args): Json => {
    messageOf(core, channelOf(core, args.channel).id, args.message_ts);
    const permalink = `${core.base()}/archives/${args.channel}/p${args.message_ts.replace(".", "")}`;
    return { channel: args.channel, permalink };
  },
);

/** The methods that post, change and point to messages. */
export const chatMethods = {
  "chat.postMessage": postMessage,
  "chat.postEphemeral": postEphemeral,
  "chat.update": update,
  "chat.delete": remove,
  "chat.getPermalink": getPermalink,
};
