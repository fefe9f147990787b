import { setTimeout as pause } from "node:timers/promises";
import type { Log } from "./parts.ts";

/** What is needed of a Socket Mode client that does not reconnect by itself. */
export interface Socket {
  /** Resolves once Slack has said hello; rejects, sometimes without a reason, when it does not come to that. */
  start(): Promise<unknown>;
  disconnect(): Promise<void>;
  on(event: "connected" | "disconnected", listener: () => void): unknown;
}

export interface Connection {
  /** Resolves with the first hello; an outage at the start is waited out. */
  first: Promise<void>;
  isConnected: () => boolean;
  /** Lets the line stay down once it is closed. */
  end(): void;
}

/** How long a connection must have held for the next one to be tried at once, in milliseconds. */
const steady = 10_000;
const longestPause = 30_000;
/** How long one try may take; Slack says hello within a second. */
const patience = 20_000;

/**
 * Keeps a line to Slack, however long an outage lasts: a line that was lost is made anew at once, and one that cannot be
 * made is tried again with pauses that grow to half a minute. The client's own way ends in a rejection that nobody can
 * catch as soon as one try fails.
 */
export function keepConnected(socket: Socket, log: Log): Connection {
  const ended = new AbortController();
  const first = Promise.withResolvers<void>();
  let isConnected = false;
  let down = Promise.withResolvers<void>();
  socket.on("connected", () => (isConnected = true));
  socket.on("disconnected", () => {
    isConnected = false;
    down.resolve();
  });
  const supervise = async (): Promise<void> => {
    for (let failures = 0; !ended.signal.aborted; failures += 1) {
      await pause(pauseAfter(failures), undefined, { signal: ended.signal });
      down = Promise.withResolvers();
      if (!(await isUp(socket, log))) continue;
      first.resolve();
      const since = Date.now();
      await down.promise;
      if (Date.now() - since >= steady) failures = -1;
    }
  };
  supervise().catch((error: unknown) => {
    if (!ended.signal.aborted) log.error({ err: error }, "the line to Slack is no longer looked after");
  });
  return { first: first.promise, isConnected: () => isConnected, end: () => ended.abort() };
}

function pauseAfter(failures: number): number {
  return failures === 0 ? 0 : Math.min(longestPause, 500 * 2 ** failures);
}

/** One try. What is left of one that failed is cleared away, so that no second line opens beside the next one. */
async function isUp(socket: Socket, log: Log): Promise<boolean> {
  try {
    await Promise.race([socket.start(), tooLong()]);
    return true;
  } catch (error) {
    log.warn({ err: error }, "no line to Slack yet");
    await Promise.race([socket.disconnect(), pause(1000, undefined, { ref: false })]);
    return false;
  }
}

async function tooLong(): Promise<never> {
  await pause(patience, undefined, { ref: false });
  throw new Error(`Slack has not said hello within ${patience / 1000} seconds`);
}
