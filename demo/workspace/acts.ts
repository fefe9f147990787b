import { z } from "zod";
import type { Block, PageAct, StateValues, UsedElement } from "./contract.ts";
import { post } from "./content.ts";
import type { Ack, Core } from "./core.ts";
import type { Events } from "./events.ts";
import {
  commandPayload,
  escapeText,
  messageActionPayload,
  shortcutPayload,
  tellInteraction,
  viewActionPayload,
} from "./interactions.ts";
import { showAnswer } from "./response-route.ts";
import { SlackError } from "./slack-error.ts";
import { closeByHand, submitView } from "./submissions.ts";
import type { Channel, Message, Person, View } from "./types.ts";
import { elementsOf, stateOf } from "./view-values.ts";

/** Does what a person did on the page or through the driver, and says what the person is told. */
export async function perform(core: Core, events: Events, act: PageAct): Promise<Ack> {
  try {
    return await performAs(core, events, personOf(core, act.user), act);
  } catch (error) {
    if (error instanceof SlackError) {
      const detail = error.extra["errors"];
      return { ok: false, error: Array.isArray(detail) ? `${error.code}: ${detail.join("; ")}` : error.code };
    }
    if (error instanceof z.ZodError) return { ok: false, error: `invalid_answer: ${z.prettifyError(error)}` };
    throw error;
  }
}

function performAs(core: Core, events: Events, person: Person, act: PageAct): Promise<Ack> {
  switch (act.act) {
    case "message":
      return say(core, events, person, act);
    case "command":
      return command(core, person, act);
    case "use":
      return useOnMessage(core, person, act);
    case "use-in-view":
      return useInView(core, person, modalOf(core, person, act.viewId), act);
    case "use-in-home":
      return useInView(core, person, homeOf(core, person), act);
    case "submit":
      return submitView(core, person, modalOf(core, person, act.viewId), act.values);
    case "close":
      return closeByHand(core, person, modalOf(core, person, act.viewId));
    case "shortcut":
      return shortcut(core, person, act);
    case "open-home":
      return openHome(core, events, person);
  }
}

async function say(
  core: Core,
  events: Events,
  person: Person,
  act: Extract<PageAct, { act: "message" }>,
): Promise<Ack> {
  const channel = memberChannel(core, person, act.channel);
  const text = mentionBot(core, escapeText(core, act.text, false));
  const message = post(core, {
    channel: channel.id,
    user: person.id,
    isBot: false,
    text,
    blocks: [],
    ...(act.threadTs !== undefined && { threadTs: act.threadTs }),
  });
  const facts = {
    user: person.id,
    team: core.identity.team.id,
    user_team: person.teamId,
    text,
    ts: message.ts,
    event_ts: message.ts,
    channel: channel.id,
    ...(act.threadTs !== undefined && { thread_ts: act.threadTs }),
  };
  if (channel.isDirect) {
    await events.send({ type: "message", channel_type: "im", ...facts }, "message.im");
  } else if (text.includes(`<@${core.identity.botUserId}>`) && isBotHere(core, channel)) {
    await events.send({ type: "app_mention", ...facts });
  }
  return { ok: true, answer: undefined };
}

function isBotHere(core: Core, channel: Channel): boolean {
  return channel.members.includes(core.identity.botUserId);
}

function mentionBot(core: Core, text: string): string {
  const name = core.manifest.botName.replaceAll(/[^\w-]/g, String.raw`\$&`);
  return text
    .replaceAll(new RegExp(`(?<!\\S)@${name}(?![\\w-])`, "gi"), `<@${core.identity.botUserId}>`)
    .replaceAll(`&lt;@${core.identity.botUserId}&gt;`, `<@${core.identity.botUserId}>`);
}

