import { schedule } from "node-cron";
import type { Log } from "../src/parts.ts";
import type { WorkQueue } from "../src/release/work.ts";

/**
 * At the start, for what a crash may have left, and then every half minute: one reconcile job for all replicas, since
 * the id is the half minute. A beat that is missed matters to nobody, the next one finds the same things to do. Answers
 * how to stop it.
 */
export function startHeartbeat(queue: WorkQueue, clock: () => number, log: Log): () => Promise<void> {
  const beat = async (id: string): Promise<void> => {
    try {
      await queue.enqueue("reconcile", {}, { id });
    } catch (error) {
      log.warn({ err: error }, "heartbeat not stored");
    }
  };
  void beat(`reconcile.start.${clock()}`);
  const task = schedule("*/30 * * * * *", () => beat(`reconcile.${Math.floor(clock() / 30_000)}`));
  return async () => {
    await task.destroy();
  };
}
