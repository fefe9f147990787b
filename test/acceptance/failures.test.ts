import { afterAll, beforeAll, expect, test } from "vitest";
import {
  beginFailures,
  failures,
  prepareEnvironments,
  prepareVersions,
  tellAutomaticRollback,
  threadOf,
} from "./failing-deploys.ts";
import { openStage, type Stage } from "./stage.ts";

let stage: Stage;

beforeAll(async () => {
  stage = await openStage({ settings: prepareEnvironments, product: prepareVersions });
  await beginFailures(stage);
});

afterAll(() => stage[Symbol.asyncDispose]());

test("a deploy that fails on production is taken back by itself", async () => {
  await tellAutomaticRollback(stage);
  expect(await stage.imageOf("production", "nexus-worker")).toBe("v1.4.2");
});

test.each(failures)("$name: people read which pod, why, and its last words", async (failure) => {
  const said = await threadOf(failure, stage);
  for (const words of failure.words) expect(said).toMatch(words);
});
