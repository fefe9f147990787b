import { schedule } from "node-cron";
import type { Log } from "../src/parts.ts";
import type { WorkQueue } from "../src/release/work.ts";

/**
 * Every half minute, one reconcile job for all replicas: the id is the half minute, so ten of them add one job. A beat
 * that is missed matters to nobody, the next one finds the same things to do. Answers how to stop it.
 */
export function startHeartbeat(queue: WorkQueue, clock: () => number, log: Log): () => Promise<void> {
  const task = schedule("*/30 * * * * *", async () => {
    const slot = Math.floor(clock() / 30_000);
    try {
      await queue.enqueue("reconcile", {}, { id: `reconcile.${slot}` });
    } catch (error) {
      log.warn({ err: error }, "heartbeat not stored");
    }
  });
  return async () => {
    await task.destroy();
  };
}
