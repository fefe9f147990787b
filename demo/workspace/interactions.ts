import type { StateValues, UsedElement } from "./contract.ts";
import type { Ack, Core } from "./core.ts";
import type { Json } from "./json.ts";
import type { ResponseTarget } from "./response-urls.ts";
import type { Channel, Message, Person, View } from "./types.ts";
import { viewPayload } from "./view-payload.ts";
import { messagePayload } from "./web-api/payloads.ts";

/** A slash command as Slack sends it, and where its answers go. */
export function commandPayload(
  core: Core,
  person: Person,
  channel: Channel,
  command: string,
  text: string,
): { payload: Json; target: ResponseTarget } {
  const target = { channel: channel.id, user: person.id };
  const payload = {
    token: "local",
    team_id: person.teamId,
    team_domain: core.identity.team.domain,
    channel_id: channel.id,
    channel_name: channel.isDirect ? "directmessage" : channel.name,
    user_id: person.id,
    user_name: person.handle,
    command,
    text,
    api_app_id: core.identity.appId,
    is_enterprise_install: "false",
    response_url: responseUrl(core, target),
    trigger_id: core.triggers.issue({ user: person.id }),
  };
  return { payload, target };
}

/**
 * Mentions and channel names in a text as ids: `@ade` → `<@U0ADE|ade>`, `#releases` → `<#C…|releases>`. Commands carry
 * the names (`withNames`), messages the ids alone.
 */
export function escapeText(core: Core, text: string, withNames = true): string {
  const named = (id: string, name: string): string => (withNames ? `<${id}|${name}>` : `<${id}>`);
  const people = [...core.state.people.values()];
  const channels = [...core.state.channels.values()];
  const groups = [...core.state.userGroups.values()];
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll(/(?<!\S)@([a-z0-9._-]+)/g, (whole, name: string) => {
      const person = people.find((one) => one.handle === name);
      if (person !== undefined) return named(`@${person.id}`, name);
      const group = groups.find((one) => one.handle === name);
      return group === undefined ? whole : named(`!subteam^${group.id}`, `@${name}`);
    })
    .replaceAll(/(?<!\S)#([a-z0-9_-]+)/g, (whole, name: string) => {
      const channel = channels.find((one) => one.name === name);
      return channel === undefined ? whole : named(`#${channel.id}`, name);
    });
}

/** The click or choice of a person on a message. */
export function messageActionPayload(
  core: Core,
  person: Person,
  channel: Channel,
  message: Message,
  element: UsedElement,
  values: StateValues,
): Json {
  const target = { channel: channel.id, user: person.id, messageTs: message.ts };
  return {
    ...actionFacts(core, person, element),
    container: {
      type: "message",
      message_ts: message.ts,
      channel_id: channel.id,
      is_ephemeral: message.ephemeralFor !== undefined,
      ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
    },
    channel: { id: channel.id, name: channel.isDirect ? "directmessage" : channel.name },
    ...(message.ephemeralFor === undefined && { message: messagePayload(core, message) }),
    state: { values },
    response_url: responseUrl(core, target),
    trigger_id: core.triggers.issue({ user: person.id }),
  };
}

/** The click or choice of a person in a dialog or on the home tab. */
export function viewActionPayload(
  core: Core,
  person: Person,
  view: View,
  element: UsedElement,
  values: StateValues,
): Json {
  return {
    ...actionFacts(core, person, element),
    container: { type: "view", view_id: view.id },
    view: viewPayload(core, view, values),
    trigger_id: core.triggers.issue({
      user: person.id,
      ...(view.type === "modal" && { viewId: view.id }),
    }),
  };
}

function actionFacts(core: Core, person: Person, element: UsedElement): Json {
  return {
    type: "block_actions",
    ...whoAndWhere(core, person),
    actions: [{ ...element, action_ts: actionTs(core) }],
  };
}

/** A dialog that a person sends off. */
export function submissionPayload(core: Core, person: Person, view: View, values: StateValues): Json {
  return {
    type: "view_submission",
    ...whoAndWhere(core, person),
    trigger_id: core.triggers.issue({ user: person.id, viewId: view.id }),
    view: viewPayload(core, view, values),
    response_urls: [],
  };
}

/** A dialog that a person closed without sending it. */
export function closedPayload(core: Core, person: Person, view: View, isCleared: boolean): Json {
  return {
    type: "view_closed",
    ...whoAndWhere(core, person),
    view: viewPayload(core, view),
    is_cleared: isCleared,
  };
}

/** A shortcut from the menu, or from a message's menu when there is one. */
export function shortcutPayload(
  core: Core,
  person: Person,
  callbackId: string,
  on?: { channel: Channel; message: Message },
): Json {
  const facts = {
    ...whoAndWhere(core, person),
    callback_id: callbackId,
    action_ts: actionTs(core),
    trigger_id: core.triggers.issue({ user: person.id }),
  };
  if (on === undefined) return { type: "shortcut", ...facts };
  const target = { channel: on.channel.id, user: person.id, messageTs: on.message.ts };
  return {
    type: "message_action",
    ...facts,
    channel: { id: on.channel.id, name: on.channel.name },
    message_ts: on.message.ts,
    message: messagePayload(core, on.message),
    response_url: responseUrl(core, target),
  };
}

/** Tells the app of an interaction; only a dialog's submission may be answered in the acknowledgement. */
export function tellInteraction(core: Core, payload: Json): Promise<Ack> {
  return core.tell({
    kind: "interactive",
    payload,
    acceptsAnswer: payload["type"] === "view_submission",
  });
}

function whoAndWhere(core: Core, person: Person): Json {
  const { team, appId } = core.identity;
  return {
    team: { id: team.id, domain: team.domain },
    user: { id: person.id, username: person.handle, name: person.handle, team_id: person.teamId },
    api_app_id: appId,
    token: "local",
    enterprise: null,
    is_enterprise_install: false,
  };
}

function responseUrl(core: Core, target: ResponseTarget): string {
  return `${core.base()}/response/${core.responseUrls.issue(target)}`;
}

function actionTs(core: Core): string {
  return core.state.newTs();
}
