import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import { createStores } from "../../src/redis/stores.ts";
import type { RunStore } from "../../src/release/run/stores.ts";
import { lapse } from "./lapse.ts";
import { samplePlan, sampleRun } from "./samples.ts";
import { useWorkshop, workshopSettings } from "./workshop.ts";

const workshop = useWorkshop();
let child: ChildProcess;
let runs: RunStore;

/** Begins a run in a process of its own. */
beforeEach(async () => {
  const { redis, url, askForRun } = workshop();
  runs = createStores(redis, workshopSettings.prefix, Date.now).runs;
  await runs.create(sampleRun(), samplePlan());
  await askForRun();
  child = fork(path.join(import.meta.dirname, "worker-child.ts"), [url, workshopSettings.prefix]);
  await once(child, "message");
});
afterEach(() => {
  child.kill("SIGKILL");
});

it("gives the run of a killed worker to another one within seconds", async () => {
  child.kill("SIGKILL");
  const done: string[] = [];
  await workshop().work({ run: async ({ run }) => void done.push(run) });
  await expect.poll(() => done).toEqual(["r1"]);
});

/** Ways to let the child stand still, and to let it go on. */
const standstills: [string, () => Promise<() => Promise<void>>][] = [
  [
    "frozen past its lock",
    async () => {
      child.kill("SIGSTOP");
      return async () => void child.kill("SIGCONT");
    },
  ],
  [
    "busy past its lock",
    async () => {
      const folder = await mkdtemp(path.join(tmpdir(), "slipway-busy-"));
      onTestFinished(() => rm(folder, { recursive: true }));
      const file = path.join(folder, "go on");
      child.send(file);
      await once(child, "message");
      return () => writeFile(file, "");
    },
  ],
];

it.each(standstills)("fences a worker that was %s, and tells it to stop", async (_, stand) => {
  const goOn = await stand();
  await lapse(workshop().redis);
  const recorded: string[] = [];
  await workshop().work({
    run: async ({ run }) => {
      const claim = await runs.claim(run);
      recorded.push(await runs.recordStep(run, claim, "apply", { outcome: "done", at: 2 }));
    },
  });
  await expect.poll(() => recorded).toEqual(["recorded"]);
  await workshop().redis.set("go on", "yes");
  const words = once(child, "message");
  await goOn();
  expect((await words)[0]).toBe("fenced, aborted");
  expect(await runs.ledger("r1")).toEqual({ apply: { outcome: "done", at: 2 } });
});
