import { describe, expect, it } from "vitest";
import { expectOneOfEach, imageOf, writesOfDeploy, writesOfRollback, writesSince } from "./effects.ts";
import { approve, askRollback, deploy, ended, newestRun, openScene } from "./harness.ts";
import type { Bot, StartBot } from "./bot.ts";
import { startGuest } from "./guest-bot.ts";
import { deployPoints, killAt, type KillPoint, rollbackPoints } from "./kill-points.ts";
import { startProcess } from "./process-bot.ts";

/** A deploy and a rollback in which bots die at some of the points. */
interface Story {
  name: string;
  startBot: StartBot<Bot>;
  isIn: (point: KillPoint, index: number) => boolean;
}

const parts = 2;
const stories: Story[] = [
  // One that the kernel kills leaves no more and no less than one whose lines are cut.
  {
    name: "as a process, between an effect and its record",
    startBot: startProcess,
    isIn: ({ name }) => name === "apply.workloads is done",
  },
  // Each point is in one of them.
  ...Array.from({ length: parts }, (_, part) => ({
    name: `at every boundary, part ${part + 1} of ${parts}`,
    startBot: startGuest,
    isIn: (_point: KillPoint, index: number) => index % parts === part,
  })),
];

describe.concurrent("a bot that is killed", () => {
  it.for(stories)(
    "$name, ends deploy and rollback right",
    { timeout: 240_000 },
    async ({ startBot, isIn }) => {
      await using scene = await openScene();
      let bot = await scene.startAs(startBot);
      await expectOneOfEach(scene, await deploy(scene, "v1.4.2"));

      const before = scene.cluster.requests.length;
      const killing = killAt(scene, bot, deployPoints.filter(isIn), startBot);
      await scene.workspace.as("rosa").command("/release deploy v1.5.0 production");
      const run = await newestRun(scene, "v1.5.0");
      await approve(scene, run);
      bot = await killing;
      expect(await ended(scene, run)).toMatchObject({ phase: "succeeded" });
      await expectOneOfEach(scene, run);
      expect(writesSince(scene, before)).toEqual(writesOfDeploy);
      expect(imageOf(scene)).toBe("v1.5.0");

      const later = scene.cluster.requests.length;
      const killingAgain = killAt(scene, bot, rollbackPoints.filter(isIn));
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
