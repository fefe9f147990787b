import { z } from "zod";
import type { Core } from "../core.ts";
import type { Json } from "../json.ts";
import { SlackError } from "../slack-error.ts";
import type { Message } from "../types.ts";
import { boolArg, idArg, intArg, method, tsArg } from "./method.ts";
import { channelPayload, messagePayload } from "./payloads.ts";
import { channelOf, isBotIn, messageOf } from "./places.ts";

const reading = ["channels:read", "groups:read", "im:read"];
const history = ["channels:history", "groups:history", "im:history"];
const window = {
  channel: idArg,
  limit: intArg.optional(),
  cursor: idArg.optional(),
  oldest: z.string().optional(),
  latest: z.string().optional(),
  inclusive: boolArg.optional(),
  include_all_metadata: boolArg.optional(),
};
type Window = z.output<z.ZodObject<typeof window>>;

const info = method(
  { scopes: reading, rate: "tier3" },
  { channel: idArg, include_num_members: boolArg.optional(), include_locale: boolArg.optional() },
  (core, args) => ({ channel: channelPayload(core, channelOf(core, args.channel)) }),
);

const readHistory = method({ scopes: history, rate: "tier3" }, window, (core, args) => {
  checkReadable(core, args.channel);
  const all = core.state.shared(args.channel).filter((one) => one.threadTs === undefined || one.broadcast);
  return page(core, between(all, args).toReversed(), args);
});

const replies = method({ scopes: history, rate: "tier3" }, { ...window, ts: tsArg }, (core, args) => {
  checkReadable(core, args.channel);
  const parent = core.state.message(args.channel, args.ts);
  if (parent === undefined || parent.ephemeralFor !== undefined) throw new SlackError("thread_not_found");
  return page(core, between([parent, ...core.state.replies(args.channel, args.ts)], args), args);
});

function checkReadable(core: Core, id: string): void {
  if (!isBotIn(core, channelOf(core, id))) throw new SlackError("not_in_channel");
}

function between(messages: readonly Message[], args: Window): Message[] {
  const oldest = Number(args.oldest ?? 0);
  const latest = Number(args.latest ?? Infinity);
  return messages.filter((one) => {
    const ts = Number(one.ts);
    return args.inclusive === true ? ts >= oldest && ts <= latest : ts > oldest && ts < latest;
  });
}

function page(core: Core, messages: readonly Message[], args: Window): Json {
  const start = Number(args.cursor ?? 0);
  const end = start + (args.limit ?? 100);
  const hasMore = end < messages.length;
  return {
    messages: messages
      .slice(start, end)
      .map((one) => messagePayload(core, one, args.include_all_metadata === true)),
    has_more: hasMore,
    response_metadata: { next_cursor: hasMore ? String(end) : "" },
  };
}

const open = method(
  { scopes: ["im:write"], rate: "tier3" },
  { users: idArg, return_im: boolArg.optional() },
  (core, args) => {
    const person = core.state.people.get(args.users);
    if (person === undefined) throw new SlackError("user_not_found");
    if (person.isDeleted) throw new SlackError("user_disabled");
    return { channel: channelPayload(core, core.state.direct(person.id, core.identity.botUserId)) };
  },
);

const list = method(
  { scopes: reading, rate: "tier2" },
  {
    types: z.string().optional(),
    limit: intArg.optional(),
    cursor: idArg.optional(),
    exclude_archived: boolArg.optional(),
  },
  (core, args) => {
    const types = (args.types ?? "public_channel").split(",");
    const channels = [...core.state.channels.values()].filter((channel) => {
      if (args.exclude_archived === true && channel.isArchived) return false;
      if (channel.isDirect) return types.includes("im");
      if (channel.isPrivate) return types.includes("private_channel") && isBotIn(core, channel);
      return types.includes("public_channel");
    });
    return {
      channels: channels.map((one) => channelPayload(core, one)),
      response_metadata: { next_cursor: "" },
    };
  },
);

const members = method(
  { scopes: reading, rate: "tier4" },
  { channel: idArg, limit: intArg.optional(), cursor: idArg.optional() },
  (core, args) => ({
    members: channelOf(core, args.channel).members,
    response_metadata: { next_cursor: "" },
  }),
);

const join = method({ scopes: ["channels:join"], rate: "tier3" }, { channel: idArg }, (core, args) => {
  const channel = channelOf(core, args.channel);
  if (channel.isArchived) throw new SlackError("is_archived");
  if (channel.isPrivate) throw new SlackError("method_not_supported_for_channel_type");
  if (!isBotIn(core, channel)) channel.members.push(core.identity.botUserId);
  core.changes.notify();
  return { channel: channelPayload(core, channel) };
});

const react = method(
  { scopes: ["reactions:write"], rate: "tier3" },
  { channel: idArg, timestamp: tsArg, name: idArg },
  (core, args) => {
    const message = messageOf(core, channelOf(core, args.channel).id, args.timestamp);
    if (message.reactions.includes(args.name)) throw new SlackError("already_reacted");
    message.reactions.push(args.name);
    core.changes.notify();
    return {};
  },
);

const pin = method(
  { scopes: ["pins:write"], rate: "tier2" },
  { channel: idArg, timestamp: tsArg },
  (core, args) => {
    checkReadable(core, args.channel);
    const message = messageOf(core, args.channel, args.timestamp);
    if (message.pinned) throw new SlackError("already_pinned");
    message.pinned = true;
    core.changes.notify();
    return {};
  },
);

/** The methods about channels, what was said there, reactions and pins. */
export const conversationMethods = {
  "conversations.info": info,
  "conversations.history": readHistory,
  "conversations.replies": replies,
  "conversations.open": open,
  "conversations.list": list,
  "conversations.members": members,
  "conversations.join": join,
  "reactions.add": react,
  "pins.add": pin,
};
