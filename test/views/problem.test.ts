import { expect, it } from "vitest";
import { makeProblem } from "../../src/release/problem.ts";
import { problemWords } from "../../views/problem.ts";

const settings = { command: "/ship" };

it.each([
  ["short: it stands whole.", "*short: it stands whole.*"],
  [
    `production waits for the checklist of v1.5.0, and 5 required items are open: ${"an item; ".repeat(9)}`,
    `*production waits for the checklist of v1.5.0, and 5 required items are open:*\n${"an item; ".repeat(9)}`,
  ],
  ["no colon ".repeat(20).trim(), `*${"no colon ".repeat(20).trim()}*`],
])("says first what happened, and lets no long list stand out: %s", (what, words) => {
  const problem = makeProblem("checklist-open", what, "Type `/release help`.");
  expect(problemWords(problem, settings)).toBe(`:warning: ${words}\nType \`/ship help\`.`);
});
