import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCommit } from "../../../src/release/notes/conventional-commit.ts";
import { growsLinearly } from "../../growth.ts";
import { makeCommit } from "./commits.ts";
import { anyCharacter } from "../../any-text.ts";

describe("readCommit", () => {
  it.each([
    ["feat: add export", { type: "feat", text: "add export" }],
    ["FEAT: add export", { type: "feat", text: "add export" }],
    ["fix(api): a | b", { type: "fix", scope: "api", text: "a | b" }],
    ["feat(api)!: drop v1", { type: "feat", scope: "api", text: "drop v1", breaking: "drop v1" }],
    ["chore!: drop Node 18", { type: "chore", text: "drop Node 18", breaking: "drop Node 18" }],
    ["build-tools(ci/cd): x", { type: "build-tools", scope: "ci/cd", text: "x" }],
    ["fix:  two spaces", { type: "fix", text: "two spaces" }],
    ["✨ feat: picture", { type: "feat", text: "picture" }],
    [":sparkles: feat: picture", { type: "feat", text: "picture" }],
    ["feat: launch 🚀 now", { type: "feat", text: "launch 🚀 now" }],
    ["feat: add export (#12)", { type: "feat", text: "add export", pr: 12 }],
    ["feat: add export (!12)", { type: "feat", text: "add export", pr: 12 }],
    ["feat : not the specification", { text: "feat : not the specification" }],
    ["feat:no space", { text: "feat:no space" }],
    ["feat():  x", { text: "feat():  x" }],
    ["Update README", { text: "Update README" }],
    ["Note: what follows", { type: "note", text: "what follows" }],
    ["", { text: "" }],
    ["Merged PR 12: feat: add export", { type: "feat", text: "add export", pr: 12 }],
    ["fix: (#1) in front (#2)", { type: "fix", text: "(#1) in front", pr: 2 }],
  ])("reads the first line %j", (subject, expected) => {
    const {
      hash: _hash,
      at: _at,
      authors: _authors,
      issues,
      isMerge,
      ...read
    } = readCommit(makeCommit(subject));
    expect(read).toEqual(expected);
    expect(issues).toEqual([]);
    expect(isMerge).toBe(false);
  });

  it.each([
    ["feat: a\n\nBREAKING CHANGE: the key is gone", "the key is gone"],
    ["feat: a\n\nBREAKING-CHANGE: the key is gone", "the key is gone"],
    ["feat: a\nBREAKING CHANGE: on line two", "on line two"],
    ["feat: a\r\n\r\nBREAKING CHANGE: with Windows lines\r\nReviewed-by: Z", "with Windows lines"],
    ["feat: a\n\nBREAKING CHANGE: two\nlines\nRefs: #1", "two lines"],
    ["feat: a\n\nBREAKING CHANGE:\n  below", "below"],
    ["plain words\n\nBREAKING CHANGE: counts too", "counts too"],
    ["feat!: short\n\nBREAKING CHANGE: long", "long"],
    ["Title (#3)\n\n* fix: a\n* feat(x)!: drop y", "drop y"],
    ["feat: a\n\nBREAKING CHANGE: first\n\nsecond paragraph\nReviewed-by: Z", "first second paragraph"],
    ["Title (#3)\n\n* feat: a\n\nBREAKING CHANGE: of a\n\n* fix: b", "of a"],
    ["feat: a\n\nAcked-by: Z\nBREAKING CHANGE: among footers\nRefs #3", "among footers"],
    ["feat: a\n\nbreaking change: lower case", undefined],
    ["feat: a\n\nThis is not a BREAKING CHANGE: at all", undefined],
    ["feat: a\n\nBREAKING CHANGES: plural", undefined],
    ["feat: a\n\nBREAKING CHANGE without a colon", undefined],
    ["feat: a\n\nBREAKING CHANGE:", undefined],
  ])("finds what breaks in %j", (message, breaking) => {
    expect(readCommit(makeCommit(message)).breaking).toBe(breaking);
  });

  it.each([
    [
      "Merge pull request #7 from nexus/topic",
      "feat: add export",
      { type: "feat", text: "add export", pr: 7 },
    ],
    ["Merge pull request #7 from nexus/topic", "", { text: "Merge pull request #7 from nexus/topic", pr: 7 }],
    [
      "Merge branch 'topic' into 'main'",
      "fix: mend\n\nSee merge request nexus/platform!8",
      { type: "fix", text: "mend", pr: 8 },
    ],
    ["Merged in topic (pull request #9)", "fix: mend", { type: "fix", text: "mend", pr: 9 }],
    ["Merge branch 'release/1.x'", "", { text: "Merge branch 'release/1.x'" }],
  ])("reads the merge commit %j", (subject, body, expected) => {
    const parents = ["a".repeat(40), "b".repeat(40)];
    const read = readCommit(makeCommit(subject, { body, parents }));
    expect(read).toMatchObject({ ...expected, isMerge: true });
  });

  it.each([
    ["Add refunds (#3)", "* fix: mend\n* feat(api): add refunds\n* docs: tell", "feat"],
    ["Add refunds (#3)", "* chore: tidy\n\n* fix: mend", "fix"],
    ["Add refunds (#3)", "- docs: tell", "docs"],
    ["fix: mend (#3)", "* feat: what the title keeps quiet about", "fix"],
    ["Add refunds (#3)", "We talked about feat: and fix: at length.", undefined],
  ])("takes %j over %j for one of type %s", (subject, body, type) => {
    expect(readCommit(makeCommit(subject, { body })).type).toBe(type);
  });

  it("keeps no more of a long message than it tells", () => {
    const long = "x".repeat(60_000);
    const body = `BREAKING CHANGE: ${long}\nCo-authored-by: ${long} <${long}@nexus.example>`;
    const read = readCommit(makeCommit(`feat(${long}): ${long}`, { body }));
    expect(JSON.stringify(read).length).toBeLessThan(6 * 500);
  });

  it("names the author and every co-author once", () => {
    const body =
      "Co-authored-by: Grace <grace@nexus.example>\nco-authored-by: Ada <ADA@nexus.example>\nCo-authored-by: none";
    expect(readCommit(makeCommit("feat: a", { body })).authors).toEqual([
      { name: "Ada Engineer", email: "ada@nexus.example" },
      { name: "Grace", email: "grace@nexus.example" },
    ]);
  });

  it.each([
    ["Closes #4", ["#4"]],
    ["Fixes: #4, #5 and nexus/other#6", ["#4", "#5", "nexus/other#6"]],
    ["Refs #4", ["#4"]],
    ["See #4", []],
    ["closes nothing", []],
    [`closes ${"#".repeat(5000)}`, []],
  ])("finds the issues of %.40j", (body, issues) => {
    expect(readCommit(makeCommit("fix: a", { body })).issues).toEqual(issues);
  });

  it.each<[string, (size: number) => string]>([
    ["a word without end", (size) => "x".repeat(25_000 * size)],
    ["an open scope", (size) => `feat(${"x".repeat(25_000 * size)}`],
    ["spaces", (size) => `feat:${" ".repeat(25_000 * size)}`],
    ["exclamation marks", (size) => `feat${"!".repeat(25_000 * size)}`],
    ["footers that say nothing", (size) => "BREAKING CHANGE:\n".repeat(1500 * size)],
    ["people without end", (size) => "Co-authored-by: a <b>\n".repeat(1200 * size)],
    ["squashed commits", (size) => "* feat: a\n".repeat(2500 * size)],
    ["brackets", (size) => `Revert "${"(#1)".repeat(6000 * size)}`],
  ])("takes linear time on %s", (_name, textOf) => {
    const read = (size: number): string => {
      const text = textOf(size);
      const body = `co-authored-by:${" ".repeat(25_000 * size)}\n${text}\nBREAKING CHANGE: ${text}\nThis reverts commit ${text}`;
      return readCommit(makeCommit(text, { body })).text;
    };
    expect(read(1).length).toBeLessThanOrEqual(500);
    expect(growsLinearly(read)).toBe(true);
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), fc.string({ unit: anyCharacter }), (subject, body) => {
        expect(readCommit(makeCommit("", { subject, body })).text.length).toBeLessThanOrEqual(500);
      }),
    );
  });
});
