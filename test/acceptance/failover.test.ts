import { expect, test } from "vitest";
import { actions } from "../../views/ids.ts";
import { writesOfDeploy, writesSince } from "../crash/effects.ts";
import { lapse } from "../redis/lapse.ts";
import { startWatchedRedis } from "../redis/sentinel.ts";
import { withoutStaging } from "./acts.ts";
import { openStage } from "./stage.ts";

test("a replica takes over from the master: with all entries the run goes on, without the last ones it stops", async () => {
  await using watched = await startWatchedRedis(2);
  const [first, second, third] = watched.servers;
  if (!first || !second || !third) throw new Error("no servers");
  await using stage = await openStage({ redis: watched.address, settings: withoutStaging });
  const [rosa, ade, bea] = [stage.actor("rosa"), stage.actor("ade"), stage.actor("bea")];
  const { standIn: cluster } = stage;
  if (!cluster) throw new Error("no stand-in");
  const ask = async (version: string) => {
    await rosa.types(`deploy ${version} production`);
    return stage.cardOf(`${version} → production · awaiting approval`);
  };

  cluster.freeze(true);
  const card = await ask("v1.4.2");
  for (const actor of [ade, bea]) await actor.clicks(card, actions.approve);
  await stage.cardOf("v1.4.2 → production · verifying");
  await first.killOnceKnownTo(second);
  expect(await rosa.asks("status production")).toContain("Redis did not confirm this");
  await watched.failOver();
  cluster.freeze(false);
  await stage.reply(card, "The deploy of v1.4.2 to production succeeded.");
  expect(writesSince({ cluster }, 0)).toMatchObject(writesOfDeploy);
  expect(stage.workspace.thread(card).filter(({ text }) => text.includes("succeeded"))).toHaveLength(1);

  const request = await ask("v1.5.0");
  await ade.clicks(request, actions.approve);
  await stage.reply(request, "<@U0ADE> approved");
  await third.follows(second);
  await second.loseTouch();
  const before = cluster.requests.length;
  await rosa.clicks(request, actions.cancel);
  await stage.cardOf("v1.5.0 → production · cancelled");
  await second.kill();
  await watched.failOver();
  await stage.cardOf("Slipway's records were put back to an older state");
  // What was given back in the lost moments is held once more.
  await lapse(third.redis);
  await stage.reply(request, "The deploy of v1.5.0 to production was cancelled.", "Redis was put back");
  expect(writesSince({ cluster }, before)).toEqual({});
  expect(await stage.imageOf("production")).toBe("v1.4.2");
});
