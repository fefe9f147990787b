import { describe, expect, it } from "vitest";
import { expectOneOfEach, imageOf, writesOfDeploy, writesOfRollback, writesSince } from "./effects.ts";
import {
  approve,
  askRollback,
  deploy,
  ended,
  newestRun,
  openScene,
  openSceneOf,
  type Scene,
} from "./harness.ts";
import { deployPoints, killAt, type KillPoint, rollbackPoints } from "./kill-points.ts";
import { startProcess } from "./process-bot.ts";

/** A deploy and a rollback in which bots die at some of the points. */
interface Story {
  name: string;
  open: () => Promise<Scene>;
  isIn: (point: KillPoint, index: number) => boolean;
}

const parts = 2;
const fewPoints = new Set([
  "the second yes is in the journal",
  "apply.workloads is done",
  "record is recorded",
]);
const stories: Story[] = [
  {
    name: "as a process, at some boundaries",
    open: () => openSceneOf(startProcess),
    isIn: ({ name }) => fewPoints.has(name),
  },
  // Each point is in one of them.
  ...Array.from({ length: parts }, (_, part) => ({
    name: `at every boundary, part ${part + 1} of ${parts}`,
    open: openScene,
    isIn: (_point: KillPoint, index: number) => index % parts === part,
  })),
];

describe.concurrent("a bot that is killed", () => {
  it.for(stories)("$name, ends deploy and rollback right", { timeout: 240_000 }, async ({ open, isIn }) => {
    await using scene = await open();
    let bot = await scene.start();
    await expectOneOfEach(scene, await deploy(scene, "v1.4.2"));

    const before = scene.cluster.requests.length;
    const killing = killAt(scene, bot, deployPoints.filter(isIn));
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
  });
});
