import type { WebClient } from "@slack/web-api";
import type { Clock } from "../release/clock.ts";
import { isOfChannel } from "../release/channel-trouble.ts";
import type { Conversation, ConversationStore } from "../release/messages.ts";
import type { WorkQueue } from "../release/work.ts";
import type { CallFailure } from "./clients.ts";
import type { Lease } from "./lease.ts";
import type { Log } from "./log.ts";
import type { Sending } from "./next-post.ts";
import { edit, findPosted, post, type Post } from "./posting.ts";
import { meaningOf } from "./refusals.ts";
import type { Undeliverable } from "./undeliverable.ts";

export interface SendingParts {
  store: ConversationStore;
  /** The background client. */
  client: WebClient;
  clock: Clock;
  /** The clock that all replicas share. */
  sharedClock: () => Promise<number>;
  undeliverable: Undeliverable;
  /** Takes the wish to say elsewhere that a channel refuses. */
  queue: WorkQueue;
  log: Log;
}

type Delivery = SendingParts & { lease: Lease };

/** After these pauses, in milliseconds, it is tried again. */
const unansweredMs = 5000;
const undeliverableMs = 60_000;

/** What became of a sending: sent or given up for good, to be tried again after a pause, or no longer ours to send. */
export type Outcome = "settled" | { pause: number } | "lapsed";

/** Sends one part of a conversation under its lease, and stores what became of it; what Slack refuses is no error. */
export async function send(next: Sending, conversation: Conversation, delivery: Delivery): Promise<Outcome> {
  if (next.do === "post") return place(next, conversation, delivery);
  const { channel } = conversation;
  const call = delivery.lease.caller(next.urgent);
  const outcome = await edit(delivery.client, { channel, ts: next.ts }, next.payload, call);
  if (outcome.kind === "done") return record(next, outcome.result, channel, delivery);
  switch (meaningOf(outcome)) {
    case "gone":
      return placeParentAnew(conversation, outcome, delivery);
    case "uneditable":
      // A new message for every step would be noise; for a decision or an end it is the only way to tell the truth.
      return next.urgent ? placeParentAnew(conversation, outcome, delivery) : leave(next, outcome, delivery);
    case "content":
      return giveUp(next, next.ts, outcome, conversation, delivery);
    case "trouble":
      return pauseAfter(outcome, channel, delivery);
  }
}

/** A message that can no longer be changed is left with what it shows. */
function leave(next: Edit, failure: CallFailure, delivery: Delivery): Promise<Outcome> {
  delivery.log.warn(
    loggedOf(failure, delivery),
    "a message can no longer be changed; it keeps what it shows",
  );
  return settle(next, next.ts, delivery);
}

type Edit = Extract<Sending, { do: "edit" }>;
type Posting = Extract<Sending, { do: "post" }>;

/** Posts once: notes that it begins, and after a lost answer or a crash looks for the message before it posts again. */
async function place(next: Posting, conversation: Conversation, delivery: Delivery): Promise<Outcome> {
  const { store, lease, clock, client } = delivery;
  const { key, token } = lease;
  const message = messageOf(next, conversation);
  if (next.attempt !== undefined) {
    const looked = {
      begunAt: next.attempt,
      ...(conversation.ts !== undefined && { except: conversation.ts }),
    };
    const found = await findPosted(client, message, looked, lease.caller(true));
    if (found.kind !== "done" && meaningOf(found) !== "gone")
      return pauseAfter(found, message.channel, delivery);
    if (found.kind === "done" && found.result !== undefined)
      return recordFound(next, found.result, message.channel, delivery);
    if (!(await lease.take())) return "lapsed";
  }
  if (await isTooOld(next, conversation, delivery)) {
    return (await store.lapse(key, token, next.hash)) ? "settled" : "lapsed";
  }
  const begin = (): Promise<boolean> => store.noteAttempt(key, next.part, token, clock());
  const outcome = await post(client, message, lease.caller(true, begin));
  if (outcome.kind === "done") return record(next, outcome.result, message.channel, delivery);
  // Slack has said no, so there is nothing new to look for.
  if (outcome.kind !== "unknown-outcome") await store.noteAttempt(key, next.part, token, next.attempt);
  const meaning = next.part.part === "reply" ? meaningOf(outcome) : "trouble";
  if (meaning === "gone") return placeParentAnew(conversation, outcome, delivery);
  if (meaning === "content") return giveUp(next, "", outcome, conversation, delivery);
  return pauseAfter(outcome, message.channel, delivery);
}

