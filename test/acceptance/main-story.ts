import { expect } from "vitest";
import { actions } from "../../views/ids.ts";
import { ship } from "./acts.ts";
import type { Stage } from "./stage.ts";

/** The story that everything else stands on: ship to staging, get production approved, ship, go back. */
export async function tellMainStory(stage: Stage): Promise<void> {
  await ship(stage, "v1.4.2");
  await shipWithEveryDetail(stage);
  await goBack(stage);
  await seeWhatIsHeld(stage);
}

async function shipWithEveryDetail(stage: Stage): Promise<void> {
  const [rosa, ade, bea] = [stage.actor("rosa"), stage.actor("ade"), stage.actor("bea")];
  expect(await rosa.asks("deploy v1.5.0 staging")).toContain("Planning v1.5.0 → staging");
  const staging = await stage.cardOf("v1.5.0 → staging");
  await stage.reply(staging, "The deploy of v1.5.0 to staging succeeded.");
  expect(await stage.imageOf("staging")).toBe("v1.5.0");

  await rosa.types('deploy 1.5.0 production --reason "quarter end"');
  const request = await stage.cardOf("v1.5.0 → production", "Approvals: 0 of 2");
  await expect.poll(() => stage.imageOf("production")).toBe("v1.4.2");
  await stage.until(
    () => stage.messageAt(request, "quarter end", "nexus-app", "v1.4.2", "what v1.5.0 brings"),
    "diff and notes",
  );
  await ade.clicks(request, actions.approve);
  await stage.reply(request, "<@U0ADE> approved v1.5.0 → production");
  expect(await stage.imageOf("production")).toBe("v1.4.2");
  await bea.clicks(request, actions.approve);
  await stage.reply(request, "The deploy of v1.5.0 to production succeeded.");
  expect(await stage.imageOf("production")).toBe("v1.5.0");
  await stage.until(
    () =>
      stage.messageAt(request, "v1.5.0 → production · succeeded", "All 8 steps done", "Roll back to v1.4.2"),
    "the final state",
  );
}

async function goBack(stage: Stage): Promise<void> {
  const rosa = stage.actor("rosa");
  await rosa.types('rollback v1.4.2 --reason "leaks memory"');
  const plan = await rosa.sees(
    "production: v1.5.0 → v1.4.2",
    "was verified here",
    "nexus-app",
    "leaks memory",
  );
  expect(JSON.stringify(plan.submit)).toContain("Roll back");
  expect(await stage.imageOf("production")).toBe("v1.5.0");
  expect(await rosa.submits()).toMatchObject({ ok: true });
  const card = await stage.cardOf("Roll back production to v1.4.2");
  await stage.reply(card, "The rollback of production to v1.4.2 succeeded.");
  expect(await stage.imageOf("production")).toBe("v1.4.2");
  expect(await stage.imageOf("production", "nexus-worker")).toBe("v1.4.2");
  expect(rosa.modal()).toBeUndefined();
}

async function seeWhatIsHeld(stage: Stage): Promise<void> {
  const rosa = stage.actor("rosa");
  expect(await rosa.asks("status v1.5.0")).toContain("is on hold");
  expect(await rosa.asks("status v1.5.0")).toContain("leaks memory");
  await rosa.types("deploy v1.5.0 production");
  await rosa.hears("v1.5.0 is on hold: rolled back on production to v1.4.2: leaks memory");
  expect(await rosa.asks("status production")).toContain("v1.4.2");
  const history = await rosa.asks("history production");
  expect(history).toMatch(/rolled back[\s\S]*succeeded[\s\S]*succeeded/u);
  expect(await rosa.asks("doctor")).toMatch(/Everything that Slipway needs is well[\s\S]*the chain holds/u);
}
