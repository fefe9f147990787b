import type { Block } from "./contract.ts";
import { isJson, jsonOf, listOf, textOf } from "./json.ts";
import type { Channel, Message, Person, StoredFile, UserGroup, View } from "./types.ts";

/** The part of the state that outlives a restart. */
export interface KeptState {
  counter: number;
  messages: Message[];
  homes: View[];
  direct: Channel[];
  files: StoredFile[];
}

/** The people and things of the workspace as they are now. */
export class State {
  readonly people: Map<string, Person>;
  readonly channels: Map<string, Channel>;
  readonly userGroups: Map<string, UserGroup>;
  readonly homes = new Map<string, View>();
  /** The open dialogs of each person, the top one last. */
  readonly modals = new Map<string, View[]>();
  readonly files = new Map<string, StoredFile>();
  readonly messages: Message[] = [];
  readonly #now: () => number;
  #counter = 0;

  constructor(people: Person[], channels: Channel[], userGroups: UserGroup[], now: () => number) {
    this.people = new Map(people.map((one) => [one.id, one]));
    this.channels = new Map(channels.map((one) => [one.id, one]));
    this.userGroups = new Map(userGroups.map((one) => [one.id, one]));
    this.#now = now;
  }

  /** A new id that starts with `prefix`, never given before, restarts included. */
  newId(prefix: string): string {
    this.#counter += 1;
    return `${prefix}${this.#counter.toString(36).toUpperCase().padStart(7, "0")}`;
  }

  /** A new message time: seconds by the clock, then a number that never repeats. */
  newTs(): string {
    this.#counter += 1;
    return `${Math.floor(this.#now() / 1000)}.${String(this.#counter % 1_000_000).padStart(6, "0")}`;
  }

  message(channel: string, ts: string): Message | undefined {
    return this.messages.find((one) => one.channel === channel && one.ts === ts);
  }

  /** Messages of a channel that all members see, oldest first, replies included. */
  shared(channel: string): Message[] {
    return this.messages.filter((one) => one.channel === channel && one.ephemeralFor === undefined);
  }

  replies(channel: string, ts: string): Message[] {
    return this.shared(channel).filter((one) => one.threadTs === ts);
  }

  remove(message: Message): void {
    const at = this.messages.indexOf(message);
    if (at >= 0) this.messages.splice(at, 1);
  }

  /** The open dialog with this id, of whoever has it open. */
  modal(viewId: string): View | undefined {
    return [...this.modals.values()].flat().find((one) => one.id === viewId);
  }

  /** The direct conversation of a person with the bot, made on first use. */
  direct(user: string, bot: string): Channel {
    for (const channel of this.channels.values()) {
      if (channel.isDirect && channel.members.includes(user)) return channel;
    }
    const channel: Channel = {
      id: this.newId("D0"),
      name: `direct-${user}`,
      members: [user, bot],
      isPrivate: true,
      isArchived: false,
      isDirect: true,
      isShared: false,
    };
    this.channels.set(channel.id, channel);
    return channel;
  }

  keep(): KeptState {
    return {
      counter: this.#counter,
      messages: this.messages.filter((one) => one.ephemeralFor === undefined),
      homes: [...this.homes.values()],
      direct: [...this.channels.values()].filter((one) => one.isDirect),
      files: [...this.files.values()],
    };
  }

  restore(kept: KeptState): void {
    this.#counter = kept.counter;
    this.messages.push(...kept.messages);
    for (const home of kept.homes) this.homes.set(home.user, home);
    for (const channel of kept.direct) this.channels.set(channel.id, channel);
    for (const file of kept.files) this.files.set(file.id, file);
  }
}

/** The blocks with the ids that Slack adds where the app gave none. */
export function withIds(blocks: readonly Block[], newId: (prefix: string) => string): Block[] {
  return blocks.map((block) => {
    const named: Block = { ...block, block_id: block.block_id ?? newId("b") };
    if (Array.isArray(named["elements"]) && (named.type === "actions" || named.type === "context_actions")) {
      named["elements"] = listOf(named["elements"]).map((element) => withActionId(element, newId));
    }
    for (const key of ["accessory", "element"]) {
      if (isJson(named[key])) named[key] = withActionId(named[key], newId);
    }
    if (named.type === "container") {
      named["child_blocks"] = withIds(blocksOf(named["child_blocks"]), newId);
    }
    return named;
  });
}

function withActionId(element: unknown, newId: (prefix: string) => string): unknown {
  const found = jsonOf(element);
  if (found["type"] === "image") return element;
  return { ...found, action_id: textOf(found["action_id"]) ?? newId("a") };
}

/** The list's members that look like blocks. */
export function blocksOf(value: unknown): Block[] {
  return listOf(value).filter(isBlock);
}

function isBlock(value: unknown): value is Block {
  return isJson(value) && typeof value["type"] === "string";
}
