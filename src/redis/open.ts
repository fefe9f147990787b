import type { Redis } from "ioredis";
import { makeProblem, ProblemError } from "../release/problem.ts";
import { askRedisFacts, connectRedis } from "./connection.ts";
import { checkRedis } from "./requirements.ts";
import { startPrivateRedis } from "./server.ts";

/** A Redis in use: the connection for whoever waits, the one that feeds the workers, and our own server, if any. */
export interface OpenRedis {
  interactive: Redis;
  worker: Redis;
  /** Resolves when our own server ends unasked; never for a foreign one. */
  lost: Promise<void>;
  close(): Promise<void>;
}

export interface RedisPlace {
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}

/**
 * Opens the Redis of a URL, or starts a private one whose data is in the folder. Raises `bad-configuration` for one
 * that could lose what it was given: too old, without AOF, or with an eviction policy.
 */
export async function openRedis(
  place: { url: string } | { folder: string },
  { log }: RedisPlace,
): Promise<OpenRedis> {
  const own =
    "folder" in place
      ? await startPrivateRedis({ folder: place.folder, log: (line) => log.info({ line }, "private Redis") })
      : undefined;
  const url = "url" in place ? place.url : (own?.url ?? "");
  const onError = (error: Error): void => log.warn({ err: error }, "Redis connection");
  const [interactive, worker] = await Promise.all([
    connectRedis(url, "interactive", onError),
    connectRedis(url, "worker", onError),
  ]);
  const lost = Promise.withResolvers<void>();
  let closing = false;
  void own?.exited.finally(() => {
    if (!closing) lost.resolve();
  });
  const close = async (): Promise<void> => {
    closing = true;
    interactive.disconnect();
    worker.disconnect();
    await own?.stop();
  };
  await refuseUnsafe(interactive, close, log);
  return { interactive, worker, lost: lost.promise, close };
}

async function refuseUnsafe(redis: Redis, close: () => Promise<void>, log: RedisPlace["log"]): Promise<void> {
  const shortcomings = checkRedis(await askRedisFacts(redis));
  for (const { what, advice, weight } of shortcomings) {
    if (weight === "warn") log.warn({ what, advice }, "Redis could be safer");
  }
  const refused = shortcomings.filter(({ weight }) => weight === "refuse");
  if (refused.length === 0) return;
  await close();
  const what = refused.map((one) => one.what).join(" ");
  throw new ProblemError(makeProblem("bad-configuration", what, refused.map((one) => one.advice).join(" ")));
}
