import { randomUUID } from "node:crypto";
import { type Lease, leaseOf, type LeaseParts } from "./lease.ts";
import { nextPost } from "./next-post.ts";
import { send, type SendingParts } from "./sending.ts";

export type DeliveryParts = LeaseParts & SendingParts;

/** After so many milliseconds a conversation that somebody else delivers is looked at again. */
const busyMs = 300;

/**
 * Brings a conversation in Slack up to what it should show: the parent, and its replies in order. Answers after how
 * many milliseconds to come again, or undefined when nothing is left to do. A failure of Slack is a pause, never an
 * error, and an edit that fails holds up no reply; a failure of the store is raised.
 */
export async function deliverConversation(key: string, parts: DeliveryParts): Promise<number | undefined> {
  const lease = leaseOf(key, randomUUID(), parts);
  if (!(await lease.take())) return busyMs;
  try {
    return await catchUp(key, lease, parts);
  } finally {
    await lease.release();
  }
}

async function catchUp(key: string, lease: Lease, parts: DeliveryParts): Promise<number | undefined> {
  const notBefore = { post: 0, edit: 0 };
  for (;;) {
    const conversation = await parts.store.read(key);
    if (!conversation) return undefined;
    const next = nextPost(conversation, parts.clock(), parts.edits.pauseMs, notBefore);
    if (next.do === "nothing") return undefined;
    if (next.do === "wait") return next.ms;
    const outcome = await send(next, conversation, { ...parts, lease });
    if (outcome === "lapsed") return busyMs;
    if (outcome !== "settled") notBefore[next.do] = parts.clock() + outcome.pause;
    if (!(await lease.take())) return busyMs;
  }
}
