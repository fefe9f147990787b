import { describe, expect, it } from "vitest";
import { connectRedis } from "../../src/redis/connection.ts";
import { expectOneOfEach, writesOfDeploy, writesSince } from "./effects.ts";
import { approve, cardOf, deploy, ended, newestRun, openScene, patience, type Scene } from "./harness.ts";
import { startProcess } from "./process-bot.ts";

const timeout = 240_000;

/** What only this person sees, all of it as one text. */
function heard({ workspace }: Scene, handle: string): string {
  return JSON.stringify(workspace.ephemerals(handle).map(({ text, blocks }) => ({ text, blocks })));
}

describe.concurrent("Redis in trouble", () => {
  it("dies and comes back at several moments of a run", { timeout }, async () => {
    await using scene = await openScene();
    const bot = await scene.start();
    await scene.workspace.as("rosa").command("/release deploy v1.4.2 production");
    const run = await newestRun(scene, "v1.4.2");
    await cardOf(scene, run);
    await scene.redis.kill();
    await scene.redis.start();
    await approve(scene, run);
    scene.cluster.freeze(true);
    await scene.until(async () => (await scene.stores.runs.get(run.id))?.phase === "verifying", "the wait");
    await scene.redis.kill();
    await scene.redis.start();
    scene.cluster.freeze(false);
    await scene.until(
      async () => (await scene.stores.runs.ledger(run.id))["wait.workloads"] !== undefined,
      "the checks",
    );
    await scene.redis.kill();
    await scene.redis.start();
    expect(await ended(scene, run)).toMatchObject({ phase: "succeeded" });
    await expectOneOfEach(scene, run);
    expect(bot.isAlive()).toBe(true);
    expect(writesSince(scene, 0)).toMatchObject(writesOfDeploy);
  });

  it("freezes while a command comes: its asker hears so and repeats it safely", { timeout }, async () => {
    // How soon is not for a busy machine to say; Redis is frozen until it is heard.
    await using scene = await openScene({ ackTimeoutMs: patience });
    await scene.start();
    const rosa = scene.workspace.as("rosa");
    scene.redis.freeze();
    expect(await rosa.command("/release deploy v1.4.2 production")).toMatchObject({ ok: true });
    expect(heard(scene, "rosa")).toContain("Repeat the same command");
    scene.redis.thaw();
    // The first request may have arrived after all; the second one then takes its place.
    const again = Date.now();
    expect(await rosa.command("/release deploy v1.4.2 production")).toMatchObject({ ok: true });
    const run = await newestRun(scene, "v1.4.2", "deploy", again);
    await approve(scene, run);
    expect(await ended(scene, run)).toMatchObject({ phase: "succeeded" });
    const all = await scene.stores.runs.history({ environment: "production" }, 10);
    expect(all.filter(({ phase }) => phase !== "superseded")).toHaveLength(1);
    expect(writesSince(scene, 0)).toMatchObject(writesOfDeploy);
  });

  it("is full: whoever asks is told, nothing is begun, and later all is well", { timeout }, async () => {
    await using scene = await openScene({ ackTimeoutMs: patience });
    await scene.start();
    const admin = await connectRedis(scene.redis.url, "interactive");
    await admin.config("SET", "maxmemory", "1");
    const command = "/release deploy v1.4.2 production";
    expect(await scene.workspace.as("rosa").command(command)).toMatchObject({ ok: true });
    expect(heard(scene, "rosa")).toContain("Repeat the same command");
    expect(await scene.stores.runs.history({}, 10)).toEqual([]);
    await admin.config("SET", "maxmemory", "0");
    admin.disconnect();
    await expectOneOfEach(scene, await deploy(scene, "v1.4.2"));
  });

  it(
    "loses everything in the middle of a run: nothing more is written, and people are told",
    { timeout },
    async () => {
      await using scene = await openScene();
      const bot = await scene.startAs(startProcess);
      await expectOneOfEach(scene, await deploy(scene, "v1.4.2"));
      scene.cluster.freeze(true);
      await scene.workspace.as("rosa").command("/release deploy v1.5.0 production");
      const run = await newestRun(scene, "v1.5.0");
      await approve(scene, run);
      await scene.until(async () => (await scene.stores.runs.get(run.id))?.phase === "verifying", "the wait");
      const admin = await connectRedis(scene.redis.url, "interactive");
      await admin.flushall();
      admin.disconnect();
      const before = scene.cluster.requests.length;
      scene.cluster.freeze(false);
      await scene.until(() => !bot.isAlive(), "the bot to ask to be started anew");
      expect(bot.process.exitCode).toBe(1);
      await scene.start();
      await scene.until(
        () => scene.workspace.messages("releases").some(({ text }) => text.includes("lost its records")),
        "the message about the loss",
      );
      expect(writesSince(scene, before)).toEqual({});
      expect(await scene.stores.runs.get(run.id)).toBeUndefined();
      expect(await deploy(scene, "v1.4.2")).toMatchObject({ phase: "succeeded" });
    },
  );
});
