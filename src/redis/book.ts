import type { ReleaseBook } from "../release/book/book.ts";
import { isOver, type Release } from "../release/book/release.ts";
import type { JournalEntry } from "../release/journal.ts";
import { checklistKey, watchedKey } from "./checklists.ts";
import { answered } from "./connection.ts";
import { carryOut, type JournalWriter, makeEffect } from "./journaled.ts";
import { releaseCodec } from "./schemas.ts";
import { script, type Store } from "./store.ts";

/** The occurrence is checked with the version, so that two replicas cannot fill one date with two releases. */
const addRelease = makeEffect(`
  if redis.call('EXISTS', KEYS[1]) == 1 then return false, 'exists' end
  if ARGV[5] ~= '' and redis.call('HSETNX', KEYS[3], ARGV[5], ARGV[3]) == 0 then return false, 'exists' end
  redis.call('HSET', KEYS[1], 'data', ARGV[1], 'rev', ARGV[2])
  if ARGV[4] ~= '' then redis.call('ZADD', KEYS[2], ARGV[4], ARGV[3]) end
  return true, 'added'
`);

const saveRelease = makeEffect(`
  if redis.call('HGET', KEYS[1], 'rev') ~= ARGV[1] then return false, 'stale' end
  redis.call('HSET', KEYS[1], 'rev', ARGV[2], 'data', ARGV[3])
  if ARGV[5] ~= '' then redis.call('ZADD', KEYS[2], ARGV[5], ARGV[4])
  else redis.call('ZREM', KEYS[2], ARGV[4]) end
  return true, 'saved'
`);

/**
 * The checklist goes along: what people vouched for is about the release and not about a version that another one gets. Its
 * number stays behind, and goes on there and here, since messages tell by it which drawing of a checklist is the newer one.
 */
const moveChecklist = `
  if redis.call('HEXISTS', KEYS[5], 'head') == 1 and redis.call('HEXISTS', KEYS[6], 'head') == 0 then
    local fields = redis.call('HGETALL', KEYS[5])
    local here = tonumber(redis.call('HGET', KEYS[5], 'rev') or '0')
    local there = tonumber(redis.call('HGET', KEYS[6], 'rev') or '0')
    redis.call('DEL', KEYS[5])
    redis.call('HSET', KEYS[6], unpack(fields))
    redis.call('HSET', KEYS[6], 'rev', math.max(here, there) + 1)
    redis.call('HSET', KEYS[5], 'rev', math.max(here, there) + 1)
    local read = redis.call('ZSCORE', KEYS[7], ARGV[4])
    if read then
      redis.call('ZREM', KEYS[7], ARGV[4])
      redis.call('ZADD', KEYS[7], read, ARGV[5])
    end
  end
`;

const renameRelease = script(`
  if redis.call('HGET', KEYS[1], 'rev') ~= ARGV[1] then return 0 end
  if redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
  ${moveChecklist}
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[2], 'rev', ARGV[2], 'data', ARGV[3])
  redis.call('ZREM', KEYS[3], ARGV[4])
  redis.call('ZADD', KEYS[3], ARGV[6], ARGV[5])
  if ARGV[7] ~= '' then redis.call('HSET', KEYS[4], ARGV[7], ARGV[5]) end
  return 1
`);

const carryUntil = script(`
  local known = tonumber(redis.call('GET', KEYS[1]) or '0')
  if known < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], ARGV[1]) end
  return 1
`);

/** The releases on their way, in Redis: one record each, an index of those that are open, one of the occurrences. */
export function createReleaseBook(store: Store, writer: JournalWriter): ReleaseBook {
  const { redis, keys } = store;
  return {
    add: (release, entry) => add(store, writer, release, entry),
    get: (version) => get(store, version),
    save: (release, entry) => save(store, writer, release, entry),
    rename: (release, version) => rename(store, release, version),
    open: () => open(store),
    ofOccurrence: async (occurrence) => {
      const version = await answered(redis.hget(occurrencesKey(store), occurrence));
      return version === null ? undefined : get(store, version);
    },
    carriedUntil: async () => {
      const at = await answered(redis.get(keys.of("book", "carried")));
      return at === null ? undefined : Number(at);
    },
    postedPlans: () => answered(redis.smembers(keys.of("book", "plans"))),
    notePlan: async (month) => void (await answered(redis.sadd(keys.of("book", "plans"), month))),
    carryUntil: async (at) => void (await carryUntil(store, [keys.of("book", "carried")], [at])),
  };
}

async function add(
  store: Store,
  writer: JournalWriter,
  release: Release,
  entry: JournalEntry | undefined,
): Promise<"added" | "exists"> {
  const keys = [releaseKey(store, release.version), openKey(store), occurrencesKey(store)];
  const { rev, version, occurrence = "" } = release;
  const args = [releaseCodec.encode(release), rev, version, scoreOf(release), occurrence];
  const answer = await carryOut(store, writer, { effect: addRelease, keys, args }, entry);
  return answer === "added" ? "added" : "exists";
}

async function get(store: Store, version: string): Promise<Release | undefined> {
  const text = await answered(store.redis.hget(releaseKey(store, version), "data"));
  return text === null ? undefined : releaseCodec.decode(text);
}

async function save(
  store: Store,
  writer: JournalWriter,
  release: Release,
  entry: JournalEntry | undefined,
): Promise<Release | undefined> {
  const saved = { ...release, rev: release.rev + 1 };
  const keys = [releaseKey(store, release.version), openKey(store)];
  const args = [release.rev, saved.rev, releaseCodec.encode(saved), release.version, scoreOf(saved)];
  const answer = await carryOut(store, writer, { effect: saveRelease, keys, args }, entry);
  if (answer === undefined) return get(store, release.version);
  return answer === "saved" ? saved : undefined;
}

async function rename(store: Store, release: Release, version: string): Promise<Release | undefined> {
  if (release.state !== "planned") return undefined;
  const renamed = { ...release, version, rev: release.rev + 1 };
  const keys = [
    releaseKey(store, release.version),
    releaseKey(store, version),
    openKey(store),
    occurrencesKey(store),
    checklistKey(store, release.version),
    checklistKey(store, version),
    watchedKey(store),
  ];
  const data = releaseCodec.encode(renamed);
  const { rev, version: old, occurrence = "" } = release;
  const args = [rev, renamed.rev, data, old, version, scoreOf(renamed), occurrence];
  return (await renameRelease(store, keys, args)) === 1 ? renamed : undefined;
}

async function open(store: Store): Promise<Release[]> {
  const versions = await answered(store.redis.zrange(openKey(store), 0, "-1"));
  const releases = await Promise.all(versions.map((version) => get(store, version)));
  // One of them may have ended, or got another version, between the two reads.
  return releases.filter((release) => release !== undefined).filter(({ state }) => !isOver(state));
}

/** The place among the open releases; empty for one that is over. */
function scoreOf({ state, target }: Release): string {
  return isOver(state) ? "" : String(target ?? "+inf");
}

function releaseKey({ keys }: Store, version: string): string {
  return keys.of("book", "release", version);
}

function openKey({ keys }: Store): string {
  return keys.of("book", "open");
}

function occurrencesKey({ keys }: Store): string {
  return keys.of("book", "occurrences");
}
