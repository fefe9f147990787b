import type { AddressInfo } from "node:net";
import type { Server } from "node:http";
import type { Changes } from "./changes.ts";
import type { Call, Channel, Message, Person, UserGroup, View } from "./types.ts";
import type { Core, Identity } from "./core.ts";
import { Driver } from "./driver.ts";
import type { Events } from "./events.ts";
import type { Faults } from "./faults.ts";
import { HttpMode } from "./http-mode.ts";
import type { Keeper } from "./keeper.ts";
import type { FaultWish } from "./page-acts.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { SocketMode } from "./socket-mode.ts";
import { makeTrouble } from "./trouble.ts";
import { userGroupPayload } from "./web-api/payloads.ts";
import { topView } from "./views.ts";

/** What a running workspace is made of; `startWorkspace` puts it together. */
export interface WorkspaceParts {
  core: Core;
  events: Events;
  socketMode: SocketMode;
  server: Server;
  keeper: Keeper | undefined;
  ackTimeoutMs: number;
  setLine: (line: HttpMode | SocketMode) => void;
}

/** A running local workspace: what tests and the demo hold in their hands. */
export class Workspace implements AsyncDisposable {
  readonly identity: Identity;
  readonly changes: Changes;
  readonly faults: Faults;
  readonly rateLimits: RateLimits;
  readonly socketMode: SocketMode;
  readonly #parts: WorkspaceParts;

  constructor(parts: WorkspaceParts) {
    this.#parts = parts;
    this.identity = parts.core.identity;
    this.changes = parts.core.changes;
    this.faults = parts.core.faults;
    this.rateLimits = parts.core.rateLimits;
    this.socketMode = parts.socketMode;
  }

  /** Address of the page, without a slash at the end. */
  get origin(): string {
    return this.#parts.core.base();
  }

  /** Address of the Web API, for `slackApiUrl`. */
  get url(): string {
    return `${this.origin}/api/`;
  }

  /** Where the app broke Slack's protocol so far; a good app leaves this empty. */
  get breaches(): readonly string[] {
    return this.#parts.core.breaches;
  }

  /** The person with this handle, such as `rosa`; raises an Error for an unknown one. */
  person(handle: string): Person {
    return found(this.#parts.core.state.people, (one) => one.handle === handle, handle);
  }

  /** The channel with this name; raises an Error for an unknown one. */
  channel(name: string): Channel {
    return found(this.#parts.core.state.channels, (one) => one.name === name, name);
  }

  /** The user group with this handle; raises an Error for an unknown one. */
  userGroup(handle: string): UserGroup {
    return found(this.#parts.core.state.userGroups, (one) => one.handle === handle, handle);
  }

  /** Acts as the person with this handle. */
  as(handle: string): Driver {
    return new Driver(this.#parts.core, this.#parts.events, this.person(handle).id);
  }

  /** What all members see of a channel (by name), oldest first, replies included. */
  messages(channel: string): Message[] {
    return this.#parts.core.state.shared(this.channel(channel).id);
  }

  /** The replies below a message, oldest first. */
  thread(parent: Message): Message[] {
    return this.#parts.core.state.replies(parent.channel, parent.ts);
  }

  /** The direct messages between the bot and a person, oldest first. */
  directMessages(handle: string): Message[] {
    const { core } = this.#parts;
    return core.state.shared(core.state.direct(this.person(handle).id, core.identity.botUserId).id);
  }

  /** What only this person sees, oldest first. */
  ephemerals(handle: string): Message[] {
    return this.as(handle).ephemerals();
  }

  /** The dialog on top of this person's screen. */
  modal(handle: string): View | undefined {
    return topView(this.#parts.core, this.person(handle).id);
  }

  /** The app's home tab of this person. */
  home(handle: string): View | undefined {
    return this.#parts.core.state.homes.get(this.person(handle).id);
  }

  /** Every Web API call so far, or those of one method, oldest first. */
  calls(method?: string): Call[] {
    return this.#parts.core.calls.filter((one) => method === undefined || one.method === method);
  }

  /** Resolves with what `read` gives once that is neither undefined, null nor false; looks after every change. */
  waitFor<T>(read: () => T | undefined | null | false, what?: string, timeoutMs?: number): Promise<T> {
    return this.changes.waitFor(read, what, timeoutMs);
  }

  /** Resolves once the app has at least `count` open sockets. */
  connected(count = 1): Promise<boolean> {
    return this.waitFor(() => this.socketMode.connections >= count, `${count} open sockets`);
  }

  /** Makes one of the troubles that `/page/faults` knows too. */
  trouble(wish: FaultWish): void {
    makeTrouble(this.#parts.core, this.socketMode, wish);
  }

  /** Switches to signed HTTP and proves the request URL with Slack's challenge; raises an Error when it is not echoed. */
  async useRequestUrl(requestUrl: string): Promise<void> {
    const { core, ackTimeoutMs } = this.#parts;
    const { signingSecret } = core.identity;
    const line = new HttpMode({ requestUrl, signingSecret, ackTimeoutMs, now: core.now });
    await line.verify();
    this.#parts.setLine(line);
  }

  /** Replaces the members of a user group and tells the app (`subteam_members_changed`). */
  async setGroupMembers(handle: string, handles: readonly string[]): Promise<void> {
    const { core, events } = this.#parts;
    const group = this.userGroup(handle);
    const before = group.users;
    group.users = handles.map((one) => this.person(one).id);
    core.changes.notify();
    const added = group.users.filter((id) => !before.includes(id));
    const removed = before.filter((id) => !group.users.includes(id));
    await events.send({
      type: "subteam_members_changed",
      subteam_id: group.id,
      team_id: core.identity.team.id,
      date_previous_update: Math.floor(core.now() / 1000),
      date_update: Math.floor(core.now() / 1000),
      added_users: added,
      added_users_count: added.length,
      removed_users: removed,
      removed_users_count: removed.length,
    });
  }

  /** Disables a user group, as an administrator may, and tells the app (`subteam_updated`). */
  async disableGroup(handle: string): Promise<void> {
    const { core, events } = this.#parts;
    const group = this.userGroup(handle);
    group.isDisabled = true;
    core.changes.notify();
    await events.send({ type: "subteam_updated", subteam: userGroupPayload(core, group, true) });
  }

  /** Stops the server and keeps what is to be kept. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { events, socketMode, server, keeper } = this.#parts;
    events.close();
    await socketMode.close();
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    server.closeAllConnections();
    await closed;
    await keeper?.close();
  }
}

function found<T>(all: ReadonlyMap<string, T>, isIt: (one: T) => boolean, name: string): T {
  const one = [...all.values()].find(isIt);
  if (one === undefined) throw new Error(`The workspace has no ${name}`);
  return one;
}

/** The port a listening server got. */
export function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port");
  return address.port;
}
