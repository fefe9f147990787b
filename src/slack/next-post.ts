import { createHash } from "node:crypto";
import type { Conversation, ConversationPart, MessagePayload } from "../release/messages.ts";

interface Content {
  part: ConversationPart;
  payload: MessagePayload;
  hash: string;
}

/** `attempt`: when a post of it was begun whose end is not known. */
export type NextPost =
  | { do: "nothing" }
  | { do: "wait"; ms: number }
  | ({ do: "post"; attempt?: number } & Content)
  | ({ do: "edit"; ts: string } & Content);

/** All edits of a workspace share about fifty a minute, so a message that changes faster than this is drawn less often. */
export const editPauseMs = 4000;

/**
 * What to send next so that Slack shows what it should: the parent first, then the replies in their order, which do
 * not wait for an edit that is not due yet. Times in milliseconds since the epoch.
 */
export function nextPost(conversation: Conversation, now: number): NextPost {
  const { desired, ts, shownHash, attempt } = conversation;
  if (ts === undefined) {
    return desired === undefined ? { do: "nothing" } : toPost({ part: "parent" }, desired, attempt);
  }
  const isStale = desired !== undefined && desired.hash !== shownHash;
  const due = (conversation.lastEditAt ?? 0) + editPauseMs;
  if (isStale && now >= due) return { do: "edit", ts, ...contentOf({ part: "parent" }, desired) };
  const [reply] = conversation.replies;
  if (reply) {
    const hash = createHash("sha256").update(JSON.stringify(reply.payload)).digest("hex");
    return toPost(
      { part: "reply", replyKey: reply.replyKey },
      { payload: reply.payload, hash },
      reply.attempt,
    );
  }
  return isStale ? { do: "wait", ms: due - now } : { do: "nothing" };
}

function toPost(
  part: ConversationPart,
  content: { payload: MessagePayload; hash: string },
  attempt: number | undefined,
): NextPost {
  return { do: "post", ...contentOf(part, content), ...(attempt === undefined ? {} : { attempt }) };
}

function contentOf(
  part: ConversationPart,
  { payload, hash }: { payload: MessagePayload; hash: string },
): Content {
  return { part, payload, hash };
}
