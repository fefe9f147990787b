import { schedule } from "node-cron";
import type { JobParts } from "../src/parts.ts";

/**
 * At the start, for what a crash may have left, and then every `beat` seconds: one reconcile job for all replicas, since
 * the id is the beat's number. A beat that is missed matters to nobody, the next one finds the same things to do. Answers
 * how to stop it.
 */
export function startHeartbeat(
  { queue, clock, log }: Pick<JobParts, "queue" | "clock" | "log">,
  beat: number,
): () => Promise<void> {
  const reconcile = async (id: string): Promise<void> => {
    try {
      await queue.enqueue("reconcile", {}, { id });
    } catch (error) {
      log.warn({ err: error }, "heartbeat not stored");
    }
  };
  void reconcile(`reconcile.start.${clock()}`);
  const task = schedule(`*/${beat} * * * * *`, () =>
    reconcile(`reconcile.${Math.floor(clock() / (beat * 1000))}`),
  );
  return async () => {
    await task.destroy();
  };
}
