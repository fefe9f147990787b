import { expect, test } from "vitest";
import { tellFieldConflict, tellGitOpsOwner } from "./owners.ts";
import { openStage } from "./stage.ts";

test("what others own is left alone until somebody takes it over", async () => {
  await using stage = await openStage();
  await tellFieldConflict(stage);
  await tellGitOpsOwner(stage);
  expect(await stage.imageOf("staging")).toBe("v1.5.0");
});
