/**
 * What the page of the local workspace and its server say to each other. The page reads the whole state of one
 * person (`GET /page/state?user=U…`), reads it again whenever `GET /page/events` (server-sent events) says
 * `changed`, and sends what the person does as one `PageAct` (`POST /page/act`, answered with a `PageAnswer`).
 */

/** A Block Kit block as Slack sends it; the page draws it, the server checks it. */
export type Block = { type: string; block_id?: string } & Record<string, unknown>;

export interface PagePerson {
  id: string;
  name: string;
  /** What the person is here for, in words: "release manager", "approver", "engineer", "guest". */
  title: string;
  timeZone: string;
  isGuest: boolean;
}

export interface PageChannel {
  id: string;
  name: string;
  /** False where this person is not a member and cannot see the messages. */
  isMember: boolean;
}

export interface PageMessage {
  channel: string;
  ts: string;
  /** The parent's `ts` when this is a reply in a thread. */
  threadTs?: string;
  /** True when a reply was also sent to the channel. */
  broadcast?: boolean;
  /** A person's id, or the bot's user id. */
  user: string;
  isBot: boolean;
  text: string;
  blocks: Block[];
  /** Set when only this person sees it. */
  ephemeralFor?: string;
  edited: boolean;
  replyCount: number;
  /** Files that came with it, in `PageState.files`. */
  fileIds?: string[];
}

/** One view of the stack of dialogs; the last one is on top. */
export interface PageModal {
  viewId: string;
  view: { type: "modal"; title: unknown; submit?: unknown; close?: unknown; blocks: Block[] } & Record<
    string,
    unknown
  >;
  /** Messages at the field, by block_id, after a refused submission. */
  errors: Record<string, string>;
}

export interface PageFile {
  id: string;
  name: string;
  url: string;
}

export interface PageState {
  team: { id: string; name: string };
  /** Seconds since the epoch by the server's clock. */
  now: number;
  me: PagePerson;
  people: PagePerson[];
  bot: { userId: string; name: string; isConnected: boolean };
  userGroups: { id: string; handle: string; name: string; users: string[] }[];
  channels: PageChannel[];
  /** All messages this person may see, oldest first. */
  messages: PageMessage[];
  files: PageFile[];
  modals: PageModal[];
  /** The blocks of the app's home tab for this person; null before the app published one. */
  home: Block[] | null;
  commands: { command: string; description: string; usageHint: string }[];
  shortcuts: { callbackId: string; name: string; type: "global" | "message" }[];
}

/** Values of a view or message as Slack sends them: block_id → action_id → state of the element. */
export type StateValues = Record<string, Record<string, Record<string, unknown>>>;

/** The element that was used, as Slack sends it in `actions[0]` (type, action_id, block_id, value, selected_option, …). */
export type UsedElement = { type: string; action_id: string; block_id: string } & Record<string, unknown>;

export type PageAct =
  | { act: "message"; user: string; channel: string; text: string; threadTs?: string }
  | { act: "command"; user: string; channel: string; command: string; text: string }
  | { act: "use"; user: string; channel: string; ts: string; element: UsedElement; values: StateValues }
  | { act: "use-in-view"; user: string; viewId: string; element: UsedElement; values: StateValues }
  | { act: "use-in-home"; user: string; element: UsedElement; values: StateValues }
  | { act: "submit"; user: string; viewId: string; values: StateValues }
  | { act: "close"; user: string; viewId: string }
  | { act: "shortcut"; user: string; callbackId: string; channel?: string; ts?: string }
  | { act: "open-home"; user: string };

/** `ok: false` carries what Slack's own client would show: `operation_timeout` after 3 s without an answer, or the app is not connected. */
export type PageAnswer = { ok: true } | { ok: false; error: string };
