import { describe, expect, it } from "vitest";
import type { NoticeChange, NoticeKind } from "../../../src/release/timeline/notice.ts";
import { type ChangeFacts, refuseChange, refuseUnseen } from "../../../src/release/timeline/notice-change.ts";
import type { Course } from "../../../src/release/timeline/timeline-course.ts";
import { hour, target, usual } from "./timelines.ts";

const planned: Course = { state: "planned" };
const begun: Course = { state: "under way", at: target, startedAt: target };
const overtaken: Course = { state: "overtaken", at: target + hour, startedAt: target, by: "v1.6.0" };

/** Nothing is said against it. */
const none = /^$/u;

type Case = [NoticeKind, Course, Partial<Pick<ChangeFacts, "anchor" | "to" | "target">>, RegExp];

const moves: Case[] = [
  ["announcement", planned, {}, none],
  ["announcement", planned, { to: target }, /begins earlier than that/u],
  ["announcement", planned, { anchor: target - hour }, /has moved since/u],
  ["pre-deployment", begun, {}, /production has started/u],
  ["pre-deployment", { state: "cancelled" }, {}, /was cancelled/u],
  ["progress", begun, { to: target + 2 * hour }, none],
  ["progress", planned, {}, /started anew/u],
  ["progress", { ...begun, startedAt: target + 1 }, {}, /started anew/u],
  ["complete", overtaken, { to: target + 2 * hour }, /v1\.6\.0 took its place/u],
  ["summary", overtaken, { to: target + 2 * hour }, none],
];

const skips: Case[] = [
  ["announcement", planned, {}, none],
  ["announcement", planned, { anchor: target - hour }, /need not be skipped: the release has moved since/u],
  ["pre-deployment", begun, {}, /need not be skipped: production has started/u],
  ["progress", begun, {}, none],
  ["progress", { ...begun, startedAt: target + 1 }, {}, /started anew/u],
  ["complete", overtaken, {}, none],
];

function factsOf(kind: NoticeKind, course: Course): ChangeFacts {
  const rule = usual.notices.find((one) => one.kind === kind);
  if (!rule) throw new Error(`There is no ${kind}.`);
  return { rule, anchor: target, version: "v1.5.0", course, target };
}

describe("another moment for a notice", () => {
  it.each(moves)("%s while %j, %j: refused with %s", (kind, course, change, words) => {
    const problem = refuseChange({ ...factsOf(kind, course), to: target - 2 * hour, ...change });
    expect(problem?.what ?? "").toMatch(words);
  });
});

describe("a notice that is to be skipped", () => {
  it.each(skips)("%s while %j, %j: refused with %s", (kind, course, change, words) => {
    expect(refuseChange({ ...factsOf(kind, course), ...change })?.what ?? "").toMatch(words);
  });
});

it.each<[NoticeChange, string]>([
  [{ name: "start", by: "U1", byName: "Rosa", at: 1, do: "skip" }, "was skipped by Rosa since"],
  [{ name: "start", by: "U1", at: 1, do: "move", to: 9, anchor: 5 }, "was moved to Mon by somebody since"],
])("a decision that does not know the last one, %j, is refused", (last, words) => {
  expect(refuseUnseen(last, "Mon", "v1.5.0").what).toContain(words);
});
