/** A finished message: `blocks` are Block Kit, `text` is a full sentence for notifications and screen readers. */
export interface MessagePayload {
  text: string;
  blocks: { type: string; block_id?: string }[];
  /** Sent in place of the rest, which is said where Slack takes no file. Only replies carry one; its name is unique in the thread. */
  file?: TextFile;
}

/** A text that is sent as a file, with a sentence above it. */
export interface TextFile {
  name: string;
  text: string;
  comment: string;
}

/** What stays the same of a conversation, and the Slack channel that it is in. */
export interface ConversationName {
  key: string;
  channel: string;
}

/** How a content is to be shown. */
export interface Wish {
  /** What it tells that people must see at once, such as a decision or an end. */
  milestone?: string;
  /** Until when it may be posted, by the clock of the store, in milliseconds since the epoch; for edits it does not count. */
  goodUntil?: number;
}

/** `unsure`: a post of it was begun whose end is not known; it will be looked for, and not be posted again. */
export type TakenBack = "taken back" | "posted" | "unsure";

/** Posts what people see, through a store that survives outages of Slack and of ourselves. */
export interface Messenger {
  /**
   * Makes this the content of the one living message of the conversation; an older `rev` never replaces a newer. A new
   * milestone is shown at once; what changes within one may wait a few seconds.
   */
  show(conversation: ConversationName, payload: MessagePayload, rev: number, wish?: Wish): Promise<void>;
  /** Adds a reply to the conversation's thread, once per reply key, in the order in which they were added. */
  reply(conversation: ConversationName, replyKey: string, payload: MessagePayload): Promise<void>;
  /** When the living message was posted, in milliseconds since the epoch. */
  postedAt(conversationKey: string): Promise<number | undefined>;
  /** Takes back what was not posted yet, and everything that was asked for before the moment `at`. */
  takeBack(conversation: ConversationName, at: number): Promise<TakenBack>;
  /** Posts the living message anew if somebody has deleted it, for what people must be able to find and answer. */
  bringBack(conversationKey: string): Promise<void>;
  /** A link to the living message while it is there, if Slack gives one within a second. */
  permalink(conversationKey: string): Promise<string | undefined>;
}

/** Where a message of a conversation stands: the living message itself, or one reply of its thread. */
export type ConversationPart = { part: "parent" } | { part: "reply"; replyKey: string };

/** What is known of one conversation: what it should show, what it shows, and the replies that wait to be posted. */
export interface Conversation {
  key: string;
  channel: string;
  /** The newest wanted content of the parent with its hash; absent as long as only replies were added. */
  desired?: { payload: MessagePayload; rev: number; hash: string } & Wish;
  /** Slack's timestamp of the parent once it is posted. */
  ts?: string;
  /** The hash of what the parent shows; up to date when it equals `desired.hash`. */
  shownHash?: string;
  shownMilestone?: string;
  lastEditAt?: number;
  /** When a post of the parent was last begun whose end is not known; look for it before posting again. */
  attempt?: number;
  /** Replies that are not posted yet, in the order in which they were added, at most 100. */
  replies: { replyKey: string; payload: MessagePayload; attempt?: number }[];
}

/** The receipt of a post or edit: Slack's timestamp, the hash of what was sent, and when. */
export interface Receipt {
  ts: string;
  hash: string;
  at: number;
  milestone?: string;
}

/** What was to be posted, and what was: the memory of the messenger. Writes of a lapsed lease are refused. */
export interface ConversationStore {
  /** Stores what the parent should show; "stale" (and nothing changed) when a newer `rev` is stored. */
  want(
    conversation: ConversationName,
    payload: MessagePayload,
    rev: number,
    wish?: Wish,
  ): Promise<"stored" | "stale">;
  takeBack(conversation: ConversationName, at: number): Promise<TakenBack>;
  /** Forgets a content that was not posted in time, with its attempt; false when it is no longer the one wanted. */
  lapse(key: string, token: string, hash: string): Promise<boolean>;
  /** Adds a reply once per reply key; "exists" also after it was posted. */
  addReply(
    conversation: ConversationName,
    replyKey: string,
    payload: MessagePayload,
  ): Promise<"stored" | "exists">;
  read(key: string): Promise<Conversation | undefined>;
  /**
   * Takes or renews the right to post for `ms` milliseconds; false while a token of another holder has it, which is one that
   * does not begin with `holder`.
   */
  lease(key: string, token: string, ms: number, holder?: string): Promise<boolean>;
  releaseLease(key: string, token: string): Promise<void>;
  /**
   * Notes that a post begins, before it does, or (without a time) that it surely did not happen; false when the lease is
   * no longer the token's, or the content was taken back: do not post.
   */
  noteAttempt(key: string, part: ConversationPart, token: string, at: number | undefined): Promise<boolean>;
  /** Records a post or edit and clears its attempt; false when the lease is no longer the token's. */
  notePosted(key: string, part: ConversationPart, token: string, receipt: Receipt): Promise<boolean>;
  /** Forgets what the parent shows, so that it is sent again; false when the parent is another message by now. */
  forgetShown(key: string, ts: string): Promise<boolean>;
  /** Keys of conversations with something not yet shown, longest waiting first. */
  pending(limit: number): Promise<string[]>;
}
