import { expect, test } from "vitest";
import { tellMainStory } from "./main-story.ts";
import { openStage } from "./stage.ts";

test("by Socket Mode, a version is shipped to production and taken back", async () => {
  await using stage = await openStage({ mode: "socket", edits: "usual" });
  await tellMainStory(stage);
  expect(await stage.imageOf("production")).toBe("v1.4.2");
});
