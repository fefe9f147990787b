import type { Block } from "./contract.ts";
import type { Json } from "./json.ts";

/** A member of the workspace, a guest, a stranger from a shared channel, or a bot. */
export interface Person {
  id: string;
  teamId: string;
  /** The short name the driver knows the person by, such as `rosa`. */
  handle: string;
  realName: string;
  title: string;
  email: string;
  timeZone: string;
  isRestricted: boolean;
  isUltraRestricted: boolean;
  isStranger: boolean;
  isDeleted: boolean;
  isBot: boolean;
}

/** A channel, or a direct conversation of one person with the bot (`isDirect`). */
export interface Channel {
  id: string;
  name: string;
  members: string[];
  isPrivate: boolean;
  isArchived: boolean;
  isDirect: boolean;
  isShared: boolean;
}

export interface UserGroup {
  id: string;
  handle: string;
  name: string;
  users: string[];
  isDisabled: boolean;
}

/** One message as it stands now; times are Slack's `ts` texts. */
export interface Message {
  channel: string;
  ts: string;
  threadTs?: string;
  broadcast?: boolean;
  user: string;
  isBot: boolean;
  text: string;
  blocks: Block[];
  metadata?: { event_type: string; event_payload: Json };
  ephemeralFor?: string;
  edited: boolean;
  /** How often the app changed it, edited mark or not. */
  revision: number;
  reactions: string[];
  pinned: boolean;
  fileIds: string[];
}

/** A dialog or home tab as the app last sent it, with what the workspace adds. */
export interface View {
  id: string;
  type: "modal" | "home";
  user: string;
  hash: string;
  rootViewId: string;
  previousViewId: string | null;
  externalId: string;
  callbackId: string;
  privateMetadata: string;
  clearOnClose: boolean;
  notifyOnClose: boolean;
  title: unknown;
  submit: unknown;
  close: unknown;
  blocks: Block[];
  /** Messages at the field after a refused submission, by block_id. */
  errors: Record<string, string>;
}

export interface StoredFile {
  id: string;
  name: string;
  title: string;
  /** Base64, so that the state can be kept as JSON. */
  content: string;
  mimeType: string;
  isComplete: boolean;
}

/** One Web API call as it arrived and how it ended. */
export interface Call {
  method: string;
  args: Json;
  /** `ok`, Slack's error code, or how a fault ended it (`http_500`, `cut`, `ratelimited`). */
  outcome: string;
  answer: Json;
  /** Milliseconds since the epoch by the workspace's clock. */
  at: number;
}
