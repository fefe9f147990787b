import { createHash } from "node:crypto";
import { z } from "zod";
import type {
  Conversation,
  ConversationPart,
  ConversationStore,
  MessagePayload,
} from "../release/messages.ts";
import type { Clock } from "../release/clock.ts";
import { answered } from "./connection.ts";
import { codec } from "./codec.ts";
import {
  addReplyScript,
  forgetShownScript,
  lapseScript,
  leaseScript,
  noteAttemptScript,
  noteParentScript,
  noteReplyScript,
  readScript,
  releaseLeaseScript,
  takeBackScript,
  wantScript,
} from "./conversation-scripts.ts";
import type { Store } from "./store.ts";
import { setBackKey } from "./witness.ts";

const block = z.looseObject({ type: z.string(), block_id: z.string().exactOptional() });

const payloadCodec = codec<MessagePayload>(
  "message",
  z.looseObject({
    text: z.string(),
    blocks: z.array(block),
    file: z.looseObject({ name: z.string(), text: z.string(), comment: z.string() }).exactOptional(),
  }),
);

/** What is read at once; the rest follows when these are posted. */
const mostReplies = 100;

const time = z.coerce.number();
/** A field that is empty where there is nothing to say. */
const filled = z.string().default("");

const parentFields = z.object({
  channel: z.string(),
  desired: z.string().exactOptional(),
  rev: z.coerce.number().exactOptional(),
  hash: z.string().exactOptional(),
  milestone: filled,
  ts: z.string().exactOptional(),
  shownHash: z.string().exactOptional(),
  shownMilestone: filled,
  lastEditAt: time.exactOptional(),
  attempt: time.exactOptional(),
  goodUntil: time.exactOptional(),
});

const takenBack = z.enum(["taken back", "posted", "unsure"]);

const answerOfRead = z.object({
  fields: z.array(z.string()),
  replies: z.array(z.tuple([z.string(), z.string(), z.string()])),
  setBackAt: z.string(),
});

/**
 * How long after the records were put back, in milliseconds, every post counts as begun before: it may have been posted
 * in the time that the records have lost, and is looked for.
 */
const doubtful = 600_000;

/** Conversations in Redis. Whoever posts holds the lease; the scripts refuse what comes after it lapsed. */
export function createConversationStore(store: Store, clock: Clock): ConversationStore {
  const keysOf = (key: string) => conversationKeys(store, key);
  return {
    want: async ({ key, channel }, payload, rev, { milestone = "", goodUntil = "" } = {}) => {
      const text = payloadCodec.encode(payload);
      const hash = createHash("sha256").update(text).digest("hex");
      const args = [key, channel, text, rev, hash, milestone, goodUntil];
      const answer = await wantScript(store, keysOf(key), args);
      return answer === "stale" ? "stale" : "stored";
    },
    takeBack: async ({ key, channel }, at) =>
      takenBack.parse(await takeBackScript(store, keysOf(key), [key, channel, at])),
    lapse: async (key, token, hash) => (await lapseScript(store, keysOf(key), [key, token, hash])) === 1,
    addReply: async ({ key, channel }, replyKey, payload) => {
      const args = [key, channel, replyKey, payloadCodec.encode(payload)];
      return (await addReplyScript(store, keysOf(key), args)) === "exists" ? "exists" : "stored";
    },
    read: (key) => read(store, key, clock()),
    lease: async (key, token, ms, holder = token) =>
      (await leaseScript(store, keysOf(key), [token, ms, holder])) === 1,
    releaseLease: async (key, token) => void (await releaseLeaseScript(store, keysOf(key), [token])),
    noteAttempt: async (key, part, token, at) =>
      (await noteAttemptScript(store, keysOf(key), [token, replyKeyOf(part), at ?? ""])) === 1,
    notePosted: async (key, part, token, { ts, hash, at, milestone = "" }) => {
      const note = part.part === "parent" ? noteParentScript : noteReplyScript;
      return (await note(store, keysOf(key), [key, token, replyKeyOf(part), ts, hash, at, milestone])) === 1;
    },
    forgetShown: async (key, ts) => (await forgetShownScript(store, keysOf(key), [key, ts])) === 1,
    pending: (limit) => answered(store.redis.zrange(pendingKey(store), 0, `${limit - 1}`)),
  };
}

async function read(store: Store, key: string, now: number): Promise<Conversation | undefined> {
  const answer = await readScript(store, [...conversationKeys(store, key), setBackKey(store)], [mostReplies]);
  if (answer === null) return undefined;
  const { fields, replies, setBackAt } = answerOfRead.parse(JSON.parse(z.string().parse(answer)));
  const doubt = setBackAt !== "" && now - Number(setBackAt) < doubtful ? setBackAt : "";
  const {
    desired,
    rev = 0,
    hash = "",
    milestone,
    shownMilestone,
    goodUntil,
    ...parent
  } = parentFields.parse(pairUp(fields));
  const wanted = {
    rev,
    hash,
    ...(milestone !== "" && { milestone }),
    ...(goodUntil !== undefined && { goodUntil }),
  };
  return {
    key,
    ...(doubt !== "" && parent.ts === undefined && { attempt: Number(doubt) }),
    ...parent,
    ...(shownMilestone !== "" && { shownMilestone }),
    ...(desired !== undefined && { desired: { payload: payloadCodec.decode(desired), ...wanted } }),
    replies: replies.map(([replyKey, text, attempt]) => toReply(replyKey, text, attempt || doubt)),
  };
}

function toReply(replyKey: string, text: string, attempt: string): Conversation["replies"][number] {
  const payload = payloadCodec.decode(text);
  return attempt === "" ? { replyKey, payload } : { replyKey, payload, attempt: Number(attempt) };
}

function pairUp(flat: string[]): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (let i = 0; i + 1 < flat.length; i += 2) pairs[flat[i] ?? ""] = flat[i + 1] ?? "";
  return pairs;
}

/** The empty word stands for the parent; no reply has it as its key. */
function replyKeyOf(part: ConversationPart): string {
  return part.part === "parent" ? "" : part.replyKey;
}

/** In the order in which the scripts expect them. */
function conversationKeys(store: Store, key: string): string[] {
  const of = (...parts: string[]) => store.keys.of("conversation", key, ...parts);
  return [of(), of("waiting"), of("replies"), of("attempts"), of("posted"), of("lease"), pendingKey(store)];
}

function pendingKey({ keys }: Store): string {
  return keys.of("conversations", "pending");
}
