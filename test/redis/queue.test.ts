import { EventEmitter, once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { Queue } from "bullmq";
import { expect, it } from "vitest";
import { useWorkshop, workshopSettings } from "./workshop.ts";

/** Whoever waits for a job that does not end waits longer than this, in milliseconds. */
const timeout = 60_000;

const workshop = useWorkshop();

function askToExpire(run: string): Promise<void> {
  return workshop().queues.enqueue("expire", { run }, { id: `expire-${run}` });
}

it("does what was asked once, however often it was asked", async () => {
  const { work } = workshop();
  const done: string[] = [];
  await Promise.all(Array.from({ length: 20 }, () => askToExpire("r1")));
  const workers = await work({ expire: async ({ run }) => void done.push(run) });
  await expect.poll(() => done).toEqual(["r1"]);
  await askToExpire("r1");
  await askToExpire("r2");
  await expect.poll(() => done).toEqual(["r1", "r2"]);
  expect(Object.keys(workers.lastConsumed())).toEqual(["work"]);
});

it("runs once more what was asked for while it ran, and again after it ended", async () => {
  const { redis, work, askForRun } = workshop();
  const begun: string[] = [];
  const gate = new EventEmitter();
  await work({
    run: async ({ run }) => {
      begun.push(run);
      await once(gate, "finish");
    },
  });
  await askForRun();
  await expect.poll(() => begun.length).toBe(1);
  await Promise.all([askForRun(), askForRun(), askForRun()]);
  gate.emit("finish");
  await expect.poll(() => begun.length).toBe(2);
  gate.emit("finish");
  await expect.poll(async () => (await redis.keys("{test}:queue:run.production:de:*")).length).toBe(0);
  await askForRun();
  await expect.poll(() => begun.length).toBe(3);
  gate.emit("finish");
});

it("delivers again when the handler asks for it, and at once when somebody wakes the run", async () => {
  const { redis, errors, work, askForRun } = workshop();
  let deliveries = 0;
  await work({
    run: async (_, context) => {
      deliveries += 1;
      if (deliveries === 1) await context.redeliver(300);
      if (deliveries === 2) await context.redeliver(600_000);
    },
  });
  await askForRun();
  await expect.poll(() => deliveries).toBe(2);
  await expect.poll(async () => redis.zcard("{test}:queue:run.production:delayed")).toBe(1);
  await askForRun();
  await expect.poll(() => deliveries).toBe(3);
  expect(errors).toEqual([]);
});

it("does one run of an environment at a time across workers, and environments side by side", async () => {
  const { queues, errors, work } = workshop();
  let [now, most] = [0, 0];
  const ended: string[] = [];
  const places = new Set<string>();
  let sideBySide = false;
  const run = async ({ run: id }: { run: string }) => {
    const place = id.split("-")[0] ?? "";
    expect(places).not.toContain(place);
    places.add(place);
    sideBySide ||= places.size === 2;
    most = Math.max(most, ++now);
    await delay(30);
    now -= 1;
    places.delete(place);
    ended.push(id);
  };
  await Promise.all([work({ run }), work({ run })]);
  for (const environment of workshopSettings.environments) {
    for (let n = 0; n < 5; n++) {
      await queues.enqueue(
        "run",
        { run: `${environment}-${n}` },
        { id: `run-${environment}-${n}`, environment },
      );
    }
  }
  await expect.poll(() => ended.length).toBe(10);
  expect(most).toBe(2);
  expect(sideBySide).toBe(true);
  expect(errors).toEqual([]);
});

it("repeats a job that failed", async () => {
  const { queues, errors, work } = workshop();
  let attempts = 0;
  await work({
    deliver: async () => {
      attempts += 1;
      if (attempts === 1) throw new Error("Slack is away");
    },
  });
  await queues.enqueue("deliver", { conversation: "c1" }, { id: "deliver-c1" });
  await expect.poll(() => attempts).toBe(2);
  expect(errors).toEqual(["Slack is away"]);
});

it("gives up on a job that nobody can read, and goes on", async () => {
  const { redis, errors, work } = workshop();
  const done: string[] = [];
  await work({ expire: async ({ run }) => void done.push(run) });
  const raw = new Queue("work", { connection: redis, prefix: "{test}:queue" });
  await raw.add("dance", {}, { attempts: 9 });
  await raw.add("expire", { run: 7 }, { attempts: 9 });
  await askToExpire("r1");
  await expect.poll(() => done).toEqual(["r1"]);
  await expect.poll(() => raw.getFailedCount()).toBe(2);
  expect(errors.toSorted().map((error) => error.slice(0, 25))).toEqual([
    "No program here knows a j",
    "The job expire carries ju",
  ]);
  await raw.close();
});

it("parks what is under way when it stops, so that the next process goes on", { timeout }, async () => {
  const { errors, work, askForRun } = workshop();
  let parked = 0;
  const first = await work({
    run: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("stopped")));
        parked += 1;
      }),
  });
  await askForRun();
  await expect.poll(() => parked).toBe(1);
  await first.close(10 * timeout);
  const done: string[] = [];
  await work({ run: async ({ run }) => void done.push(run) });
  await expect.poll(() => done).toEqual(["r1"]);
  expect(errors).toEqual([]);
});

it("stops even when a job does not listen", { timeout }, async () => {
  const { work, askForRun } = workshop();
  const workers = await work({ run: () => new Promise(() => undefined) });
  await askForRun();
  await expect.poll(() => workers.lastConsumed()["run.production"]).toBeDefined();
  await workers.close(200);
});

it("tells since when nobody consumes, and what is paused", async () => {
  const { url, queues, work } = workshop();
  const idle = ["work", "slack", "run.staging", "run.production"].map((name) => ({ name, isPaused: false }));
  expect(await queues.states()).toEqual(idle);
  const before = Date.now();
  await queues.enqueue("reconcile", {}, { id: "reconcile-1" });
  await queues.enqueue("deliver", { conversation: "c1" }, { id: "deliver-c1" });
  const since = (await queues.states()).map(({ oldestWaiting }) => oldestWaiting);
  expect(Math.min(...since.filter((time) => time !== undefined))).toBeGreaterThanOrEqual(before);
  const operator = new Queue("work", { connection: { url }, prefix: "{test}:queue" });
  await operator.pause();
  await work({});
  const [first, ...others] = idle;
  await expect
    .poll(() => queues.states())
    .toEqual([{ ...first, isPaused: true, oldestWaiting: since[0] }, ...others]);
  await operator.resume();
  await operator.close();
  await expect.poll(() => queues.states()).toEqual(idle);
});
