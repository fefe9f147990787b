import { createHash } from "node:crypto";
import type { Redis } from "ioredis";
import { answered } from "./connection.ts";
import type { Keys } from "./keys.ts";

/** What every store works with: a connection and the keys of the installation. */
export interface Store {
  redis: Redis;
  keys: Keys;
}

export type ScriptArgument = string | number | Buffer;
export type Script = (store: Store, keys: string[], args: ScriptArgument[]) => Promise<unknown>;

/**
 * Makes a function of a Lua script. Redis runs a script as one atomic act; it is sent by its hash, and in full only
 * to a server that does not know it yet, as after a restart.
 */
export function script(lua: string): Script {
  const hash = createHash("sha1").update(lua).digest("hex");
  return ({ redis }, keys, args) => answered(run(redis, lua, hash, keys, args));
}

async function run(redis: Redis, lua: string, hash: string, keys: string[], args: ScriptArgument[]) {
  try {
    return await redis.evalsha(hash, keys.length, ...keys, ...args);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith("NOSCRIPT"))) throw error;
    return redis.eval(lua, keys.length, ...keys, ...args);
  }
}
