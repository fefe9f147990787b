import { expect, test } from "vitest";
import { actions } from "../../views/ids.ts";
import { withoutStaging } from "./acts.ts";
import { openStage } from "./stage.ts";

test("a request that nobody answers in time ends, and says so; a late click is answered kindly", async () => {
  await using stage = await openStage({
    settings: (settings) => {
      withoutStaging(settings);
      for (const { approvals } of settings.environments) approvals.expiresAfter = 1;
    },
  });
  await stage.actor("rosa").types("deploy v1.5.0 production");
  const card = await stage.cardOf("v1.5.0 → production");
  await stage.reply(card, "The request for v1.5.0 on production expired");
  const ade = stage.actor("ade");
  await ade.clicks(card, actions.approve);
  await ade.hears("This request is no longer waiting");
  expect(await stage.imageOf("production")).toBe("nothing");
});
