import { Redis, type RedisOptions } from "ioredis";
import { makeProblem, ProblemError } from "../release/problem.ts";
import { readRedisFacts, type RedisFacts } from "./requirements.ts";

/**
 * `interactive`: somebody waits, so a command is answered or given up within a second. `worker`: nobody does, so
 * commands wait out an outage; it feeds the queue's workers and nothing else.
 */
export type ConnectionRole = "interactive" | "worker";

type Patience = Pick<RedisOptions, "commandTimeout" | "maxRetriesPerRequest" | "enableOfflineQueue">;

const patience: Record<ConnectionRole, Patience> = {
  interactive: { commandTimeout: 1000, maxRetriesPerRequest: 1, enableOfflineQueue: false },
  worker: { maxRetriesPerRequest: null },
};

/**
 * Connects to a Redis by URL and answers once it takes commands; raises `store-unavailable` when it does not at first
 * try. Later losses are repaired by itself, and told to `onError`.
 */
export async function connectRedis(
  url: string,
  role: ConnectionRole,
  onError: (error: Error) => void = () => undefined,
): Promise<Redis> {
  const redis = new Redis(url, {
    ...patience[role],
    connectTimeout: 5000,
    lazyConnect: true,
    retryStrategy: (times) => Math.min(times * 50, 1000),
  });
  redis.on("error", onError);
  try {
    await redis.connect();
    return redis;
  } catch (error) {
    redis.disconnect();
    throw storeUnavailable(error);
  }
}

/** Asks a Redis for what the start-up check judges; see `checkRedis`. */
export async function askRedisFacts(redis: Redis): Promise<RedisFacts> {
  return readRedisFacts(await answered(redis.info()));
}

/** Passes on what Redis answers; any failure becomes the problem `store-unavailable`. */
export async function answered<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw storeUnavailable(error);
  }
}

function storeUnavailable(cause: unknown): ProblemError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const problem = makeProblem(
    "store-unavailable",
    `Redis did not confirm this (${why}), so it is not known whether it was stored.`,
    "Repeat the same command in a moment: it is safe, nothing happens twice.",
  );
  return new ProblemError(problem, cause);
}
