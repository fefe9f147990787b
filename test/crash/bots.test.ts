import { describe, expect, it } from "vitest";
import { expectOneOfEach, imageOf, writesOfDeploy, writesSince } from "./effects.ts";
import { approve, cardOf, ended, newestRun, openScene, patience, type Scene } from "./harness.ts";
import { startProcess } from "./process-bot.ts";
import type { Run } from "../../src/release/run/run.ts";

const timeout = 240_000;

/** A deploy that hangs in its wait, because the cluster's controllers stand still. */
async function deployIntoWait(scene: Scene): Promise<Run> {
  scene.cluster.freeze(true);
  await scene.workspace.as("rosa").command("/release deploy v1.4.2 production");
  const run = await newestRun(scene, "v1.4.2");
  await approve(scene, run);
  await scene.until(async () => {
    const ledger = await scene.stores.runs.ledger(run.id);
    return ledger["apply.workloads"] !== undefined;
  }, "the wait");
  return run;
}

describe.concurrent("bots that come and go", () => {
  it("three killed in the same wait are nothing that a run notices", { timeout }, async () => {
    await using scene = await openScene();
    let bot = await scene.start();
    const run = await deployIntoWait(scene);
    for (let n = 0; n < 3; n += 1) {
      const before = await scene.claimsOf(run);
      bot = await scene.replace(bot);
      await scene.until(
        async () => (await scene.claimsOf(run)) > before,
        `bot ${n + 2} to take the run over`,
      );
    }
    scene.cluster.freeze(false);
    expect(await ended(scene, run)).toMatchObject({ phase: "succeeded" });
    expect(await scene.takeovers()).toBe(3);
    await expectOneOfEach(scene, run);
    expect(writesSince(scene, 0)).toMatchObject(writesOfDeploy);
  });

  it("take orders that workers carry out, each when it comes", { timeout }, async () => {
    await using scene = await openScene({ ackTimeoutMs: patience });
    const { workspace } = scene;
    const bot = await scene.start("--role", "bot");
    expect(await workspace.as("rosa").command("/release deploy v1.4.2 production")).toMatchObject({
      ok: true,
    });
    expect(await scene.stores.runs.history({}, 10)).toEqual([]);
    const worker = await scene.start("--role", "worker");
    const run = await newestRun(scene, "v1.4.2");
    await approve(scene, run);
    expect(await ended(scene, run)).toMatchObject({ phase: "succeeded" });
    await expectOneOfEach(scene, run);
    expect([bot.isAlive(), worker.isAlive()]).toEqual([true, true]);
    expect(workspace.calls("apps.connections.open")).toHaveLength(1);
  });

  it(
    "one that is told to stop hands its run on, and being told again changes nothing",
    { timeout },
    async () => {
      await using scene = await openScene();
      const first = await scene.startAs(startProcess);
      const run = await deployIntoWait(scene);
      await scene.start();
      expect(await first.terminate("SIGTERM", "SIGTERM", "SIGINT")).toBe(0);
      scene.cluster.freeze(false);
      expect(await ended(scene, run)).toMatchObject({ phase: "succeeded" });
      expect(await scene.takeovers()).toBe(0);
      await expectOneOfEach(scene, run);
    },
  );

  it("one that sleeps past its lock writes nothing when it wakes", { timeout }, async () => {
    await using scene = await openScene();
    const sleeper = await scene.startAs(startProcess);
    const path = /deployments\/nexus-app/;
    await scene.workspace.as("rosa").command("/release deploy v1.4.2 production");
    const run = await newestRun(scene, "v1.4.2");
    // Not before the plan is made: its dry runs would hang too.
    await cardOf(scene, run);
    scene.cluster.faults.next({ method: "PATCH", path, fault: { kind: "hang" } });
    await approve(scene, run);
    await scene.until(
      () => scene.cluster.requests.some((one) => isHanging(one, path)),
      "the write that hangs",
    );
    sleeper.freeze();
    await scene.lapse();
    scene.cluster.faults.clear();
    await scene.start();
    expect(await ended(scene, run)).toMatchObject({ phase: "succeeded" });
    await expectOneOfEach(scene, run);
    const atWaking = scene.cluster.requests.length;
    sleeper.thaw();
    await scene.until(() => sleeper.isReady(), "the sleeper to be awake");
    await scene.until(() => sleeper.output().includes("lock"), "the sleeper to find its job taken");
    expect(writesSince(scene, atWaking)).toEqual({});
    await expectOneOfEach(scene, run);
    expect(imageOf(scene)).toBe("v1.4.2");
  });
});

function isHanging(
  { method, path, dryRun, code }: { method: string; path: string; dryRun: boolean; code: number },
  wanted: RegExp,
): boolean {
  return method === "PATCH" && !dryRun && code === 0 && wanted.test(path);
}
