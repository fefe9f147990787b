import { setTimeout as pause } from "node:timers/promises";

/** What lives in this process: it can be stopped, and says when it can no longer do its work. */
export interface Living {
  stop(): Promise<void>;
  broken: Promise<string>;
}

/** Says why, when there may be no log any more. */
type Say = (words: string, error?: unknown) => void;

/**
 * Lets the process end with what lives in it: with 0 when it is told to, with 1 when something happened that nobody
 * foresaw or the work can no longer be done, so that it is started anew. Its work is parked before; `patienceMs` is how
 * long all that may take.
 */
export function endWith(living: Living, patienceMs: number, say: Say): void {
  let ending: Promise<void> | undefined;
  const end = (code: number): Promise<void> => {
    ending ??= park(living, patienceMs, say).then((isParked) => process.exit(isParked ? code : 1));
    return ending;
  };
  // Asking again changes nothing: the first ask is being followed.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void end(0));
  // Rejections that nobody handles come here as well.
  process.on("uncaughtException", (error) => {
    // Only the first one is said: where nobody reads what is said, saying it would be the next one, and so on for ever.
    if (ending === undefined) say("Slipway stops, to be started anew:", error);
    void end(1);
  });
  void living.broken.then((why) => {
    say(`Slipway stops, to be started anew: ${why}`);
    return end(1);
  });
}

/** Whether everything has stopped as it should, and in time. */
async function park(living: Living, ms: number, say: Say): Promise<boolean> {
  try {
    return await Promise.race([living.stop().then(() => true), pause(ms).then(() => false)]);
  } catch (error) {
    say("Slipway did not stop as it should:", error);
    return false;
  }
}
