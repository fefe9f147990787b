import { expect, test } from "vitest";
import { tellFieldConflict, tellGitOpsOwner, tellMeddling } from "./owners.ts";
import { openStage } from "./stage.ts";

test.concurrent("what others own is left alone until somebody takes it over", async () => {
  await using stage = await openStage();
  await tellFieldConflict(stage);
  await tellGitOpsOwner(stage);
  expect(await stage.imageOf("staging")).toBe("v1.5.0");
});

test.concurrent("what somebody changed after it was ready is never called a success", async () => {
  await using stage = await openStage();
  await tellMeddling(stage);
  expect(await stage.imageOf("staging")).toBe("hot");
});
