import { expect, test } from "vitest";
import { formatConfigProblems } from "../../src/config.ts";
import { readSettings } from "../../src/config/file.ts";
import { mistakesAtTheTop } from "./mistakes.ts";
import { mistakesOfEnvironments } from "./mistakes-of-environments.ts";
import { shipped } from "./sources.ts";

function said(text: string): string[] {
  const reading = readSettings(text);
  return reading.ok
    ? []
    : formatConfigProblems(reading.problems)
        .split("\n")
        .map((line) => line.trim());
}

function lineOf(part: string): number {
  return shipped.slice(0, shipped.indexOf(part)).split("\n").length;
}

test.each([...mistakesAtTheTop, ...mistakesOfEnvironments])("%s → %s", (old, replacement, expected) => {
  expect(shipped).toContain(old);
  const text = shipped.replace(old, () => replacement);
  const all = said(text);
  const sentence = expected.replace("§", String(lineOf(old)));
  expect(all).toEqual(expect.arrayContaining([expect.stringContaining(sentence)]));
});

test.each([
  ["", "line 1: There is no value here."],
  ["just words", "line 1: This is a text and must be a group of keys."],
  ["- a", "line 1: This is a list and must be a group of keys."],
  ["product: a\nproduct: b", "line 2: The YAML cannot be read: Map keys must be unique."],
  ["product: [a", "line 1: The YAML cannot be read:"],
  ["environments:\n\t- a", "line 2: The YAML cannot be read:"],
  ["environments: []", "line 1, environments: There is no environment."],
])("a file like %j is refused", (text, expected) => {
  expect(said(text)).toEqual(expect.arrayContaining([expect.stringContaining(expected)]));
});

test("all mistakes are told at once, in the order of the lines", () => {
  const text = shipped
    .replace("timeZone: Europe/Amsterdam", "timezone: Europe/Amsterdam")
    .replace("[S0MANAGERS]", "[managers]")
    .replace("after: staging", "after: stagin");
  const lines = said(text).map((line) => Number(/^line (\d+)/u.exec(line)?.[1]));
  expect(lines).toHaveLength(4);
  expect(lines).toEqual(lines.toSorted((a, b) => a - b));
});
