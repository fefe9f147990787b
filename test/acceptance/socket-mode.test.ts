import { expect, test } from "vitest";
import { usualTempo } from "../../src/tempo.ts";
import { tellMainStory } from "./main-story.ts";
import { openStage } from "./stage.ts";

test("by Socket Mode, a version is shipped to production and taken back", async () => {
  await using stage = await openStage({ mode: "socket", tempo: usualTempo });
  await tellMainStory(stage);
  expect(await stage.imageOf("production")).toBe("v1.4.2");
});
