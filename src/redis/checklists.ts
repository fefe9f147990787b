import type { ChecklistStore } from "../release/checklist/checklist-store.ts";
import type { Checklist, ItemRecord } from "../release/checklist/checklist.ts";
import { makeProblem, ProblemError } from "../release/problem.ts";
import type { Kind } from "../release/version.ts";
import { answered } from "./connection.ts";
import { checklistHeadCodec, itemRecordCodec } from "./schemas.ts";
import { script, type Store } from "./store.ts";

/** A version is watched from the first moment, once: unwatching it later is not undone by asking for its checklist. */
const openChecklist = script(`
  if redis.call('HSETNX', KEYS[1], 'head', ARGV[1]) == 1 then redis.call('ZADD', KEYS[2], 0, ARGV[2]) end
  return 1
`);

/** The number of an item stands beside its record, so that the script needs to understand no JSON. */
const saveItem = script(`
  if redis.call('HEXISTS', KEYS[1], 'head') == 0 then return 0 end
  if (redis.call('HGET', KEYS[1], 'rev.' .. ARGV[1]) or '0') ~= ARGV[2] then return 0 end
  redis.call('HSET', KEYS[1], 'rev.' .. ARGV[1], ARGV[3], 'item.' .. ARGV[1], ARGV[4])
  redis.call('HINCRBY', KEYS[1], 'rev', 1)
  return 1
`);

/** Checklists in Redis: a hash for each release with a field for each item, and an index of those that are watched. */
export function createChecklistStore(store: Store): ChecklistStore {
  const { redis } = store;
  return {
    open: async (version, kind, now) => {
      await open(store, version, kind, now);
      return existing(version, await get(store, version));
    },
    get: (version) => get(store, version),
    saveItem: (version, item, record) => save(store, version, item, record),
    watched: (limit) => watched(store, limit),
    noteRead: async (version, at) =>
      void (await answered(redis.zadd(watchedKey(store), "XX", String(at), version))),
    unwatch: async (version) => void (await answered(redis.zrem(watchedKey(store), version))),
  };
}

async function open(store: Store, version: string, kind: Kind, since: number): Promise<void> {
  const head = checklistHeadCodec.encode({ version, kind, since });
  await openChecklist(store, [checklistKey(store, version), watchedKey(store)], [head, version]);
}

/** Nothing removes a checklist but a hand in Redis. */
function existing(version: string, checklist: Checklist | undefined): Checklist {
  if (checklist) return checklist;
  const what = `The checklist of ${version} has vanished from Redis.`;
  throw new ProblemError(makeProblem("unexpected", what, "Ask for it again."));
}

async function get(store: Store, version: string): Promise<Checklist | undefined> {
  const { head, rev = "0", ...fields } = await answered(store.redis.hgetall(checklistKey(store, version)));
  if (head === undefined) return undefined;
  const items = Object.entries(fields).flatMap(([field, text]): [string, ItemRecord][] =>
    field.startsWith("item.") ? [[field.slice("item.".length), itemRecordCodec.decode(text)]] : [],
  );
  const { kind, since } = checklistHeadCodec.decode(head);
  return { version, kind, since, items: Object.fromEntries(items), rev: Number(rev) };
}

async function save(
  store: Store,
  version: string,
  item: string,
  record: ItemRecord,
): Promise<Checklist | undefined> {
  const saved = { ...record, rev: record.rev + 1 };
  const args = [item, record.rev, saved.rev, itemRecordCodec.encode(saved)];
  const done = await saveItem(store, [checklistKey(store, version)], args);
  return done === 1 ? get(store, version) : undefined;
}

async function watched(store: Store, limit: number): Promise<{ version: string; readAt: number }[]> {
  const flat = await answered(store.redis.zrange(watchedKey(store), 0, String(limit - 1), "WITHSCORES"));
  return flat.flatMap((version, index) =>
    index % 2 === 0 ? [{ version, readAt: Number(flat[index + 1] ?? 0) }] : [],
  );
}

/** The checklist of a version; where only its number is left, it has gone with its release to another version. */
export function checklistKey({ keys }: Store, version: string): string {
  return keys.of("checklist", version);
}

/** The versions whose evidence is looked after, by when it was last read. */
export function watchedKey({ keys }: Store): string {
  return keys.of("checklists", "watched");
}
