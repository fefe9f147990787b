import type { Redis } from "ioredis";
import { z } from "zod";

/** Everything that a Redis holds at one moment, with what is left of each key's life in milliseconds. */
export type Backup = { key: Buffer; dump: Buffer; left: number }[];

/** Takes what is there at one moment: Redis does nothing else meanwhile. */
const script = `
  local taken = {}
  for _, key in ipairs(redis.call('KEYS', '*')) do
    table.insert(taken, { key, redis.call('DUMP', key), redis.call('PTTL', key) })
  end
  return taken
`;

const taken = z.array(z.tuple([z.instanceof(Buffer), z.instanceof(Buffer), z.number()]));

export async function takeBackup(redis: Redis): Promise<Backup> {
  const answer: unknown = await redis.callBuffer("EVAL", script, 0);
  return taken.parse(answer).map(([key, dump, left]) => ({ key, dump, left: Math.max(0, left) }));
}

/** Puts a Redis back to that moment in one act, as when an older replica or a backup takes its place. */
export async function restoreBackup(redis: Redis, backup: Backup): Promise<void> {
  const act = redis.multi().flushall();
  for (const { key, dump, left } of backup) act.restore(key, left, dump);
  const answers = await act.exec();
  const failed = answers?.find(([error]) => error !== null);
  if (failed) throw new Error("the backup does not fit", { cause: failed[0] });
}
