import type { CallFailure } from "./clients.ts";

/** Refusals of what a message holds: the same content will be refused again. */
export const badContent: ReadonlySet<string> = new Set([
  "invalid_blocks",
  "invalid_blocks_format",
  "msg_blocks_too_long",
  "msg_too_long",
  "no_text",
  "invalid_attachments",
  "too_many_attachments",
  "metadata_too_large",
  "invalid_arguments",
]);

/** The message, or the parent of the thread, is no longer there. */
const gone: ReadonlySet<string> = new Set(["message_not_found", "thread_not_found"]);

/** The message is there and will never change again, by us. */
const uneditable: ReadonlySet<string> = new Set([
  "edit_window_closed",
  "cant_update_message",
  "cant_broadcast_message",
  "block_mismatch",
  "is_inactive",
]);

/**
 * What a failed call means for the message that it was about: `gone` and `uneditable` ask for a new one, `content` for
 * giving this content up, and `trouble` (limits, outages, channels and rights) for another try later.
 */
export type Meaning = "gone" | "uneditable" | "content" | "trouble";

/** Reads the meaning of a failure out of the word that Slack gives it. */
export function meaningOf(failure: CallFailure): Meaning {
  if (failure.kind !== "refused") return "trouble";
  if (gone.has(failure.error)) return "gone";
  if (uneditable.has(failure.error)) return "uneditable";
  return badContent.has(failure.error) ? "content" : "trouble";
}
