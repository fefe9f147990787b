import { afterAll, beforeAll, expect, test } from "vitest";
import { badLines } from "./bad-lines.ts";
import { journalLength, openStage, type Stage } from "./stage.ts";

let stage: Stage;
let journalBefore: number;

beforeAll(async () => {
  stage = await openStage();
  journalBefore = await journalLength(stage);
});

afterAll(() => stage[Symbol.asyncDispose]());

test.each(badLines)("%s", async (line, code) => {
  const rosa = stage.actor("rosa");
  await rosa.asks(line);
  const answer = await rosa.hears(`Code: \`${code}\``);
  expect(answer.length).toBeLessThan(3000);
  expect(answer).not.toContain("did not expect");
  expect(answer.isWellFormed()).toBe(true);
  expect(rosa.modal()).toBeUndefined();
  expect(rosa.heard().length).toBeLessThanOrEqual(2);
  expect(
    stage.workspace.messages("releases").filter(({ ephemeralFor }) => ephemeralFor === undefined),
  ).toEqual([]);
});

test("nothing of it had an effect, and only the one who typed it heard of it", async () => {
  expect(badLines.length).toBeGreaterThanOrEqual(60);
  expect(await journalLength(stage)).toBe(journalBefore);
  const namespaces = stage.standIn?.requests.filter(({ path }) => path.includes("/namespaces/nexus-")) ?? [];
  expect(namespaces.filter(({ method, dryRun }) => method !== "GET" && !dryRun)).toEqual([]);
  expect(await stage.actor("rosa").asks("history")).toContain("Nothing has happened");
  for (const who of ["ade", "bea", "eli", "gus"]) expect(stage.workspace.ephemerals(who)).toEqual([]);
});
