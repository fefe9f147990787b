import { chainHash, genesis, type Journal, type JournalEntry } from "../release/journal.ts";
import { answered } from "./connection.ts";
import { journalKeys, type JournalWriter } from "./journaled.ts";
import { journalEntryCodec } from "./schemas.ts";
import type { Store } from "./store.ts";

const pageSize = 256;

/** The journal in Redis: a stream of entries as they were hashed, its head, and an index per environment and run. */
export function createJournal(store: Store, writer: JournalWriter): Journal {
  return {
    append: async (entry) => void (await writer.write(entry)),
    latest: (filter, limit) => latest(store, filter, limit),
    verify: () => verify(store),
    setBack: () => writer.setBack(),
  };
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
    return (await answered(redis.xrevrange(journalKeys.log(store), "+", "-", "COUNT", limit))).map(toLine);
  }
  const index = run === undefined ? journalKeys.on(store, environment ?? "") : journalKeys.of(store, run);
  const places = await answered(redis.zrange(index, 0, `${limit - 1}`, "REV"));
  const reads = places.map((place) => redis.xrange(journalKeys.log(store), `${place}-0`, `${place}-0`));
  return (await answered(Promise.all(reads))).flat().map(toLine);
}

async function verify(store: Store): Promise<{ entries: number } | { brokenAt: string }> {
  const [count, headHash] = await answered(store.redis.hmget(journalKeys.head(store), "count", "hash"));
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
      store.redis.xrange(journalKeys.log(store), `(${after}`, `${last}-0`, "COUNT", pageSize),
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