/** Whether a content that was good for a time only was not posted in that time. */
async function isTooOld(
  { part }: Posting,
  { ts, desired }: Conversation,
  { sharedClock }: Delivery,
): Promise<boolean> {
  if (part.part === "reply" || ts !== undefined || desired?.goodUntil === undefined) return false;
  return (await sharedClock()) > desired.goodUntil;
}

/** The parent is gone, or cannot be changed: a new one takes its place, and the replies that still wait go there. */
async function placeParentAnew(
  conversation: Conversation,
  failure: CallFailure,
  delivery: Delivery,
): Promise<Outcome> {
  const { desired, attempt } = conversation;
  if (!desired) return { pause: undeliverableMs };
  delivery.log.info(loggedOf(failure, delivery), "a message is gone or cannot be changed; it is posted anew");
  const { payload, hash, milestone } = desired;
  const content = { part: { part: "parent" } as const, payload, hash, milestone };
  return place({ do: "post", ...content, ...(attempt !== undefined && { attempt }) }, conversation, delivery);
}

async function record(next: Sending, ts: string, channel: string, delivery: Delivery): Promise<Outcome> {
  const outcome = await settle(next, ts, delivery);
  await delivery.undeliverable.clear(channel);
  return outcome;
}

/** Nothing more is to be done for this content. */
async function settle(next: Sending, ts: string, delivery: Delivery): Promise<Outcome> {
  const { store, lease, clock } = delivery;
  const { hash, milestone } = next;
  const receipt = { ts, hash, at: clock(), ...(milestone !== undefined && { milestone }) };
  return (await store.notePosted(lease.key, next.part, lease.token, receipt)) ? "settled" : "lapsed";
}

/** What was found may be an earlier rendering than the one now wanted: an edit follows if it is. */
function recordFound(next: Posting, ts: string, channel: string, delivery: Delivery): Promise<Outcome> {
  if (next.part.part === "reply") return record(next, ts, channel, delivery);
  const { milestone: _, ...found } = { ...next, hash: "found" };
  return record(found, ts, channel, delivery);
}

/** Slack will never take this content, and what comes after it must not wait for that. */
async function giveUp(
  next: Sending,
  ts: string,
  failure: CallFailure,
  { channel }: Conversation,
  delivery: Delivery,
): Promise<Outcome> {
  const part = next.part.part === "parent" ? "parent" : next.part.replyKey;
  delivery.log.warn(
    { ...loggedOf(failure, delivery), part },
    "Slack never takes this content; it is given up",
  );
  await pauseAfter(failure, channel, delivery);
  return settle(next, ts, delivery);
}

function loggedOf(failure: CallFailure, { lease }: Delivery): object {
  return { conversation: lease.key, error: failure.kind === "refused" ? failure.error : failure.kind };
}

function messageOf(next: Sending, { key, channel, ts }: Conversation): Post & { key: string } {
  const { part, payload } = next;
  if (part.part === "parent") return { channel, key, payload };
  return { channel, key: `${key}/${part.replyKey}`, payload, ...(ts === undefined ? {} : { thread: ts }) };
}

async function pauseAfter(
  failure: CallFailure,
  channel: string,
  { undeliverable, queue, lease: { key } }: Delivery,
): Promise<{ pause: number }> {
  if (failure.kind === "rate-limited") return { pause: failure.retryAfterMs };
  if (failure.kind === "unknown-outcome") return { pause: unansweredMs };
  await undeliverable.note(channel, failure.error);
  const { error } = failure;
  if (isOfChannel(error)) {
    const payload = { conversation: key, channel, error };
    await queue.enqueue("tell-elsewhere", payload, { id: `elsewhere.${key}` });
  }
  return { pause: undeliverableMs };
}
