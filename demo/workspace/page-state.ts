import type { PageMessage, PageModal, PagePerson, PageState } from "./contract.ts";
import type { Core } from "./core.ts";
import { filePayload } from "./web-api/payloads.ts";
import type { Message, Person, View } from "./types.ts";

/** Everything the page shows to one person; undefined for an unknown person. */
export function pageState(core: Core, user: string): PageState | undefined {
  const me = core.state.people.get(user);
  if (me === undefined) return undefined;
  const channels = [...core.state.channels.values()].filter(
    (one) => !one.isDirect || one.members.includes(user),
  );
  const visible = new Set(channels.filter((one) => one.members.includes(user)).map((one) => one.id));
  const messages = core.state.messages.filter(
    (one) => visible.has(one.channel) && (one.ephemeralFor ?? user) === user,
  );
  return {
    team: { id: core.identity.team.id, name: core.identity.team.name },
    now: Math.floor(core.now() / 1000),
    me: pagePerson(me),
    people: [...core.state.people.values()].filter((one) => !one.isBot).map(pagePerson),
    bot: {
      userId: core.identity.botUserId,
      name: core.manifest.appName,
      isConnected: core.line().isConnected(),
    },
    userGroups: [...core.state.userGroups.values()].map(({ id, handle, name, users }) => ({
      id,
      handle,
      name,
      users,
    })),
    channels: channels.map((one) => ({
      id: one.id,
      name: one.isDirect ? core.manifest.appName : one.name,
      isMember: visible.has(one.id),
    })),
    messages: messages.map((one) => pageMessage(core, one)),
    files: [...core.state.files.values()]
      .filter((one) => one.isComplete)
      .map((one) => ({
        id: one.id,
        name: one.name,
        url: String(filePayload(core, one)["url_private"]),
      })),
    modals: (core.state.modals.get(user) ?? []).map(pageModal),
    home: core.state.homes.get(user)?.blocks ?? null,
    commands: core.manifest.commands.map((one) => ({
      command: one.command,
      description: one.description,
      usageHint: one.usage_hint,
    })),
    shortcuts: core.manifest.shortcuts.map((one) => ({
      callbackId: one.callback_id,
      name: one.name,
      type: one.type,
    })),
  };
}

function pagePerson(one: Person): PagePerson {
  return {
    id: one.id,
    name: one.realName,
    title: one.title,
    timeZone: one.timeZone,
    isGuest: one.isRestricted || one.isUltraRestricted,
  };
}

function pageMessage(core: Core, one: Message): PageMessage {
  return {
    channel: one.channel,
    ts: one.ts,
    user: one.user,
    isBot: one.isBot,
    text: one.text,
    blocks: one.blocks,
    edited: one.edited,
    replyCount: core.state.replies(one.channel, one.ts).length,
    ...(one.threadTs !== undefined && { threadTs: one.threadTs }),
    ...(one.broadcast === true && { broadcast: true }),
    ...(one.ephemeralFor !== undefined && { ephemeralFor: one.ephemeralFor }),
    ...(one.fileIds.length > 0 && { fileIds: one.fileIds }),
  };
}

function pageModal(one: View): PageModal {
  const parts = {
    ...(one.submit !== null && { submit: one.submit }),
    ...(one.close !== null && { close: one.close }),
  };
  return {
    viewId: one.id,
    view: { type: "modal", title: one.title, blocks: one.blocks, callback_id: one.callbackId, ...parts },
    errors: one.errors,
  };
}
