import { setTimeout as pause } from "node:timers/promises";
import type { Redis } from "ioredis";
import { makeProblem, type Problem, ProblemError } from "../release/problem.ts";
import { askRedisFacts, connectRedis, type RedisAddress, type Sentinels } from "./connection.ts";
import { checkRedis } from "./requirements.ts";
import { type PrivateRedis, startPrivateRedis } from "./server.ts";

/** A Redis in use: the connection for whoever waits, the one that feeds the workers, and our own server, if any. */
export interface OpenRedis {
  interactive: Redis;
  worker: Redis;
  /**
   * Resolves with words when this Redis serves no more: our own server has ended unasked, or a server that took over does
   * not keep what it is given.
   */
  lost: Promise<string>;
  /** Waits so many milliseconds, or until the connection is made anew; keeps no process alive for that. */
  restOrRenewal(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** One server, the sentinels that know it, or the folder with the data of a private one. */
export type RedisPlace = { url: string } | Sentinels | { folder: string };

export interface RedisUse {
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}

/**
 * Opens the Redis at an address, or starts a private one whose data is in the folder. Raises `bad-configuration` for one
 * that could lose what it was given: too old, without AOF, or with an eviction policy. A server that takes over later is
 * held to the same.
 */
export async function openRedis(place: RedisPlace, { log }: RedisUse): Promise<OpenRedis> {
  const own =
    "folder" in place
      ? await startPrivateRedis({ folder: place.folder, log: (line) => log.info({ line }, "private Redis") })
      : undefined;
  const address = own?.url ?? addressOf(place);
  const onError = (error: Error): void => log.warn({ err: error }, "Redis connection");
  const [interactive, worker] = await Promise.all([
    connectRedis(address, "interactive", onError),
    connectRedis(address, "worker", onError),
  ]);
  const ending = { isWanted: false };
  const close = async (): Promise<void> => {
    ending.isWanted = true;
    interactive.disconnect();
    worker.disconnect();
    await own?.stop();
  };
  const refusal = await refusalOf(interactive, log);
  if (refusal) {
    await close();
    throw new ProblemError(refusal);
  }
  const lost = Promise.race([endOf(own, ending), unsafeSuccessor(interactive, log)]);
  return { interactive, worker, lost, restOrRenewal: (ms) => restOrRenewal(interactive, ms), close };
}

function addressOf(place: RedisPlace): RedisAddress {
  if ("sentinels" in place) return place;
  return "url" in place ? place.url : "";
}

async function endOf(own: PrivateRedis | undefined, ending: { isWanted: boolean }): Promise<string> {
  await own?.exited;
  if (own && !ending.isWanted) return "the private Redis has ended";
  return new Promise(() => undefined);
}

async function restOrRenewal(redis: Redis, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, ms).unref();
  redis.once("ready", resolve);
  await promise;
  clearTimeout(timer);
  redis.off("ready", resolve);
}

/**
 * Looks again whenever the connection was made anew, until there is an answer: nobody says whether it leads to the same
 * server as before.
 */
function unsafeSuccessor(redis: Redis, log: RedisUse["log"]): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const look = async (): Promise<void> => {
    try {
      const refusal = await refusalOf(redis, log);
      if (refusal) resolve(`${refusal.what} ${refusal.advice}`);
    } catch (error) {
      log.warn({ err: error }, "Redis not looked at");
      await pause(1000, undefined, { ref: false });
      // A connection that was lost meanwhile is looked at when it is there again.
      if (redis.status === "ready") await look();
    }
  };
  redis.on("ready", () => void look());
  return promise;
}

/** What speaks against this Redis, if anything does; what could only be better is written down. */
async function refusalOf(redis: Redis, log: RedisUse["log"]): Promise<Problem | undefined> {
  const shortcomings = checkRedis(await askRedisFacts(redis));
  for (const { what, advice, weight } of shortcomings) {
    if (weight === "warn") log.warn({ what, advice }, "Redis could be safer");
  }
  const refused = shortcomings.filter(({ weight }) => weight === "refuse");
  if (refused.length === 0) return undefined;
  const what = refused.map((one) => one.what).join(" ");
  return makeProblem("bad-configuration", what, refused.map((one) => one.advice).join(" "));
}
