import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { genesis } from "../release/journal.ts";
import type { SetBack } from "../release/run/set-back.ts";
import { renewedAt } from "./connection.ts";
import { script, type Store } from "./store.ts";

/** An entry of the journal that is known to be stored: its place in the log, and the hash of the chain there. */
export interface Witness {
  place: number;
  hash: string;
}

/** Before the first look. */
export const nothingSeen: Witness = { place: 0, hash: genesis };

/** How long everybody has to look after a new connection, in milliseconds: longer than they wait to connect again. */
const turn = 2000;

/** Where the witness stood and another entry or none stands now, the records are older, and a mark says so from then on. */
const look = script(`
  local count, hash = unpack(redis.call('HMGET', KEYS[1], 'count', 'hash'))
  count = tonumber(count) or 0
  local line = redis.call('XRANGE', KEYS[2], ARGV[1] .. '-0', ARGV[1] .. '-0')[1]
  if ARGV[1] ~= '0' and count > 0 and not (line and line[2][2] == ARGV[2]) then
    local last = tonumber(redis.call('HGET', KEYS[3], 'at') or '0')
    if last + 60000 < tonumber(ARGV[3]) then
      redis.call('HSET', KEYS[3], 'id', string.sub(ARGV[2], 1, 8) .. '.' .. ARGV[3], 'known', ARGV[1], 'left', count)
    end
    redis.call('HSET', KEYS[3], 'at', ARGV[3])
  end
  local mark = redis.call('HMGET', KEYS[3], 'at', 'id', 'known', 'left')
  return { count, hash or '', mark[1] or '', mark[2] or '', mark[3] or '', mark[4] or '' }
`);

const answerOfLook = z.tuple([z.number(), z.string(), z.string(), z.string(), z.string(), z.string()]);

/**
 * Looks whether the journal still has the entry that the witness saw, and notes for all that it has not. Answers the
 * newest entry that is there, and when the records were put back last. A store that has nothing at all is for the watch.
 */
export async function lookBack(
  store: Store,
  witness: Witness,
  now: number,
): Promise<{ newest: Witness; setBack: SetBack | undefined }> {
  const { keys: names } = store;
  const keys = [names.of("journal", "head"), names.of("journal", "log"), setBackKey(store)];
  const answer = await look(store, keys, [witness.place, witness.hash, now]);
  const [place, hash, at, id, known, left] = answerOfLook.parse(answer);
  return {
    newest: { place, hash: hash === "" ? genesis : hash },
    setBack: at === "" ? undefined : { at: Number(at), id, known: Number(known), left: Number(left) },
  };
}

/** Waits for what is left of the time in which everybody looks after a new connection; answers whether anything was. */
export async function untilAllLooked({ redis }: Pick<Store, "redis">): Promise<boolean> {
  const renewed = renewedAt(redis);
  const left = renewed === undefined ? 0 : renewed + turn - performance.now();
  if (left > 0) await pause(left);
  return left > 0;
}

/** Where it is noted that the records were put back. */
export function setBackKey({ keys }: Store): string {
  return keys.of("set-back");
}
