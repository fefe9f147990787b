import { z } from "zod";
import { chainHash, genesis, type JournalEntry, type Journal } from "../release/journal.ts";
import { makeProblem, ProblemError } from "../release/problem.ts";
import { answered } from "./connection.ts";
import { journalEntryCodec } from "./schemas.ts";
import { script, type Store } from "./store.ts";

/**
 * The caller hashed its entry onto the head that it knew. If that is the head still, the entry, its place in the indexes
 * and the new head are written as one; otherwise the head of now is answered, and the caller hashes again.
 */
const appendEntry = script(`
  if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then return {'already'} end
  local count, hash = unpack(redis.call('HMGET', KEYS[1], 'count', 'hash'))
  if (hash or ARGV[5]) ~= ARGV[2] then return {'moved', hash or ARGV[5]} end
  local place = string.format('%.0f', (tonumber(count) or 0) + 1)
  redis.call('HSET', KEYS[1], 'count', place, 'hash', ARGV[3])
  redis.call('HSET', KEYS[2], ARGV[1], place)
  redis.call('XADD', KEYS[3], place .. '-0', 'hash', ARGV[3], 'text', ARGV[4])
  for i = 4, #KEYS do redis.call('ZADD', KEYS[i], place, place) end
  return {'appended'}
`);

const answerOfAppend = z.tuple([z.enum(["appended", "already", "moved"])]).rest(z.string());
const mostAttempts = 1000;
const pageSize = 256;

/** The journal in Redis: a stream of entries as they were hashed, its head, and an index per environment and run. */
export function createJournal(store: Store): Journal {
  // Only a guess where the chain ends, to save a round trip; the script knows.
  let head: string = genesis;
  let turn: Promise<unknown> = Promise.resolve();
  const appendInTurn = async (entry: JournalEntry): Promise<void> => {
    head = await append(store, entry, head);
  };
  return {
    append: (entry) => {
      const mine = turn.then(() => appendInTurn(entry));
      turn = mine.catch(() => undefined);
      return mine;
    },
    latest: (filter, limit) => latest(store, filter, limit),
    verify: () => verify(store),
  };
}

async function append(store: Store, entry: JournalEntry, guess: string): Promise<string> {
  const text = journalEntryCodec.encode(entry);
  const keys = [headKey(store), store.keys.of("journal", "ids"), logKey(store), ...indexKeys(store, entry)];
  let head = guess;
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const hash = chainHash(head, text);
    const answer = await appendEntry(store, keys, [entry.id, head, hash, text, genesis]);
    const [outcome, moved] = answerOfAppend.parse(answer);
    if (outcome === "appended") return hash;
    if (outcome === "already") return head;
    head = moved ?? genesis;
  }
  throw new ProblemError(
    makeProblem("store-unavailable", "The journal was too busy.", "Repeat the same command: it is safe."),
  );
}

interface LatestFilter {
  environment?: string;
  run?: string;
}

async function latest(store: Store, filter: LatestFilter, limit: number): Promise<JournalEntry[]> {
  if (limit < 1) return [];
  const lines = await latestLines(store, filter, limit);
  const entries = lines.map((line) => journalEntryCodec.decode(line.text));
  // A run belongs to one environment; asking for both must still not answer for another one.
  const { environment } = filter;
  return environment === undefined ? entries : entries.filter((entry) => entry.environment === environment);
}

async function latestLines(store: Store, { environment, run }: LatestFilter, limit: number): Promise<Line[]> {
  const { redis } = store;
  if (environment === undefined && run === undefined) {
    return (await answered(redis.xrevrange(logKey(store), "+", "-", "COUNT", limit))).map(toLine);
  }
  const index = run === undefined ? environmentKey(store, environment ?? "") : runKey(store, run);
  const places = await answered(redis.zrange(index, 0, `${limit - 1}`, "REV"));
  const reads = places.map((place) => redis.xrange(logKey(store), `${place}-0`, `${place}-0`));
  return (await answered(Promise.all(reads))).flat().map(toLine);
}

async function verify(store: Store): Promise<{ entries: number } | { brokenAt: string }> {
  const [count, headHash] = await answered(store.redis.hmget(headKey(store), "count", "hash"));
  const entries = Number(count ?? 0);
  let previous: string = genesis;
  let place = 0;
  for await (const line of readLog(store, entries)) {
    place += 1;
    if (line.place !== place) return { brokenAt: `entry ${place}` };
    if (chainHash(previous, line.text) !== line.hash) return { brokenAt: idOf(line) };
    previous = line.hash;
  }
  // A chain that was cut short fits in itself, but not to its head.
  if (place < entries) return { brokenAt: `entry ${place + 1}` };
  return previous === (headHash ?? genesis) ? { entries } : { brokenAt: `entry ${entries}` };
}

/** Reads the log in pages up to the place that was the last when the reading began. */
async function* readLog(store: Store, last: number): AsyncGenerator<Line> {
  let after = "0-0";
  for (;;) {
    const page = await answered(
      store.redis.xrange(logKey(store), `(${after}`, `${last}-0`, "COUNT", pageSize),
    );
    for (const item of page) {
      after = item[0];
      yield toLine(item);
    }
    if (page.length < pageSize) return;
  }
}

interface Line {
  place: number;
  hash: string;
  text: string;
}

function toLine([id, fields]: [id: string, fields: string[]]): Line {
  return { place: Number.parseInt(id, 10), hash: fields[1] ?? "", text: fields[3] ?? "" };
}

/** The id of an entry whose text may have been tampered with. */
function idOf(line: Line): string {
  return /"id":"([^"]+)"/.exec(line.text)?.[1] ?? `entry ${line.place}`;
}

function indexKeys(store: Store, { environment, run }: JournalEntry): string[] {
  return [
    ...(environment === undefined ? [] : [environmentKey(store, environment)]),
    ...(run === undefined ? [] : [runKey(store, run)]),
  ];
}

function headKey({ keys }: Store): string {
  return keys.of("journal", "head");
}

function logKey({ keys }: Store): string {
  return keys.of("journal", "log");
}

function environmentKey({ keys }: Store, environment: string): string {
  return keys.of("journal", "on", environment);
}

function runKey({ keys }: Store, run: string): string {
  return keys.of("journal", "run", run);
}
