import { afterAll, beforeAll, expect, test } from "vitest";
import { addDays, dayAt } from "../../src/release/calendar/calendar.ts";
import type { Settings } from "../../src/release/settings.ts";
import { actions } from "../../views/ids.ts";
import { stageOnly, withoutStaging } from "./acts.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;
let settings: Settings;

/** The year ends today, for production. */
function freeze(): void {
  const today = dayAt(Date.now(), settings.timeZone);
  settings.freezes = [{ name: "Year end", from: today, to: addDays(today, 3), instead: "skip" }];
}

beforeAll(async () => {
  stage = await openStage({
    settings: (given) => {
      settings = given;
      settings.freezes = [];
      withoutStaging(settings);
    },
  });
});
afterAll(() => stage[Symbol.asyncDispose]());

test("a freeze that begins after people have said yes stops the deploy before anything is written", async () => {
  await stage.actor("rosa").types("deploy v1.4.2 production");
  const request = await stage.cardOf("v1.4.2 → production · awaiting approval");
  await stage.actor("ade").clicks(request, actions.approve);
  freeze();
  await stage.actor("bea").clicks(request, actions.approve);
  await stage.reply(request, "production takes no release from", "Year end");
  expect(await stage.imageOf("production")).toBe("nothing");
});

test("during a freeze a deploy is refused with words, and staging goes on", async () => {
  const rosa = stage.actor("rosa");
  await rosa.types("deploy v1.4.2 production");
  expect(await rosa.hears("production takes no release from", "Year end", "--emergency")).toContain(
    "environment-frozen",
  );
  expect(await rosa.asks("status")).toMatch(/production takes no release from .*: Year end\./u);
  expect(await rosa.asks("plan")).toMatch(/production takes no release from .*: Year end\./u);
  await stageOnly(stage, "v1.4.1");
});

test("an emergency passes it, which is announced", async () => {
  await emergency("v1.4.2", "payments are down");
  await emergency("v1.5.0", "payments are down again");
  expect(await stage.imageOf("production")).toBe("v1.5.0");
});

test("a rollback is not stopped", async () => {
  const rosa = stage.actor("rosa");
  await rosa.types("rollback v1.4.2");
  await rosa.sees("was verified here");
  await rosa.submits({ [actions.reason]: "payments are booked twice" });
  await stage.cardOf("Roll back production to v1.4.2 · rolled back");
  expect(await stage.imageOf("production")).toBe("v1.4.2");
});

async function emergency(version: string, reason: string): Promise<void> {
  await stage.actor("rosa").types(`deploy ${version} production --emergency "${reason}"`);
  const request = await stage.cardOf(`${version} → production`, reason, "It passes", "takes no release from");
  await stage.actor("ade").clicks(request, actions.approve);
  await stage.reply(request, `The deploy of ${version} to production succeeded.`);
}
