import { z } from "zod";
import { chainHash, genesis, type JournalEntry } from "../release/journal.ts";
import { makeProblem, ProblemError } from "../release/problem.ts";
import { journalEntryCodec } from "./schemas.ts";
import { script, type Script, type ScriptArgument, type Store } from "./store.ts";

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
}

/**
 * The caller hashed its entry onto the head that it knew. If that is the head still, the effect is done, and the entry,
 * its place in the indexes and the new head are written, all as one; otherwise the head of now is answered, and the
 * caller hashes again. An effect that changes nothing leaves no entry.
 */
const append = `
  if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 then return {'already'} end
  local count, hash = unpack(redis.call('HMGET', KEYS[1], 'count', 'hash'))
  if (hash or ARGV[5]) ~= ARGV[2] then return {'moved', hash or ARGV[5]} end
  local indexes = tonumber(ARGV[6])
  local changed, answer = effect({ unpack(KEYS, 4 + indexes) }, { unpack(ARGV, 7) })
  if not changed then return {'unchanged', answer} end
  local place = string.format('%.0f', (tonumber(count) or 0) + 1)
  redis.call('HSET', KEYS[1], 'count', place, 'hash', ARGV[3])
  redis.call('HSET', KEYS[2], ARGV[1], place)
  redis.call('XADD', KEYS[3], place .. '-0', 'hash', ARGV[3], 'text', ARGV[4])
  for i = 4, 3 + indexes do redis.call('ZADD', KEYS[i], place, place) end
  return {'appended', answer}
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

const answerOfAppend = z.tuple([z.enum(["appended", "already", "moved", "unchanged"])]).rest(z.string());
const mostAttempts = 1000;

/** The one who writes the journal: entries of this process one after the other, those of others in between. */
export function createJournalWriter(store: Store): JournalWriter {
  // Only a guess where the chain ends, to save a round trip; the script knows.
  let head: string = genesis;
  let turn: Promise<unknown> = Promise.resolve();
  const writeInTurn = async (entry: JournalEntry, act: Act): Promise<Written> => {
    const { written, end } = await write(store, entry, act, head);
    head = end;
    return written;
  };
  return {
    write: (entry, act = appendOnly) => {
      const mine = turn.then(() => writeInTurn(entry, act));
      turn = mine.catch(() => undefined);
      return mine;
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

/** Answers where the chain ends afterwards, as far as it is known. */
async function write(
  store: Store,
  entry: JournalEntry,
  { effect, keys, args }: Act,
  guess: string,
): Promise<{ written: Written; end: string }> {
  const text = journalEntryCodec.encode(entry);
  const indexes = indexesOf(store, entry);
  const all = [journalKeys.head(store), journalKeys.ids(store), journalKeys.log(store), ...indexes, ...keys];
  let head = guess;
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const hash = chainHash(head, text);
    const own = [entry.id, head, hash, text, genesis, indexes.length];
    const answer = await effect.noted(store, all, [...own, ...args]);
    const [outcome, said = ""] = answerOfAppend.parse(answer);
    if (outcome === "already") return { written: { outcome }, end: head };
    if (outcome === "unchanged") return { written: { outcome, answer: said }, end: head };
    if (outcome === "appended") return { written: { outcome, answer: said }, end: hash };
    head = said;
  }
  throw new ProblemError(
    makeProblem("store-unavailable", "The journal was too busy.", "Repeat the same command: it is safe."),
  );
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
