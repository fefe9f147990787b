import { z } from "zod";
import { media, noticeKinds, type NoticeChange, type NoticeRecord } from "../release/timeline/notice.ts";
import type { Claim, NoticeStore, Pending, Watch } from "../release/timeline/notice-store.ts";
import { courseStates } from "../release/timeline/timeline-course.ts";
import { codec } from "./codec.ts";
import { answered } from "./connection.ts";
import { carryOut, type JournalWriter, makeEffect } from "./journaled.ts";
import { script, type Store } from "./store.ts";

const time = z.number();
const text = z.string();

const record: z.ZodType<NoticeRecord> = z.looseObject({
  key: text,
  name: text,
  kind: z.enum(noticeKinds),
  outcome: z.enum(["said", "missed"]),
  due: time,
  anchor: time,
  at: time,
  isLate: z.boolean(),
  told: z.looseObject({
    state: z.enum(courseStates),
    version: text.exactOptional(),
    target: time.exactOptional(),
  }),
  corrections: z.number(),
  medium: z.enum(media).default("slack"),
  conversation: text,
  channel: text,
});

const message = z.looseObject({
  text,
  blocks: z.array(z.looseObject({ type: text, block_id: text.exactOptional() })),
});

const claimCodec = codec<Claim>("notice", z.looseObject({ record, message: message.exactOptional() }));

const decided = { name: text, id: text.exactOptional(), by: text, byName: text.exactOptional(), at: time };

const changeCodec = codec<NoticeChange>(
  "change of a timeline",
  z.discriminatedUnion("do", [
    z.looseObject({ ...decided, do: z.literal("skip") }),
    z.looseObject({ ...decided, do: z.literal("move"), to: time, anchor: time }),
  ]),
);

const watchCodec = codec<Watch>(
  "watch",
  z.looseObject({
    release: text,
    target: time.exactOptional(),
    plannedAt: time,
    watchedAt: time,
    seen: text,
  }),
);

/** Takes a release's members out of those that wait and puts the new ones in, so that none is there twice. */
const planScript = script(`
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  for _, member in ipairs(redis.call('SMEMBERS', KEYS[3])) do redis.call('ZREM', KEYS[2], member) end
  redis.call('DEL', KEYS[3])
  for i = 3, #ARGV, 2 do
    redis.call('ZADD', KEYS[2], ARGV[i], ARGV[i + 1])
    redis.call('SADD', KEYS[3], ARGV[i + 1])
  end
  return 1
`);

/** The first one to see a planned time decides since when it is known; times are compared as text. */
const watchScript = script(`
  local found = redis.call('HGET', KEYS[1], ARGV[1])
  if found then
    local target = cjson.decode(found).target
    if (target and string.format('%.0f', target) or '') == ARGV[2] then return found end
  end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
  return ARGV[3]
`);

const unwatchScript = script(`
  for _, member in ipairs(redis.call('SMEMBERS', KEYS[3])) do redis.call('ZREM', KEYS[2], member) end
  redis.call('DEL', KEYS[3])
  redis.call('HDEL', KEYS[1], ARGV[1])
  return 1
`);

/** A message that waits may be replaced by one that was drawn later; what was sent stands. */
const claimScript = script(`
  local found = redis.call('HGET', KEYS[1], ARGV[1])
  if found then
    local known = cjson.decode(found)
    if not known.message or known.record.at >= tonumber(ARGV[3]) then return found end
  end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  return ARGV[2]
`);

/** The timeline is taken for one that nobody has looked at since, should the one who decided die before asking for a look. */
const changeEffect = makeEffect(`
  local last = redis.call('HGET', KEYS[1], ARGV[1])
  local known = last and cjson.decode(last).id or ''
  if ARGV[4] == 'seen' and known ~= ARGV[5] then return false, 'stale' end
  redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
  local watch = redis.call('HGET', KEYS[2], ARGV[3])
  if watch then
    local unseen = string.gsub(watch, '"seen":"[^"]*"', '"seen":""')
    redis.call('HSET', KEYS[2], ARGV[3], unseen)
  end
  return true, 'changed'
`);

const dropScript = script(`
  local found = redis.call('HGET', KEYS[1], ARGV[1])
  if found and cjson.decode(found).message then redis.call('HDEL', KEYS[1], ARGV[1]) end
  return 1
`);

