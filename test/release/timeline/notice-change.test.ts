import { describe, expect, it } from "vitest";
import type { NoticeKind } from "../../../src/release/timeline/notice.ts";
import { type MoveFacts, refuseMove } from "../../../src/release/timeline/notice-change.ts";
import type { Course } from "../../../src/release/timeline/timeline-course.ts";
import { hour, target, usual } from "./timelines.ts";

const planned: Course = { state: "planned" };
const begun: Course = { state: "under way", at: target, startedAt: target };
const overtaken: Course = { state: "overtaken", at: target + hour, startedAt: target, by: "v1.6.0" };

/** Nothing is said against it. */
const none = /^$/u;

type Case = [NoticeKind, Course, Partial<Pick<MoveFacts, "anchor" | "to" | "target">>, RegExp];

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

describe("another moment for a notice", () => {
  it.each(moves)("%s while %j, %j: refused with %s", (kind, course, change, words) => {
    const rule = usual.notices.find((one) => one.kind === kind);
    if (!rule) throw new Error(`There is no ${kind}.`);
    const facts = { rule, anchor: target, to: target - 2 * hour, version: "v1.5.0", course, target };
    const problem = refuseMove({ ...facts, ...change });
    expect(problem?.what ?? "").toMatch(words);
  });
});
