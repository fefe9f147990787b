import type { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { connectRedis } from "../../src/redis/connection.ts";
import { createQueues, type Queues } from "../../src/redis/queue.ts";
import { createWorkers, type Workers } from "../../src/redis/workers.ts";
import type { JobHandlers } from "../../src/release/work.ts";
import { handlersWith } from "./handlers.ts";
import { startMortalRedis } from "./redis.ts";

/** A Redis with queues, and the workers that a test opens; all are closed after it. */
export interface Workshop {
  url: string;
  redis: Redis;
  queues: Queues;
  /** What the workers complained of. */
  errors: string[];
  work: (handlers: Partial<JobHandlers>) => Promise<Workers>;
  /** Asks for the run `r1` on production. */
  askForRun: () => Promise<void>;
}

export const workshopSettings = { prefix: "test", environments: ["staging", "production"] };

/** Gives the tests of a file a workshop that is new for every test. */
export function useWorkshop(): () => Workshop {
  let server: Awaited<ReturnType<typeof startMortalRedis>>;
  let redis: Redis;
  let workshop: Workshop;
  let closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    server = await startMortalRedis();
    redis = await connectRedis(server.url, "worker");
  });
  beforeEach(async () => {
    await redis.flushall();
    workshop = open(server.url, redis, closing);
  });
  afterEach(async () => {
    for (const close of closing) await close();
    closing = [];
    await workshop.queues.close();
  });
  afterAll(async () => {
    redis.disconnect();
    await server.remove();
  });
  return () => workshop;
}

function open(url: string, redis: Redis, closing: (() => Promise<void>)[]): Workshop {
  const queues = createQueues(redis, workshopSettings);
  const errors: string[] = [];
  const work = async (handlers: Partial<JobHandlers>): Promise<Workers> => {
    const connection = await connectRedis(url, "worker");
    const workers = await createWorkers(connection, handlersWith(handlers), {
      ...workshopSettings,
      concurrency: 4,
      onError: (error) => void errors.push(error.message),
    });
    closing.push(async () => {
      await workers.close(100);
      connection.disconnect();
    });
    return workers;
  };
  const askForRun = () => queues.enqueue("run", { run: "r1" }, { id: "run-r1", environment: "production" });
  return { url, redis, queues, errors, work, askForRun };
}
