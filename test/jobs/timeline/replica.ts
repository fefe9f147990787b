import { connectRedis } from "../../../src/redis/connection.ts";
import { createQueues } from "../../../src/redis/queue.ts";
import { createWorkers } from "../../../src/redis/workers.ts";
import { handlersWith } from "../../redis/handlers.ts";
import { type Newsroom, type NewsroomFacts, openNewsroom } from "./newsroom.ts";

export interface Replica extends Newsroom {
  stop(): Promise<void>;
  /** Ends its connections at once; with its line to Redis cut before, it is as good as killed. */
  abandon(): void;
}

/** A newsroom with workers of its own, over connections of its own. */
export async function startReplica({
  redisUrl,
  ...facts
}: Omit<NewsroomFacts, "redis" | "queue"> & { redisUrl: string }): Promise<Replica> {
  const [interactive, worker] = await Promise.all([
    connectRedis(redisUrl, "interactive"),
    connectRedis(redisUrl, "worker"),
  ]);
  const settings = { prefix: facts.prefix, environments: [] };
  const queue = createQueues(interactive, settings);
  const room = openNewsroom({ ...facts, redis: interactive, queue });
  const workers = await createWorkers(worker, handlersWith(room.handlers), {
    ...settings,
    concurrency: 4,
    onError: () => undefined,
  });
  const disconnect = (): void => {
    worker.disconnect();
    interactive.disconnect();
  };
  return {
    ...room,
    abandon: () => {
      disconnect();
      // It cannot end well, and holds connections of its own that nobody else could end.
      workers.close(0).catch(() => undefined);
    },
    stop: async () => {
      await workers.close(100);
      await queue.close();
      disconnect();
    },
  };
}
