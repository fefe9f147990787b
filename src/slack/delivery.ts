import { randomUUID } from "node:crypto";
import type { WebClient } from "@slack/web-api";
import type { Clock } from "../release/clock.ts";
import type { Conversation, ConversationStore } from "../release/messages.ts";
import type { CallFailure } from "./clients.ts";
import { type NextPost, nextPost } from "./next-post.ts";
import { edit, findPosted, post, type Post } from "./posting.ts";
import type { Undeliverable } from "./undeliverable.ts";

export interface DeliveryParts {
  store: ConversationStore;
  /** The background client. */
  client: WebClient;
  clock: Clock;
  undeliverable: Undeliverable;
}

/** One holder of the lease on one conversation. */
interface Delivery extends DeliveryParts {
  key: string;
  token: string;
}

/** Longer than the calls between two renewals may take. */
const leaseMs = 30_000;
/** After these pauses the conversation is looked at again. */
const busyMs = 1000;
const unansweredMs = 5000;
const undeliverableMs = 60_000;

/**
 * Brings a conversation in Slack up to what it should show: the parent, then its replies in order. Answers after how
 * many milliseconds to come again, or undefined when nothing is left to do. A failure of Slack is a pause, never an
 * error; a failure of the store is raised.
 */
export async function deliverConversation(key: string, parts: DeliveryParts): Promise<number | undefined> {
  const delivery = { ...parts, key, token: randomUUID() };
  if (!(await parts.store.lease(key, delivery.token, leaseMs))) return busyMs;
  try {
    return await catchUp(delivery);
  } finally {
    await parts.store.releaseLease(key, delivery.token);
  }
}

async function catchUp(delivery: Delivery): Promise<number | undefined> {
  for (;;) {
    const conversation = await delivery.store.read(delivery.key);
    if (!conversation) return undefined;
    const next = nextPost(conversation, delivery.clock());
    if (next.do === "nothing") return undefined;
    if (next.do === "wait") return next.ms;
    const pause = await perform(next, conversation, delivery);
    if (pause !== undefined) return pause;
    if (!(await delivery.store.lease(delivery.key, delivery.token, leaseMs))) return busyMs;
  }
}

type Sending = Extract<NextPost, { do: "post" | "edit" }>;

async function perform(
  next: Sending,
  conversation: Conversation,
  delivery: Delivery,
): Promise<number | undefined> {
  if (next.do === "post") return place(next, conversation, delivery);
  const { channel } = conversation;
  const outcome = await edit(delivery.client, { channel, ts: next.ts }, next.payload);
  if (outcome.kind === "done") return record(next, outcome.result, delivery);
  if (!isGone(outcome)) return pauseAfter(outcome, channel, delivery);
  return placeParentAnew(conversation, delivery);
}

/** Posts once: notes that it begins, and after a lost answer or a crash looks for the message before it posts again. */
async function place(
  next: Extract<NextPost, { do: "post" }>,
  conversation: Conversation,
  delivery: Delivery,
): Promise<number | undefined> {
  const message = messageOf(next, conversation);
  if (next.attempt !== undefined) {
    const found = await findPosted(delivery.client, message, next.attempt);
    if (found.kind !== "done" && !isGone(found)) return pauseAfter(found, message.channel, delivery);
    if (found.kind === "done" && found.result !== undefined) return recordFound(next, found.result, delivery);
  }
  const { store, key, token, clock } = delivery;
  if (!(await store.noteAttempt(key, next.part, token, clock()))) return busyMs;
  const outcome = await post(delivery.client, message);
  if (outcome.kind === "done") return record(next, outcome.result, delivery);
  if (next.part.part === "reply" && isGone(outcome)) return placeParentAnew(conversation, delivery);
  return pauseAfter(outcome, message.channel, delivery);
}

/** Somebody deleted the parent: a new one takes its place, and the replies that still wait go there. */
async function placeParentAnew(conversation: Conversation, delivery: Delivery): Promise<number | undefined> {
  const { desired, attempt } = conversation;
  if (!desired) return undeliverableMs;
  const content = { part: { part: "parent" } as const, payload: desired.payload, hash: desired.hash };
  return place(
    { do: "post", ...content, ...(attempt === undefined ? {} : { attempt }) },
    conversation,
    delivery,
  );
}

async function record(next: Sending, ts: string, delivery: Delivery): Promise<number | undefined> {
  const { store, key, token, clock, undeliverable } = delivery;
  const receipt = { ts, hash: next.hash, at: clock() };
  if (!(await store.notePosted(key, next.part, token, receipt))) return busyMs;
  await undeliverable.clear();
  return undefined;
}

/** What was found may be an earlier rendering than the one now wanted: an edit follows if it is. */
async function recordFound(next: Sending, ts: string, delivery: Delivery): Promise<number | undefined> {
  const hash = next.part.part === "parent" ? "found" : next.hash;
  return record({ ...next, hash }, ts, delivery);
}

function messageOf(next: Sending, { key, channel, ts }: Conversation): Post & { key: string } {
  const { part, payload } = next;
  if (part.part === "parent") return { channel, key, payload };
  return { channel, key: `${key}/${part.replyKey}`, payload, ...(ts === undefined ? {} : { thread: ts }) };
}

function isGone(failure: CallFailure): boolean {
  return (
    failure.kind === "refused" &&
    (failure.error === "message_not_found" || failure.error === "thread_not_found")
  );
}

async function pauseAfter(
  failure: CallFailure,
  channel: string,
  { undeliverable }: Delivery,
): Promise<number> {
  if (failure.kind === "rate-limited") return failure.retryAfterMs;
  if (failure.kind === "unknown-outcome") return unansweredMs;
  await undeliverable.note(channel, failure.error);
  return undeliverableMs;
}
