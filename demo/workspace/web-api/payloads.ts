import type { Core } from "../core.ts";
import type { Json } from "../json.ts";
import type { Channel, Message, Person, StoredFile, UserGroup } from "../types.ts";

/** A message as the Web API and interactions show it; the metadata's payload only when asked for. */
export function messagePayload(core: Core, message: Message, withMetadata = false): Json {
  const { identity } = core;
  const replies = core.state.replies(message.channel, message.ts);
  return {
    type: "message",
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: identity.team.id,
    ...(message.blocks.length > 0 && { blocks: message.blocks }),
    ...(message.isBot && { bot_id: identity.botId, app_id: identity.appId }),
    ...threadFacts(message, replies),
    ...(message.edited && { edited: { user: message.user, ts: message.ts } }),
    ...(message.reactions.length > 0 && {
      reactions: message.reactions.map((name) => ({ name, users: [identity.botUserId], count: 1 })),
    }),
    ...(message.fileIds.length > 0 && {
      files: message.fileIds.flatMap((id) => {
        const file = core.state.files.get(id);
        return file === undefined ? [] : [filePayload(core, file)];
      }),
    }),
    ...(message.metadata && {
      metadata: withMetadata ? message.metadata : { event_type: message.metadata.event_type },
    }),
  };
}

function threadFacts(message: Message, replies: readonly Message[]): Json {
  if (message.threadTs !== undefined) {
    return { thread_ts: message.threadTs, ...(message.broadcast && { subtype: "thread_broadcast" }) };
  }
  const last = replies.at(-1);
  if (last === undefined) return {};
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users: [...new Set(replies.map((one) => one.user))],
    latest_reply: last.ts,
  };
}

/** A channel as conversations.* shows it. */
export function channelPayload(core: Core, channel: Channel): Json {
  if (channel.isDirect) {
    const user = channel.members.find((id) => id !== core.identity.botUserId);
    return { id: channel.id, is_im: true, user, is_archived: false, created: 0 };
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    is_archived: channel.isArchived,
    is_general: channel.name === "general",
    is_shared: channel.isShared,
    is_ext_shared: channel.isShared,
    is_org_shared: false,
    is_member: channel.members.includes(core.identity.botUserId),
    num_members: channel.members.length,
    context_team_id: core.identity.team.id,
    created: 0,
  };
}

/** A person as users.* shows them; the address only with `users:read.email`. */
export function personPayload(core: Core, person: Person): Json {
  const seesEmail = core.manifest.scopes.includes("users:read.email");
  return {
    id: person.id,
    team_id: person.teamId,
    name: person.handle,
    real_name: person.realName,
    deleted: person.isDeleted,
    tz: person.timeZone,
    is_bot: person.isBot,
    is_app_user: false,
    is_admin: false,
    is_owner: false,
    is_restricted: person.isRestricted || person.isUltraRestricted,
    is_ultra_restricted: person.isUltraRestricted,
    ...(person.isStranger && { is_stranger: true }),
    updated: 0,
    profile: {
      real_name: person.realName,
      // What the page calls people, as Slack calls them by it everywhere.
      display_name: person.realName,
      title: person.title,
      team: person.teamId,
      ...(seesEmail && !person.isBot && { email: person.email }),
    },
  };
}

/** A user group as usergroups.list shows it. */
export function userGroupPayload(core: Core, group: UserGroup, withUsers: boolean): Json {
  return {
    id: group.id,
    team_id: core.identity.team.id,
    is_usergroup: true,
    is_subteam: true,
    handle: group.handle,
    name: group.name,
    date_delete: group.isDisabled ? 1 : 0,
    user_count: group.users.length,
    ...(withUsers && { users: group.users }),
  };
}

/** A file as files.* and messages show it. */
export function filePayload(core: Core, file: StoredFile): Json {
  const address = `${core.base()}/files/${file.id}/${encodeURIComponent(file.name)}`;
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    mimetype: file.mimeType,
    size: Buffer.byteLength(file.content, "base64"),
    url_private: address,
    url_private_download: address,
    permalink: address,
  };
}
