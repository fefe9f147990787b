import { perform } from "./acts.ts";
import type { Block, PageAct, StateValues, UsedElement } from "./contract.ts";
import type { Ack, Core } from "./core.ts";
import type { Events } from "./events.ts";
import { textOf } from "./json.ts";
import type { Json } from "./json.ts";
import { post } from "./content.ts";
import type { Message, View } from "./types.ts";
import { elementsOf, valueFor } from "./view-values.ts";
import type { FoundElement } from "./view-values.ts";
import { topView } from "./views.ts";

/** Something with elements in it: a message or a view. */
export type Surfaced = Message | View;

/** Plain values for the elements of a dialog, by action_id or block_id: see `valueFor`. */
export type PlainValues = Record<string, string | readonly string[] | null>;

/** Acts as one person: what a test does instead of a hand on a mouse. Each act gives the app's answer or the error shown. */
export class Driver {
  readonly #core: Core;
  readonly #events: Events;
  readonly user: string;

  constructor(core: Core, events: Events, user: string) {
    this.#core = core;
    this.#events = events;
    this.user = user;
  }

  #perform(act: PageAct): Promise<Ack> {
    return perform(this.#core, this.#events, act);
  }

  /** Types a slash command, such as `/release status`; in #releases (the first channel) unless another id is given. */
  command(line: string, options: { channel?: string } = {}): Promise<Ack> {
    const [, command = line, text = ""] = /^(\S+)\s*([\s\S]*)$/.exec(line) ?? [];
    const channel = options.channel ?? this.#core.state.channels.keys().next().value ?? "";
    return this.#perform({ act: "command", user: this.user, channel, command, text });
  }

  /** Posts a message; `@` and the bot's display name mentions it. */
  message(text: string, options: { channel?: string; threadTs?: string } = {}): Promise<Ack> {
    const channel = options.channel ?? this.#core.state.channels.keys().next().value ?? "";
    const thread = options.threadTs === undefined ? {} : { threadTs: options.threadTs };
    return this.#perform({ act: "message", user: this.user, channel, text, ...thread });
  }

  /**
   * Presses a button, found by action_id (and by `value` or `blockId` where several share it). A button that is not
   * there gives `element_not_found`; one pressed in a message keeps working on a stale copy, as in Slack.
   */
  click(on: Surfaced, actionId: string, options: { value?: string; blockId?: string } = {}): Promise<Ack> {
    const found = findElement(on, actionId, options);
    if (found === undefined) return notFound();
    const { text, value, url } = found.element;
    return this.#use(on, found, {
      text,
      ...(value !== undefined && { value }),
      ...(url !== undefined && { url }),
    });
  }

  /** Chooses in a select, overflow menu, checkboxes, radio buttons or picker, by option value, id, date or time. */
  select(
    on: Surfaced,
    actionId: string,
    value: string | readonly string[] | null,
    options: { blockId?: string } = {},
  ): Promise<Ack> {
    const found = findElement(on, actionId, options);
    if (found === undefined) return notFound();
    const isMenu = found.type === "overflow";
    const state = valueFor(isMenu ? { ...found, type: "radio_buttons" } : found, value);
    return this.#use(on, found, { ...state, type: found.type }, isMenu ? {} : stateAt(found, state));
  }

  #use(on: Surfaced, found: FoundElement, facts: Json, values: StateValues = {}): Promise<Ack> {
    const ids = { action_id: found.actionId, block_id: found.blockId };
    const element: UsedElement = { ...facts, type: found.type, ...ids };
    const { user } = this;
    if ("ts" in on)
      return this.#perform({ act: "use", user, channel: on.channel, ts: on.ts, element, values });
    if (on.type === "home") return this.#perform({ act: "use-in-home", user, element, values });
    return this.#perform({ act: "use-in-view", user, viewId: on.id, element, values });
  }

  /** Sends a dialog off (the one on top by default) with these values over the ones it opened with. */
  submit(values: PlainValues = {}, view: View | undefined = this.modal()): Promise<Ack> {
    if (view === undefined) return Promise.resolve({ ok: false, error: "view_not_found" });
    const states = Object.entries(values).map(([key, value]) => {
      const found = elementsOf(view.blocks).find((one) => one.actionId === key || one.blockId === key);
      if (found === undefined) throw new Error(`The dialog has no element ${key}`);
      return stateAt(found, valueFor(found, value));
    });
    return this.#perform({ act: "submit", user: this.user, viewId: view.id, values: merge(states) });
  }

  /** Closes a dialog, the one on top by default. */
  close(view: View | undefined = this.modal()): Promise<Ack> {
    if (view === undefined) return Promise.resolve({ ok: false, error: "view_not_found" });
    return this.#perform({ act: "close", user: this.user, viewId: view.id });
  }

  /** Uses a shortcut; a message shortcut needs the message. */
  shortcut(callbackId: string, on?: Message): Promise<Ack> {
    const place = on === undefined ? {} : { channel: on.channel, ts: on.ts };
    return this.#perform({ act: "shortcut", user: this.user, callbackId, ...place });
  }

  /** Opens the app's home tab. */
  openHome(): Promise<Ack> {
    return this.#perform({ act: "open-home", user: this.user });
  }

  /** The dialog on top of this person's screen. */
  modal(): View | undefined {
    return topView(this.#core, this.user);
  }

  /** The home tab as last published for this person. */
  home(): View | undefined {
    return this.#core.state.homes.get(this.user);
  }

  /** What only this person sees, oldest first. */
  ephemerals(): Message[] {
    return this.#core.state.messages.filter((one) => one.ephemeralFor === this.user);
  }

  /** A message of this person in a channel, without telling the app: to have something to react to. */
  leave(text: string, channel: string): Message {
    return post(this.#core, { channel, user: this.user, isBot: false, text, blocks: [] });
  }
}

function notFound(): Promise<Ack> {
  return Promise.resolve({ ok: false, error: "element_not_found" });
}

function findElement(
  on: { blocks: Block[] },
  actionId: string,
  options: { value?: string; blockId?: string },
): FoundElement | undefined {
  return elementsOf(on.blocks).find(
    (one) =>
      one.actionId === actionId &&
      (options.blockId === undefined || one.blockId === options.blockId) &&
      (options.value === undefined || textOf(one.element["value"]) === options.value),
  );
}

function stateAt(found: FoundElement, state: Json): StateValues {
  return { [found.blockId]: { [found.actionId]: state } };
}

function merge(states: readonly StateValues[]): StateValues {
  const merged: StateValues = {};
  for (const state of states) {
    for (const [blockId, actions] of Object.entries(state)) {
      merged[blockId] = { ...merged[blockId], ...actions };
    }
  }
  return merged;
}
