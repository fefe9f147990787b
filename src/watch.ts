import { createHash } from "node:crypto";
import type { Clock } from "./release/clock.ts";
import type { Log } from "./parts.ts";
import type { SetBack } from "./release/run/set-back.ts";
import type { QueueState } from "./redis/queue.ts";

/** What shows whether this process can still do its work. */
export interface Watched {
  /** How the queues stand that this process works for; raises what Redis raises. */
  queues: () => Promise<QueueState[]>;
  /** When this process last took a job of each queue, in milliseconds since the epoch; absent when it never did. */
  lastConsumed: () => Record<string, number>;
  /** The key of this installation as it was at the start, and as it is now: a new one where there was none. */
  secretKey: Buffer;
  secretKeyNow: () => Promise<Buffer>;
  /** Told the name of the store that took the place of a lost one. */
  onLoss: (name: string) => Promise<void>;
  /** When the records were put back last, if ever, and who is told about it. */
  setBack: () => Promise<SetBack | undefined>;
  onSetBack: (setBack: SetBack) => Promise<void>;
  /** Waits so many milliseconds, or less when Redis is another one, and keeps no process alive for that. */
  pause: (ms: number) => Promise<void>;
  clock: Clock;
  log: Log;
}

const every = 10_000;
/** How long after it was noticed a set-back is news, in milliseconds: whoever tells it may have been started anew. */
const news = 3_600_000;
const longestSilence = 180_000;
/** A look that comes so much later than it was to come, in milliseconds, means that nothing else was done either. */
const longestStandstill = 5000;

/**
 * Looks every ten seconds, and resolves with the reason when the process should be started anew: a queue that nobody
 * consumes, or a Redis that has lost what it was given. An outage of Redis is no reason, it is waited out.
 */
export async function untilBroken(watched: Watched): Promise<string> {
  const told = new Set<string>();
  /** When each queue was last seen paused. */
  const lastPaused: Record<string, number> = {};
  for (;;) {
    await rest(watched);
    try {
      const reason = (await loss(watched)) ?? (await silence(watched, lastPaused));
      if (reason !== undefined) return reason;
      await tellSetBack(watched, told);
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

async function tellSetBack({ setBack, onSetBack, clock }: Watched, told: Set<string>): Promise<void> {
  const last = await setBack();
  if (!last || told.has(last.id) || clock() - last.at > news) return;
  await onSetBack(last);
  told.add(last.id);
}

async function loss({ secretKey, secretKeyNow, onLoss }: Watched): Promise<string | undefined> {
  const now = await secretKeyNow();
  if (now.equals(secretKey)) return undefined;
  await onLoss(createHash("sha256").update(now).digest("hex").slice(0, 12));
  return "Redis has lost the records";
}

async function silence(
  { queues, lastConsumed, clock, log }: Watched,
  lastPaused: Record<string, number>,
): Promise<string | undefined> {
  const states = await queues();
  for (const { name } of states.filter(({ isPaused }) => isPaused)) {
    if (lastPaused[name] === undefined) log.warn({ queue: name }, "a queue is paused; nothing of it is done");
    lastPaused[name] = clock();
  }
  const consumed = lastConsumed();
  const stuck = states.find(({ name, oldestWaiting }) => {
    if (oldestWaiting === undefined) return false;
    // A paused queue is not a stuck one, and one that goes on needs its time.
    const moved = Math.max(oldestWaiting, consumed[name] ?? 0, lastPaused[name] ?? 0);
    return clock() - moved > longestSilence;
  });
  return stuck && `nobody has consumed the queue ${stuck.name} for three minutes`;
}
