import { randomUUID } from "node:crypto";
import { type Lease, leaseOf, type LeaseParts } from "./lease.ts";
import { nextPost } from "./next-post.ts";
import { send, type SendingParts } from "./sending.ts";

/** One process that delivers: its name among all, and the conversations that it is delivering now. */
export interface Deliverer {
  name: string;
  busyWith: Set<string>;
}

export type DeliveryParts = LeaseParts & SendingParts & { deliverer: Deliverer };

/** After so many milliseconds a conversation that somebody else delivers is looked at again. */
const busyMs = 300;

/** A process that delivers nothing yet; no other one has its name. */
export function newDeliverer(): Deliverer {
  return { name: randomUUID(), busyWith: new Set() };
}

/**
 * Brings a conversation in Slack up to what it should show: the parent, and its replies in order. Answers after how
 * many milliseconds to come again, or undefined when nothing is left to do. A failure of Slack is a pause, never an
 * error, and an edit that fails holds up no reply; a failure of the store is raised.
 */
export async function deliverConversation(key: string, parts: DeliveryParts): Promise<number | undefined> {
  const { name, busyWith } = parts.deliverer;
  if (busyWith.has(key)) return busyMs;
  busyWith.add(key);
  try {
    return await deliverUnder(leaseOf(key, name, parts), parts);
  } finally {
    busyWith.delete(key);
  }
}

async function deliverUnder(lease: Lease, parts: DeliveryParts): Promise<number | undefined> {
  if (!(await lease.take())) return busyMs;
  try {
    return await catchUp(lease, parts);
  } finally {
    // When nobody answers it stays ours, and the next delivery of this process goes on with it.
    await lease.release();
  }
}

async function catchUp(lease: Lease, parts: DeliveryParts): Promise<number | undefined> {
  const notBefore = { post: 0, edit: 0 };
  for (;;) {
    const conversation = await parts.store.read(lease.key);
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
