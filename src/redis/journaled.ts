import { z } from "zod";
import { chainHash, genesis, type JournalEntry } from "../release/journal.ts";
import { makeProblem, ProblemError } from "../release/problem.ts";
import type { Clock } from "../release/clock.ts";
import type { SetBack } from "../release/run/set-back.ts";
import { journalEntryCodec } from "./schemas.ts";
import { script, type Script, type ScriptArgument, type Store } from "./store.ts";
import { lookBack, nothingSeen, untilAllLooked, type Witness } from "./witness.ts";

/** One change of the records in Lua: a script of its own, and one act with the journal's entry about it. */
export interface Effect {
  /** Answers what the effect answers. */
  alone: Script;
  /** For the journal's writer only. */
  noted: Script;
}

/** An effect on these keys, with these arguments. */
export interface Act {
  effect: Effect;
  keys: string[];
  args: ScriptArgument[];
}

/** `already`: the entry was there before, so the effect was not repeated. `unchanged`: the effect had nothing to do. */
export type Written = { outcome: "already" } | { outcome: "appended" | "unchanged"; answer: string };

export interface JournalWriter {
  /** Appends an entry, and does the act in the same moment: no crash leaves one without the other. */
  write(entry: JournalEntry, act?: Act): Promise<Written>;
  /** See `Journal`. */
  setBack(): Promise<SetBack | undefined>;
}

/**
 * The caller hashed its entry onto the head that it knew. If that is the head still, the effect is done, and the entry,
 * its place in the indexes and the new head are written, all as one; otherwise the head of now is answered, and the
 * caller hashes again; unless the head that it knew is in the chain no more. An effect that changes nothing leaves no entry.
 */
const append = `
  if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then return {'already'} end
  local count, hash = unpack(redis.call('HMGET', KEYS[1], 'count', 'hash'))
  if (hash or ARGV[5]) ~= ARGV[2] then
    local line = redis.call('XRANGE', KEYS[3], ARGV[7] .. '-0', ARGV[7] .. '-0')[1]
    if ARGV[7] ~= '0' and not (line and line[2][2] == ARGV[2]) then return {'behind'} end
    return {'moved', hash or ARGV[5], count or '0'}
  end
  local indexes = tonumber(ARGV[6])
  local changed, answer = effect({ unpack(KEYS, 4 + indexes) }, { unpack(ARGV, 8) })
  if not changed then return {'unchanged', answer} end
  local place = string.format('%.0f', (tonumber(count) or 0) + 1)
  redis.call('HSET', KEYS[1], 'count', place, 'hash', ARGV[3])
  redis.call('HSET', KEYS[2], ARGV[1], place)
  redis.call('XADD', KEYS[3], place .. '-0', 'hash', ARGV[3], 'text', ARGV[4])
  for i = 4, 3 + indexes do redis.call('ZADD', KEYS[i], place, place) end
  return {'appended', answer, place}
`;

/** Makes an effect of Lua that reads its own KEYS and ARGV, and returns whether it changed something, and an answer. */
export function makeEffect(lua: string): Effect {
  const effect = `local function effect(KEYS, ARGV) ${lua} end`;
  return {
    alone: script(`${effect} local _, answer = effect(KEYS, ARGV) return answer`),
    noted: script(`${effect} ${append}`),
  };
}

const appendOnly: Act = { effect: makeEffect("return true, ''"), keys: [], args: [] };

const answerOfAppend = z
  .tuple([z.enum(["appended", "already", "moved", "behind", "unchanged"])])
  .rest(z.string());
const mostAttempts = 1000;

/**
 * The one who writes the journal: entries of this process one after the other, those of others in between. It remembers the
 * newest entry that it knows to be stored, as the witness of what this process has seen.
 */
export function createJournalWriter(store: Store, clock: Clock): JournalWriter {
  let turn: Promise<unknown> = Promise.resolve();
  let witness = nothingSeen;
  const look = async (): Promise<SetBack | undefined> => {
    const { newest, setBack } = await lookBack(store, witness, clock());
    witness = newest;
    return setBack;
  };
  const attempt = async (entry: JournalEntry, act: Act): Promise<Written | undefined> => {
    const { written, newest } = await write(store, entry, act, witness);
    if (newest === "behind") await look();
    else if (newest) witness = newest;
    return written;
  };
  const writeInTurn = async (entry: JournalEntry, act: Act): Promise<Written> => {
    for (let attempts = 0; attempts < mostAttempts; attempts++) {
      const written = await attempt(entry, act);
      if (written) return written;
    }
    throw new ProblemError(
      makeProblem("store-unavailable", "The journal was too busy.", "Repeat the same command: it is safe."),
    );
  };
  return {
    write: (entry, act = appendOnly) => {
      const mine = turn.then(() => writeInTurn(entry, act));
      turn = mine.catch(() => undefined);
      return mine;
    },
    setBack: async () => {
      // At once, so that it is noted for everybody; and again when everybody else had the time to do the same.
      const seen = await look();
      return (await untilAllLooked(store)) ? look() : seen;
    },
  };
}

/**
 * Does an act, with an entry as one with it where there is one. Answers what the act answers; undefined when the entry
 * was there before, so that the act was done before and is not done again.
 */
export async function carryOut(
  store: Store,
  writer: JournalWriter,
  act: Act,
  entry: JournalEntry | undefined,
): Promise<string | undefined> {
  if (!entry) return z.string().parse(await act.effect.alone(store, act.keys, act.args));
  const written = await writer.write(entry, act);
  return written.outcome === "already" ? undefined : written.answer;
}

interface Attempt {
  /** Absent when the chain has to be hashed again. */
  written?: Written;
  /** The newest entry, where the attempt has shown it; `behind` when the witness was contradicted. */
  newest?: Witness | "behind";
}

async function write(
  store: Store,
  entry: JournalEntry,
  { effect, keys, args }: Act,
  witness: Witness,
): Promise<Attempt> {
  const text = journalEntryCodec.encode(entry);
  const indexes = indexesOf(store, entry);
  const all = [journalKeys.head(store), journalKeys.ids(store), journalKeys.log(store), ...indexes, ...keys];
  const hash = chainHash(witness.hash, text);
  const own = [entry.id, witness.hash, hash, text, genesis, indexes.length, witness.place];
  const answer = await effect.noted(store, all, [...own, ...args]);
  const [outcome, said = "", place = ""] = answerOfAppend.parse(answer);
  switch (outcome) {
    case "already":
      return { written: { outcome } };
    case "unchanged":
      return { written: { outcome, answer: said } };
    case "appended":
      return { written: { outcome, answer: said }, newest: { place: Number(place), hash } };
    case "moved":
      return { newest: { place: Number(place), hash: said } };
    case "behind":
      return { newest: "behind" };
  }
}

function indexesOf(store: Store, { environment, run }: JournalEntry): string[] {
  return [
    ...(environment === undefined ? [] : [journalKeys.on(store, environment)]),
    ...(run === undefined ? [] : [journalKeys.of(store, run)]),
  ];
}

/** Where the journal is kept: its head, the ids of its entries, the log itself, and an index per environment and run. */
export const journalKeys = {
  head: ({ keys }: Store) => keys.of("journal", "head"),
  ids: ({ keys }: Store) => keys.of("journal", "ids"),
  log: ({ keys }: Store) => keys.of("journal", "log"),
  on: ({ keys }: Store, environment: string) => keys.of("journal", "on", environment),
  of: ({ keys }: Store, run: string) => keys.of("journal", "run", run),
};
