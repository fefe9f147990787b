import type { WebClient } from "@slack/web-api";
import type { MessagePayload } from "../release/messages.ts";
import type { CallOutcome } from "./clients.ts";
import { atOnce, type Caller } from "./pace.ts";
import { shareFile } from "./files.ts";
import { badContent, meaningOf } from "./refusals.ts";

/** A message to be posted. */
export interface Post {
  channel: string;
  payload: MessagePayload;
  /** By this it is found again when the answer was lost; without one it is not looked for. */
  key?: string;
  /** The parent's timestamp, for a reply. */
  thread?: string;
}

/** What `chat.update` takes at most. */
const longestText = 4000;
/** How far Slack's clock may be from ours, and how late a lost post may still arrive. */
const skewS = 300;
const lateS = 600;

const eventType = "slipway_message";

/**
 * Posts a message and answers its timestamp; of one whose blocks Slack refuses, only the sentence. A file goes in place of
 * its message, and its id is answered; where Slack refuses files, as without the scope for them, the message goes.
 */
export async function post(
  client: WebClient,
  message: Post,
  caller: Caller = atOnce,
): Promise<CallOutcome<string>> {
  const { file, ...payload } = message.payload;
  if (!file) return postMessage(client, message, caller);
  const { channel, thread } = message;
  const place = { channel, comment: file.comment, ...(thread !== undefined && { thread }) };
  const outcome = await shareFile(client, file, place, caller);
  if (outcome.kind !== "refused" || meaningOf(outcome) === "gone") return outcome;
  return postMessage(client, { ...message, payload }, caller);
}

async function postMessage(client: WebClient, message: Post, caller: Caller): Promise<CallOutcome<string>> {
  const place = {
    channel: message.channel,
    ...(message.thread === undefined ? {} : { thread_ts: message.thread }),
  };
  const metadata = message.key === undefined ? {} : { metadata: markOf(message.key) };
  const quiet = { unfurl_links: false, unfurl_media: false };
  const outcome = await withFallback(message.payload, (content) =>
    caller("chat.postMessage", () =>
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- Slack's method, not the browser's
      client.chat.postMessage({ ...place, ...content, ...quiet, ...metadata }),
    ),
  );
  if (outcome.kind !== "done") return outcome;
  const { ts } = outcome.result;
  return ts === undefined
    ? { kind: "unknown-outcome", reason: "an answer without a timestamp" }
    : { kind: "done", result: ts };
}

/** Replaces the content of a message; the metadata stays. */
export async function edit(
  client: WebClient,
  place: { channel: string; ts: string },
  payload: MessagePayload,
  caller: Caller,
): Promise<CallOutcome<string>> {
  const outcome = await withFallback(payload, (content) =>
    caller("chat.update", () => client.chat.update({ ...place, ...content })),
  );
  return outcome.kind === "done" ? { kind: "done", result: place.ts } : outcome;
}

async function withFallback<T>(
  payload: MessagePayload,
  send: (content: MessagePayload) => Promise<CallOutcome<T>>,
): Promise<CallOutcome<T>> {
  const content = { ...payload, text: cut(payload.text) };
  const outcome = await send(content);
  if (outcome.kind !== "refused" || !badContent.has(outcome.error)) return outcome;
  return send({ ...content, blocks: [] });
}

/**
 * Looks whether a message was posted after all, around the time when that was begun (milliseconds since the epoch), by
 * the key in its metadata or the name of its file; `except` is the message that is to be replaced. Answers its timestamp, or undefined when it
 * is not there.
 */
export async function findPosted(
  client: WebClient,
  message: Post & { key: string },
  { begunAt, except }: { begunAt: number; except?: string },
  caller: Caller,
): Promise<CallOutcome<string | undefined>> {
  // Direct messages cannot be read by us: they are taken for lost, since twice is better than never.
  if (isPerson(message.channel)) return { kind: "done", result: undefined };
  const around = {
    channel: message.channel,
    oldest: String(begunAt / 1000 - skewS),
    latest: String(begunAt / 1000 + lateS),
    include_all_metadata: true,
    limit: 200,
  };
  const { thread } = message;
  let cursor = "";
  do {
    const page = cursor === "" ? around : { ...around, cursor };
    const outcome =
      thread === undefined
        ? await caller("conversations.history", () => client.conversations.history(page))
        : await caller("conversations.replies", () => client.conversations.replies({ ...page, ts: thread }));
    if (outcome.kind !== "done") return outcome;
    const { messages = [], response_metadata: next } = outcome.result;
    const found = messages.find((one) => one.ts !== except && isIt(one, message));
    if (found?.ts !== undefined) return { kind: "done", result: found.ts };
    cursor = next?.next_cursor ?? "";
  } while (cursor !== "");
  return { kind: "done", result: undefined };
}

/** Whether a place to post to is a person, by id. */
function isPerson(channel: string): boolean {
  return /^[UW]/u.test(channel);
}

interface Metadata {
  event_type?: string;
  event_payload?: object;
}

function isIt(
  { metadata, files = [] }: { metadata?: Metadata; files?: { name?: string }[] },
  { key, payload }: Post & { key: string },
): boolean {
  return (
    isMarked(metadata, key) || files.some(({ name }) => name !== undefined && name === payload.file?.name)
  );
}

function isMarked(metadata: Metadata | undefined, key: string): boolean {
  if (metadata?.event_type !== eventType || !metadata.event_payload) return false;
  return Reflect.get(metadata.event_payload, "key") === key;
}

function markOf(key: string): { event_type: string; event_payload: { key: string } } {
  return { event_type: eventType, event_payload: { key } };
}

function cut(text: string): string {
  const points = Array.from(text);
  return points.length > longestText ? `${points.slice(0, longestText - 1).join("")}…` : text;
}
