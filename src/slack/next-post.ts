import { createHash } from "node:crypto";
import type { Conversation, ConversationPart, MessagePayload } from "../release/messages.ts";

interface Content {
  part: ConversationPart;
  payload: MessagePayload;
  hash: string;
  /** What the content tells that people must see at once; see `Conversation`. */
  milestone?: string | undefined;
}

/** `attempt`: when a post of it was begun whose end is not known. */
export type Sending =
  | ({ do: "post"; attempt?: number } & Content)
  | ({ do: "edit"; ts: string; urgent: boolean } & Content);
export type NextPost = { do: "nothing" } | { do: "wait"; ms: number } | Sending;

/** Before these moments, in milliseconds since the epoch, nothing is posted or edited: Slack took it badly just now. */
export interface NotBefore {
  post: number;
  edit: number;
}

/**
 * What to send next so that Slack shows what it should: the parent first, then the replies in their order. Neither waits
 * for the other: an edit that is not due, or that Slack refuses, holds up no reply, and a reply no edit. Times in
 * milliseconds since the epoch, the pause between two edits in milliseconds.
 */
export function nextPost(
  conversation: Conversation,
  now: number,
  editPauseMs: number,
  notBefore: NotBefore,
): NextPost {
  const parent = parentOf(conversation, editPauseMs, notBefore);
  const candidates = [parent, replyOf(conversation, notBefore)].filter(
    (candidate) => candidate !== undefined,
  );
  const ready = candidates.find(({ due }) => due <= now);
  if (ready) return ready.sending;
  return candidates.length === 0
    ? { do: "nothing" }
    : { do: "wait", ms: Math.min(...candidates.map(({ due }) => due)) - now };
}

interface Candidate {
  sending: Sending;
  due: number;
}

function parentOf(
  conversation: Conversation,
  editPauseMs: number,
  notBefore: NotBefore,
): Candidate | undefined {
  const { desired, ts, shownHash, shownMilestone, lastEditAt, attempt } = conversation;
  if (desired === undefined || (ts !== undefined && desired.hash === shownHash)) return undefined;
  const { payload, hash, milestone } = desired;
  const content: Content = { part: { part: "parent" }, payload, hash, milestone };
  if (ts === undefined) return { sending: posting(content, attempt), due: notBefore.post };
  const urgent = milestone !== undefined && milestone !== shownMilestone;
  const own = urgent ? 0 : (lastEditAt ?? 0) + editPauseMs;
  return { sending: { do: "edit", ts, urgent, ...content }, due: Math.max(own, notBefore.edit) };
}

/** Replies are posted below the parent, so they wait for it. */
function replyOf({ ts, replies: [reply] }: Conversation, notBefore: NotBefore): Candidate | undefined {
  if (ts === undefined || reply === undefined) return undefined;
  const { replyKey, payload, attempt } = reply;
  const hash = createHash("sha256").update(JSON.stringify(payload)).digest("hex");
  return {
    sending: posting({ part: { part: "reply", replyKey }, payload, hash }, attempt),
    due: notBefore.post,
  };
}

function posting(content: Content, attempt: number | undefined): Sending {
  return { do: "post", ...content, ...(attempt !== undefined && { attempt }) };
}
