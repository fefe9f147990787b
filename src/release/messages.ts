/** A finished message: `blocks` are Block Kit, `text` is a full sentence for notifications and screen readers. */
export interface MessagePayload {
  text: string;
  blocks: { type: string; block_id?: string }[];
}

/** Posts what people see, through a store that survives outages of Slack and of ourselves. */
export interface Messenger {
  /**
   * Makes this the content of the one living message of the conversation; an older `rev` never replaces a newer. A new
   * `milestone`, such as a decision or an end, is shown at once; what changes within one may wait a few seconds.
   */
  show(
    conversation: { key: string; channel: string },
    payload: MessagePayload,
    rev: number,
    milestone?: string,
  ): Promise<void>;
  /** Adds a reply to the conversation's thread, once per reply key, in the order in which they were added. */
  reply(
    conversation: { key: string; channel: string },
    replyKey: string,
    payload: MessagePayload,
  ): Promise<void>;
  /** A link to the living message once it is posted. */
  permalink(conversationKey: string): Promise<string | undefined>;
}

/** Where a message of a conversation stands: the living message itself, or one reply of its thread. */
export type ConversationPart = { part: "parent" } | { part: "reply"; replyKey: string };

/** What is known of one conversation: what it should show, what it shows, and the replies that wait to be posted. */
export interface Conversation {
  key: string;
  channel: string;
  /** The newest wanted content of the parent with its hash; absent as long as only replies were added. */
  desired?: { payload: MessagePayload; rev: number; hash: string; milestone?: string };
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
    key: string,
    channel: string,
    payload: MessagePayload,
    rev: number,
    milestone?: string,
  ): Promise<"stored" | "stale">;
  /** Adds a reply once per reply key; "exists" also after it was posted. */
  addReply(
    key: string,
    channel: string,
    replyKey: string,
    payload: MessagePayload,
  ): Promise<"stored" | "exists">;
  read(key: string): Promise<Conversation | undefined>;
  /** Takes or renews the right to post for `ms` milliseconds; false while another token holds it. */
  lease(key: string, token: string, ms: number): Promise<boolean>;
  releaseLease(key: string, token: string): Promise<void>;
  /**
   * Notes that a post begins, before it does, or (without a time) that it surely did not happen; false when the lease is
   * no longer the token's: do not post.
   */
  noteAttempt(key: string, part: ConversationPart, token: string, at: number | undefined): Promise<boolean>;
  /** Records a post or edit and clears its attempt; false when the lease is no longer the token's. */
  notePosted(key: string, part: ConversationPart, token: string, receipt: Receipt): Promise<boolean>;
  /** Keys of conversations with something not yet shown, longest waiting first. */
  pending(limit: number): Promise<string[]>;
}