/** Timelines in Redis: one hash of watches, one sorted set of all that waits, and a ledger for each release. */
export function createNoticeStore(store: Store, writer: JournalWriter): NoticeStore {
  const { redis } = store;
  return {
    now: () => serverTime(store),
    watch: (release, target, at) => watch(store, release, target, at),
    watched: (release) => watched(store, release),
    watches: async () =>
      (await answered(redis.hvals(watchesKey(store)))).map((found) => watchCodec.decode(found)),
    plan: async (plan, pending) => {
      const { release } = plan;
      const members = pending.flatMap(({ key, due }) => [due, memberOf(release, key)]);
      await planScript(store, planKeys(store, release), [release, watchCodec.encode(plan), ...members]);
    },
    pending: (until, limit) => pendingUntil(store, until, limit),
    unwatch: async (release) => void (await unwatchScript(store, planKeys(store, release), [release])),
    claims: async (release) =>
      (await answered(redis.hvals(ledgerKey(store, release)))).map((found) => claimCodec.decode(found)),
    claim: async (release, claim) => {
      const args = [fieldOf(claim.record), claimCodec.encode(claim), claim.record.at];
      return claimCodec.decode(String(await claimScript(store, [ledgerKey(store, release)], args)));
    },
    drop: async (release, dropped) =>
      void (await dropScript(store, [ledgerKey(store, release)], [fieldOf(dropped)])),
    save: async (release, saved) =>
      void (await answered(
        redis.hset(ledgerKey(store, release), fieldOf(saved), claimCodec.encode({ record: saved })),
      )),
    changes: async (release) =>
      (await answered(redis.hvals(changesKey(store, release)))).map((found) => changeCodec.decode(found)),
    change: async (release, change, entry, seen) => {
      const keys = [changesKey(store, release), watchesKey(store)];
      const expected = seen === undefined ? ["any", ""] : ["seen", seen];
      const args = [change.name, changeCodec.encode(change), release, ...expected];
      const answer = await carryOut(store, writer, { effect: changeEffect, keys, args }, entry);
      return answer === "stale" ? "stale" : "changed";
    },
  };
}

async function serverTime({ redis }: Store): Promise<number> {
  const [seconds, microseconds] = await answered(redis.time());
  return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
}

async function watched(store: Store, release: string): Promise<Watch | undefined> {
  const found = await answered(store.redis.hget(watchesKey(store), release));
  return found === null ? undefined : watchCodec.decode(found);
}

async function watch(store: Store, release: string, target: number | undefined, at: number): Promise<Watch> {
  const known = await watched(store, release);
  const begun: Watch = {
    release,
    ...(target !== undefined && { target }),
    plannedAt: at,
    watchedAt: known?.watchedAt ?? at,
    seen: "",
  };
  const args = [release, target ?? "", watchCodec.encode(begun)];
  return watchCodec.decode(String(await watchScript(store, [watchesKey(store)], args)));
}

async function pendingUntil(store: Store, until: number, limit: number): Promise<Pending[]> {
  const flat = await answered(
    store.redis.zrangebyscore(pendingKey(store), "-inf", until, "WITHSCORES", "LIMIT", 0, limit),
  );
  const pending: Pending[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const member = flat[i] ?? "";
    const end = member.lastIndexOf("/");
    pending.push({ release: member.slice(0, end), key: member.slice(end + 1), due: Number(flat[i + 1]) });
  }
  return pending;
}

/** A version may hold a slash, by its prefix; the name of a rule never does, so the last one divides. */
function memberOf(release: string, key: string): string {
  return `${release}/${key}`;
}

/** One notice for one moment that it hangs on, whatever its due time was when somebody came to say it. */
function fieldOf({ name, anchor }: NoticeRecord): string {
  return `${name}.${anchor}`;
}

/** In the order in which the scripts expect them. */
function planKeys(store: Store, release: string): string[] {
  return [watchesKey(store), pendingKey(store), store.keys.of("notices", "of", release)];
}

function watchesKey({ keys }: Store): string {
  return keys.of("notices", "watched");
}

function pendingKey({ keys }: Store): string {
  return keys.of("notices", "pending");
}

function ledgerKey({ keys }: Store, release: string): string {
  return keys.of("notices", "said", release);
}

function changesKey({ keys }: Store, release: string): string {
  return keys.of("notices", "changes", release);
}
