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

type SentinelOptions = "username" | "password" | "db" | "sentinelUsername" | "sentinelPassword";

/** Sentinels, the name under which they know the master, and what opens both, in the library's own words. */
export type Sentinels = Pick<RedisOptions, SentinelOptions> & {
  sentinels: { host: string; port: number }[];
  name: string;
  /** Whether to talk TLS, to the sentinels and to the master. */
  tls: boolean;
};

/** One server by its URL, or the sentinels that know which server it is now. */
export type RedisAddress = string | Sentinels;

/**
 * Connects to a Redis and answers once it takes commands; raises `store-unavailable` when it does not at first
 * try. Later losses are repaired by itself, and told to `onError`.
 */
export async function connectRedis(
  address: RedisAddress,
  role: ConnectionRole,
  onError: (error: Error) => void = () => undefined,
): Promise<Redis> {
  const common = { ...patience[role], ...alike };
  const first = { isOver: false };
  const redis =
    typeof address === "string"
      ? new Redis(address, common)
      : new Redis({ ...common, ...throughSentinels(address, { role, first }) });
  let last: Error | undefined;
  redis.on("error", (error) => {
    last = error;
    onError(error);
  });
  // One sentinel that does not answer, or knows no such master, while the next one is asked.
  redis.on("sentinelError", onError);
  try {
    await redis.connect();
    first.isOver = true;
    redis.on("ready", () => renewals.set(redis, performance.now()));
    return redis;
  } catch (error) {
    redis.disconnect();
    // The library's own error only says that the connection is closed; what it told before says why.
    throw unreachable(redis, last ?? error);
  }
}

const renewals = new WeakMap<Redis, number>();

/** When a connection was made anew last, by the clock of `performance.now()`; undefined while it is the first one. */
export function renewedAt(redis: Redis): number | undefined {
  return renewals.get(redis);
}

const pauseAfter = (times: number): number => Math.min(times * 50, 1000);

const alike = {
  connectTimeout: 5000,
  lazyConnect: true,
  retryStrategy: pauseAfter,
  // A master that became a replica has done nothing of what it refuses: it is asked of the new one.
  reconnectOnError: (error) => (error.message.startsWith("READONLY") ? 2 : false),
} satisfies RedisOptions;

/**
 * The library asks the sentinels for the master at every connection. At the first try nobody waits for sentinels; later
 * on they are asked until one answers. A master that is frozen or cut off closes nothing, so its silence does: the
 * library's own way to hear of a new master (`failoverDetector`) ends the client for good when it hears of one while it
 * connects.
 */
function throughSentinels(
  { tls, ...address }: Sentinels,
  { role, first }: { role: ConnectionRole; first: { isOver: boolean } },
) {
  return {
    ...address,
    ...(tls && { tls: {}, sentinelTLS: {}, enableTLSForSentinelMode: true }),
    socketTimeout: longestSilence[role],
    connectTimeout: 2000,
    sentinelCommandTimeout: 2000,
    sentinelRetryStrategy: (times) => (first.isOver ? pauseAfter(times) : null),
  } satisfies RedisOptions;
}

/** In milliseconds. Workers ask for work in questions that a healthy server leaves open for up to ten seconds. */
const longestSilence: Record<ConnectionRole, number> = { interactive: 2000, worker: 15_000 };

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

function unreachable({ options: { host, port, sentinels } }: Redis, cause: unknown): ProblemError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const where = sentinels ? "Redis behind its sentinels" : `Redis at ${host}:${port}`;
  const problem = makeProblem(
    "store-unavailable",
    `${where} takes no commands: ${why}.`.replace(/\.\.$/, "."),
    /certificate/.test(why)
      ? "Name the file with the certificate of its authority in NODE_EXTRA_CA_CERTS, and start again."
      : "Check in REDIS_URL the address, user and password, and whether the server wants TLS (rediss://); then start again.",
  );
  return new ProblemError(problem, cause);
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
