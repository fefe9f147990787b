import { expect, it } from "vitest";
import { createLog } from "../src/log.ts";
import type { QueueState } from "../src/redis/queue.ts";
import { untilBroken, type Watched } from "../src/watch.ts";

const key = Buffer.alloc(32, 1);
const start = 1_780_000_000_000;

interface Seen {
  /** Why the process is to be started anew; undefined when it was well for an hour. */
  reason: string | undefined;
  afterMs: number;
  logged: string;
  lost: string[];
}

/** Watches for up to an hour, which passes at once. */
async function watch(
  facts: (now: () => number) => Partial<Watched>,
  passing = (ms: number) => ms,
): Promise<Seen> {
  let now = start;
  const lines: string[] = [];
  const lost: string[] = [];
  const hour = Promise.withResolvers<undefined>();
  const broken = untilBroken({
    queues: async () => [],
    lastConsumed: () => ({}),
    secretKey: key,
    secretKeyNow: async () => key,
    onLoss: async (name) => void lost.push(name),
    setBack: async () => undefined,
    onSetBack: async () => undefined,
    pause: async (ms) => {
      now += passing(ms);
      if (now - start <= 3_600_000) return;
      hour.resolve(undefined);
      await new Promise(() => undefined);
    },
    clock: () => now,
    log: createLog({ level: "info", secrets: [], sink: (line) => void lines.push(line) }),
    ...facts(() => now),
  });
  const reason = await Promise.race([broken, hour.promise]);
  return { reason, afterMs: now - start, logged: lines.join(""), lost };
}

const silence = "nobody has consumed the queue work for three minutes";

/** The queue `work`, whose oldest job waits since then. */
const waitsSince = (oldestWaiting: number, isPaused = false): (() => Promise<QueueState[]>) => {
  return async () => [{ name: "work", isPaused, oldestWaiting }];
};

it.each<[string, (now: () => number) => Partial<Watched>, string | undefined, number]>([
  ["nothing waits", () => ({}), undefined, 3_610_000],
  ["a heartbeat waits that nobody takes", () => ({ queues: waitsSince(start) }), silence, 190_000],
  [
    "jobs wait and this process takes others",
    (now) => ({ queues: waitsSince(start), lastConsumed: () => ({ work: now() - 20_000 }) }),
    undefined,
    3_610_000,
  ],
  [
    "this process took its last job a while ago",
    () => ({ queues: waitsSince(start), lastConsumed: () => ({ work: start + 60_000 }) }),
    silence,
    250_000,
  ],
  [
    "jobs that are not yet due",
    (now) => ({ queues: () => waitsSince(now() + 1000)() }),
    undefined,
    3_610_000,
  ],
  [
    "jobs wait and this process takes those of another queue",
    (now) => ({ queues: waitsSince(start), lastConsumed: () => ({ slack: now() - 20_000 }) }),
    silence,
    190_000,
  ],
  ["a paused queue is not a stuck one", () => ({ queues: waitsSince(start, true) }), undefined, 3_610_000],
  [
    "another queue is paused",
    () => ({
      queues: async () => [
        { name: "slack", isPaused: true, oldestWaiting: start },
        ...(await waitsSince(start)()),
      ],
    }),
    silence,
    190_000,
  ],
  [
    "a queue that was paused for ten minutes goes on, and its jobs are taken",
    (now) => ({
      queues: () => waitsSince(start, now() < start + 600_000)(),
      lastConsumed: () => (now() < start + 620_000 ? {} : { work: now() }),
    }),
    undefined,
    3_610_000,
  ],
  [
    "a queue that was paused for ten minutes goes on, and nobody takes its jobs",
    (now) => ({ queues: () => waitsSince(start, now() < start + 600_000)() }),
    silence,
    780_000,
  ],
  [
    "Redis does not answer",
    () => ({ secretKeyNow: () => Promise.reject(new Error("no Redis")) }),
    undefined,
    3_610_000,
  ],
  [
    "Redis is another one",
    () => ({ secretKeyNow: async () => Buffer.alloc(32, 2) }),
    "Redis has lost the records",
    10_000,
  ],
])("%s", async (_, facts, reason, afterMs) => {
  expect(await watch(facts)).toMatchObject({ reason, afterMs });
});

it("tells of a loss before it asks to be started anew, and of a Redis that does not answer in the log", async () => {
  const loss = await watch(() => ({ secretKeyNow: async () => Buffer.alloc(32, 2) }));
  expect(loss.lost).toEqual([expect.stringMatching(/^[0-9a-f]{12}$/u)]);
  const outage = await watch(() => ({ queues: () => Promise.reject(new Error("no Redis")) }));
  expect(outage.logged).toContain("Redis not looked at");
});

/** Watches with pauses that take so many milliseconds longer than they should. */
function lateBy(late: number): ReturnType<typeof watch> {
  return watch(
    () => ({}),
    (ms) => ms + late,
  );
}

it("writes down that the process stood still, and not that it was a little late", async () => {
  expect((await lateBy(60_000)).logged).toContain('"ms":60000');
  expect((await lateBy(4000)).logged).toBe("");
});

it("tells once that the records were put back, and not when that is old", async () => {
  const told: string[] = [];
  const setBack = { at: start + 60_000, id: "a", known: 4, left: 2 };
  const noticed = (at: number) => (now: () => number) => ({
    setBack: async () => (now() >= at ? { ...setBack, at } : undefined),
    onSetBack: async ({ id }: { id: string }) => void told.push(id),
  });
  expect((await watch(noticed(start + 60_000))).reason).toBeUndefined();
  expect(told).toEqual(["a"]);
  await watch(noticed(start - 3_600_000));
  expect(told).toEqual(["a"]);
});
