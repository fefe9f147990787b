import { createHash } from "node:crypto";
import type { Clock } from "./release/clock.ts";
import type { Log } from "./parts.ts";

/** What shows whether this process can still do its work. */
export interface Watched {
  /** When the job that waits longest became due; raises what Redis raises. */
  oldestWaiting: () => Promise<number | undefined>;
  /** When this process last took a job, in milliseconds since the epoch. */
  lastConsumed: () => number;
  /** The key of this installation as it was at the start, and as it is now: a new one where there was none. */
  secretKey: Buffer;
  secretKeyNow: () => Promise<Buffer>;
  /** Told the name of the store that took the place of a lost one. */
  onLoss: (name: string) => Promise<void>;
  /** Waits so many milliseconds, and keeps no process alive for that. */
  pause: (ms: number) => Promise<void>;
  clock: Clock;
  log: Log;
}

const every = 10_000;
const longestSilence = 180_000;
/** A look that comes so much later than it was to come, in milliseconds, means that nothing else was done either. */
const longestStandstill = 5000;

/**
 * Looks every ten seconds, and resolves with the reason when the process should be started anew: a queue that nobody
 * consumes, or a Redis that has lost what it was given. An outage of Redis is no reason, it is waited out.
 */
export async function untilBroken(watched: Watched): Promise<string> {
  for (;;) {
    await rest(watched);
    try {
      const reason = (await loss(watched)) ?? (await silence(watched));
      if (reason !== undefined) return reason;
    } catch (error) {
      watched.log.warn({ err: error }, "Redis not looked at");
    }
  }
}

/** Waits for the next look; one that is late is written down, since locks and answers were as late. */
async function rest({ pause, clock, log }: Watched): Promise<void> {
  const due = clock() + every;
  await pause(every);
  const late = clock() - due;
  if (late > longestStandstill)
    log.warn({ ms: late }, "the process stood still: it was busy, frozen, or its clock was set");
}

async function loss({ secretKey, secretKeyNow, onLoss }: Watched): Promise<string | undefined> {
  const now = await secretKeyNow();
  if (now.equals(secretKey)) return undefined;
  await onLoss(createHash("sha256").update(now).digest("hex").slice(0, 12));
  return "Redis has lost the records";
}

async function silence({ oldestWaiting, lastConsumed, clock }: Watched): Promise<string | undefined> {
  const oldest = await oldestWaiting();
  if (oldest === undefined || clock() - Math.max(oldest, lastConsumed()) <= longestSilence) return undefined;
  return "nobody has consumed the queue for three minutes";
}
