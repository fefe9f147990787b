import { describe, expect, it } from "vitest";
import { expectOneOfEach, imageOf, writesOfDeploy, writesOfRollback, writesSince } from "./effects.ts";
import { approve, askRollback, deploy, ended, newestRun, openScene } from "./harness.ts";
import { deployPoints, killAt, rollbackPoints } from "./kill-points.ts";

const stories = 3;

describe.concurrent("a bot that is killed at every boundary", () => {
  it.for(Array.from({ length: stories }, (_, n) => n))(
    "ends deploy and rollback right (story %i)",
    { timeout: 240_000 },
    async (story) => {
      const mine = (_: unknown, n: number): boolean => n % stories === story;
      await using scene = await openScene();
      let bot = await scene.start();
      await expectOneOfEach(scene, await deploy(scene, "v1.4.2"));

      const before = scene.cluster.requests.length;
      const killing = killAt(scene, bot, deployPoints.filter(mine));
      await scene.workspace.as("rosa").command("/release deploy v1.5.0 production");
      const run = await newestRun(scene, "v1.5.0");
      await approve(scene, run);
      bot = await killing;
      expect(await ended(scene, run)).toMatchObject({ phase: "succeeded" });
      await expectOneOfEach(scene, run);
      expect(writesSince(scene, before)).toEqual(writesOfDeploy);
      expect(imageOf(scene)).toBe("v1.5.0");

      const later = scene.cluster.requests.length;
      const killingAgain = killAt(scene, bot, rollbackPoints.filter(mine));
      const rollback = await askRollback(scene, "v1.4.2");
      await killingAgain;
      expect(await ended(scene, rollback)).toMatchObject({ phase: "rolled back" });
      await expectOneOfEach(scene, rollback);
      expect(writesSince(scene, later)).toEqual(writesOfRollback);
      expect(imageOf(scene)).toBe("v1.4.2");
      expect(await scene.stores.holds.get("v1.5.0")).toMatchObject({ by: { run: rollback.id } });
    },
  );
});