async function command(core: Core, person: Person, act: Extract<PageAct, { act: "command" }>): Promise<Ack> {
  const channel = memberChannel(core, person, act.channel);
  const known = core.manifest.commands.find((one) => one.command === act.command);
  if (known === undefined) return { ok: false, error: "invalid_command" };
  const text = known.should_escape ? escapeText(core, act.text.trim()) : act.text.trim();
  const { payload, target } = commandPayload(core, person, channel, known.command, text);
  const ack = await core.tell({ kind: "slash_commands", payload, acceptsAnswer: true });
  if (ack.ok) showAnswer(core, target, ack.answer);
  return ack;
}

async function useOnMessage(core: Core, person: Person, act: Extract<PageAct, { act: "use" }>): Promise<Ack> {
  const { channel, message } = visibleMessage(core, person, act.channel, act.ts);
  // A client that has not caught up with an edit still shows, and sends, what was there before.
  if (message.revision === 0) checkElement(message.blocks, act.element);
  const values = stateOf(message.blocks, act.values);
  return tellInteraction(core, messageActionPayload(core, person, channel, message, act.element, values));
}

async function useInView(
  core: Core,
  person: Person,
  view: View,
  act: { element: UsedElement; values: StateValues },
): Promise<Ack> {
  checkElement(view.blocks, act.element);
  const values = stateOf(view.blocks, act.values);
  return tellInteraction(core, viewActionPayload(core, person, view, act.element, values));
}

function checkElement(blocks: readonly Block[], used: UsedElement): void {
  const isThere = elementsOf(blocks).some(
    (one) => one.blockId === used.block_id && one.actionId === used.action_id && one.type === used.type,
  );
  if (!isThere) throw new SlackError("element_not_found");
}

async function shortcut(
  core: Core,
  person: Person,
  act: Extract<PageAct, { act: "shortcut" }>,
): Promise<Ack> {
  const known = core.manifest.shortcuts.find((one) => one.callback_id === act.callbackId);
  if (known === undefined) return { ok: false, error: "invalid_shortcut" };
  if (known.type === "global") {
    return tellInteraction(core, shortcutPayload(core, person, known.callback_id));
  }
  const on = visibleMessage(core, person, act.channel ?? "", act.ts ?? "");
  return tellInteraction(core, shortcutPayload(core, person, known.callback_id, on));
}

async function openHome(core: Core, events: Events, person: Person): Promise<Ack> {
  const home = core.state.homes.get(person.id);
  const { id } = core.state.direct(person.id, core.identity.botUserId);
  return events.send({
    type: "app_home_opened",
    user: person.id,
    channel: id,
    tab: "home",
    ...(home !== undefined && { view: { id: home.id, hash: home.hash, type: "home" } }),
  });
}

function personOf(core: Core, id: string): Person {
  const person = core.state.people.get(id);
  if (person === undefined) throw new SlackError("user_not_found");
  return person;
}

function memberChannel(core: Core, person: Person, id: string): Channel {
  const channel = core.state.channels.get(id);
  if (channel === undefined) throw new SlackError("channel_not_found");
  if (!channel.members.includes(person.id)) throw new SlackError("not_in_channel");
  if (channel.isArchived) throw new SlackError("is_archived");
  return channel;
}

function visibleMessage(
  core: Core,
  person: Person,
  id: string,
  ts: string,
): { channel: Channel; message: Message } {
  const channel = core.state.channels.get(id);
  const message = core.state.message(id, ts);
  if (channel === undefined || message === undefined) throw new SlackError("message_not_found");
  const isForOther = message.ephemeralFor !== undefined && message.ephemeralFor !== person.id;
  if (isForOther || !channel.members.includes(person.id)) throw new SlackError("message_not_found");
  return { channel, message };
}

function modalOf(core: Core, person: Person, viewId: string): View {
  const view = core.state.modals.get(person.id)?.find((one) => one.id === viewId);
  if (view === undefined) throw new SlackError("view_not_found");
  return view;
}

function homeOf(core: Core, person: Person): View {
  const view = core.state.homes.get(person.id);
  if (view === undefined) throw new SlackError("view_not_found");
  return view;
}
