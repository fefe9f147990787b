import { setTimeout as delay } from "node:timers/promises";
import { DelayedError, type Job, Queue, UnrecoverableError, Worker, type WorkerOptions } from "bullmq";
import type { Redis } from "ioredis";
import { z } from "zod";
import type { JobContext, JobHandler, JobHandlers, JobName, JobPayloads } from "../release/work.ts";
import { answered } from "./connection.ts";
import { makeKeys } from "./keys.ts";
import { queueNames, type QueueSettings, runQueueName } from "./queue.ts";
import { isJobName, payloadSchemas } from "./job-payloads.ts";

export interface WorkerSettings extends QueueSettings {
  /** How many jobs of the queues `work` and `slack` this process does at a time; runs go one by one. */
  concurrency: number;
  /** Told every failure of a job and of the connection; the job is repeated by itself. */
  onError: (error: Error, queue: string, job?: { name: string; id: string }) => void;
}

export interface Workers {
  /** When this process last began a job of each queue, in milliseconds since the epoch; absent when it never did. */
  lastConsumed(): Record<string, number>;
  /**
   * Takes no more jobs, tells those under way to park themselves, and gives up on them after `graceMs`, or when Redis is
   * away: nothing can be parked there.
   */
  close(graceMs: number): Promise<void>;
}

/** A job of a dead worker is taken over within ten seconds, and a process may die as often as it likes. */
const takeover = { lockDuration: 6000, stalledInterval: 2000, maxStalledCount: 1000, runRetryDelay: 1000 };
const longestPause = 30_000;

/**
 * Starts to do jobs, over a connection of the role `worker`. Runs of an environment go one at a time everywhere. Raises
 * `store-unavailable` when the connection is lost meanwhile.
 */
export async function createWorkers(
  connection: Redis,
  handlers: JobHandlers,
  settings: WorkerSettings,
): Promise<Workers> {
  const prefix = makeKeys(settings.prefix).queuePrefix;
  await limitRuns(connection, prefix, settings.environments);
  const state: State = { handlers, closing: false, underWay: new Set(), consumed: {} };
  const workers = queueNames(settings).map((name) => {
    const concurrency = name === "work" || name === "slack" ? settings.concurrency : 1;
    return openWorker(name, state, { connection, prefix, concurrency }, settings.onError);
  });
  await begin(workers, settings.onError);
  return {
    lastConsumed: () => ({ ...state.consumed }),
    close: (graceMs) => close(workers, state, connection, graceMs),
  };
}

/** What the workers of this process share. */
interface State {
  handlers: JobHandlers;
  closing: boolean;
  underWay: Set<Promise<void>>;
  consumed: Record<string, number>;
}

/** The limit is kept in Redis and counts the runs of all processes. */
async function limitRuns(connection: Redis, prefix: string, environments: string[]): Promise<void> {
  await Promise.all(
    environments.map(async (environment) => {
      const queue = new Queue(runQueueName(environment), { connection, prefix });
      await queue.setGlobalConcurrency(1);
      await queue.close();
    }),
  );
}

/** A worker of the library that begins before its connections are ready, and loses one, never begins at all. */
async function begin(workers: Worker[], onError: WorkerSettings["onError"]): Promise<void> {
  try {
    await answered(Promise.all(workers.map((worker) => worker.waitUntilReady())));
  } catch (error) {
    await Promise.all(workers.map((worker) => worker.close(true)));
    throw error;
  }
  for (const worker of workers) worker.run().catch((error: Error) => onError(error, worker.name));
}

function openWorker(
  name: string,
  state: State,
  options: WorkerOptions,
  onError: WorkerSettings["onError"],
): Worker {
  // The library passes the signal only to a function with three parameters.
  const work = (job: Job<unknown, void>, token?: string, signal?: AbortSignal): Promise<void> => {
    state.consumed[name] = Date.now();
    const done = deliver(state, job, token, signal ?? new AbortController().signal);
    const settled = done.catch(() => undefined).finally(() => state.underWay.delete(settled));
    state.underWay.add(settled);
    return done;
  };
  const worker = new Worker(name, work, {
    ...options,
    ...takeover,
    autorun: false,
    settings: { backoffStrategy: pauseAfter },
  });
  worker.on("error", (error) => onError(error, name));
  worker.on("failed", (job, error) => onError(error, name, job && { name: job.name, id: job.id ?? "" }));
  worker.on("lockRenewalFailed", (ids) => {
    for (const id of ids) worker.cancelJob(id, "another worker took this job over");
  });
  return worker;
}

/** Milliseconds before a failed job is tried again: one second, doubled up to the longest. */
function pauseAfter(attempts: number): number {
  return Math.min(1000 * 2 ** Math.min(attempts - 1, 10), longestPause);
}

async function deliver(
  state: State,
  job: Job<unknown, void>,
  token: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const redeliver = async (ms: number): Promise<never> => {
    await job.moveToDelayed(Date.now() + ms, token);
    throw new DelayedError();
  };
  try {
    await dispatch(state.handlers, job.name, job.data, { signal, redeliver });
  } catch (error) {
    // Being told to stop is no failure of the job: the next process goes on at once.
    if (state.closing && signal.aborted && !(error instanceof DelayedError)) await redeliver(0);
    throw error;
  }
}

async function dispatch(
  handlers: JobHandlers,
  name: string,
  data: unknown,
  context: JobContext,
): Promise<void> {
  if (!isJobName(name)) throw new UnrecoverableError(`No program here knows a job called ${name}.`);
  await handle(handlers, name, payloadOf(name, data), context);
}

function payloadOf<N extends JobName>(name: N, data: unknown): JobPayloads[N] {
  const schema: z.ZodType<JobPayloads[N]> = payloadSchemas[name];
  const payload = schema.safeParse(data);
  if (payload.success) return payload.data;
  throw new UnrecoverableError(`The job ${name} carries junk: ${z.prettifyError(payload.error)}`);
}

async function handle<N extends JobName>(
  handlers: JobHandlers,
  name: N,
  payload: JobPayloads[N],
  context: JobContext,
): Promise<void> {
  const handler: JobHandler<N> = handlers[name];
  await handler(payload, context);
}

async function close(workers: Worker[], state: State, connection: Redis, graceMs: number): Promise<void> {
  state.closing = true;
  await Promise.all(workers.map((worker) => worker.pause(true)));
  for (const worker of workers) worker.cancelAllJobs("Slipway is stopping");
  const away = lost(connection);
  const isParked = await Promise.race([
    Promise.all(state.underWay).then(() => true),
    Promise.race([delay(graceMs, undefined, { ref: false }), away]).then(() => false),
  ]);
  const closing = Promise.all(workers.map((worker) => worker.close(!isParked)));
  // What is not forced waits for words of Redis.
  await (isParked ? Promise.race([closing, away]) : closing);
}

/** Resolves when the connection is lost, even if it comes back. */
async function lost(connection: Redis): Promise<void> {
  if (connection.status !== "ready") return;
  const { promise, resolve } = Promise.withResolvers<void>();
  connection.once("close", resolve);
  await promise;
}
