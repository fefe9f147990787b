import { describe, expect, it } from "vitest";
import {
  gatherNotes,
  type Notes,
  type NotesSettings,
  proposeKind,
} from "../../../src/release/notes/notes.ts";
import type { Commit } from "../../../src/release/git.ts";
import { makeCommit, streamOf } from "./commits.ts";

/** Gathers commits that are given oldest first, as one tells a story. */
function gather(story: Commit[], settings?: NotesSettings, bump?: string): Promise<Notes> {
  return gatherNotes(streamOf(story.toReversed()), settings, bump);
}

function outline({ sections }: Notes): Record<string, string[]> {
  return Object.fromEntries(sections.map(({ title, items }) => [title, items.map(({ text }) => text)]));
}

function revert(commit: Commit): Commit {
  return makeCommit(`Revert "${commit.subject}"\n\nThis reverts commit ${commit.hash}.`);
}

describe("gatherNotes", () => {
  it.each([
    ["Bump version to {version}", "Bump version to 1.4.3"],
    ["Bump version to {version}", "Bump version to 1.4.3-hotfix.1 (#12)"],
    ["chore(release): {version} [skip ci]\n\nBy Slipway", "chore(release): 1.4.3 [skip ci]"],
    ["Release", "Release"],
  ])("leaves out what only says a version by %j: %s", async (bump, subject) => {
    const bumped = makeCommit(subject, { author: { name: "Slipway", email: "slipway@nexus.example" } });
    const notes = await gather([makeCommit("fix: a"), bumped], {}, bump);
    expect(outline(notes)).toEqual({ "Bug Fixes": ["a"] });
    expect(notes.authors).not.toContainEqual(expect.objectContaining({ name: "Slipway" }));
    expect((await gather([bumped, revert(bumped)], {}, bump)).sections).toEqual([]);
  });

  it.each([
    ["Bump version to {version}", "Bump version to the next one"],
    ["Bump version to {version}", "Bump version to 1.4.3 of lodash"],
    ["Release", "Release the brakes"],
    ["chore(release): {version} [skip ci]", "chore(release): 1.4.3"],
  ])("keeps what only begins like %j: %s", async (bump, subject) => {
    expect((await gather([makeCommit(subject)], {}, bump)).sections).toHaveLength(1);
  });

  it("sorts into sections, newest first, and leaves empty ones out", async () => {
    const notes = await gather([
      makeCommit("feat: a"),
      makeCommit("fix: b"),
      makeCommit("fix(security): c"),
      makeCommit("security: d"),
      makeCommit("perf: e"),
      makeCommit("docs: f"),
      makeCommit("plain words"),
      makeCommit("feat: g"),
      makeCommit("refactor!: h"),
      makeCommit("constructor: i"),
    ]);
    expect(notes.sections.map(({ title }) => title)).toEqual([
      "Breaking Changes",
      "New Features",
      "Bug Fixes",
      "Security",
      "Performance",
      "Other Changes",
    ]);
    expect(outline(notes)).toEqual({
      "Breaking Changes": ["h"],
      "New Features": ["g", "a"],
      "Bug Fixes": ["b"],
      Security: ["d", "c"],
      Performance: ["e"],
      "Other Changes": ["i", "plain words", "f"],
    });
    expect(notes.commits).toBe(10);
  });

  it("moves and hides types as configured, but never what breaks", async () => {
    const story = [makeCommit("deps: a"), makeCommit("chore: b"), makeCommit("chore!: c")];
    const notes = await gather(story, { types: { deps: "Security", chore: "left out" } });
    expect(outline(notes)).toEqual({ "Breaking Changes": ["c"], Security: ["a"] });
  });

  it("calls sections what they are called here", async () => {
    const notes = await gather([makeCommit("docs: a")], { headings: { "Other Changes": "Under the hood" } });
    expect(notes.sections).toMatchObject([{ title: "Other Changes", heading: "Under the hood", more: 0 }]);
  });

  it("keeps the newest 5,000 of a section and counts the rest, without what was reverted", async () => {
    const outside = "b".repeat(40);
    const old = makeCommit("fix: gone");
    const reverts = [revert(old), makeCommit(`Revert "fix: older"\n\nThis reverts commit ${outside}.`)];
    const fixes = Array.from({ length: 5003 }, (_none, index) => makeCommit(`fix: ${index}`));
    const others = Array.from({ length: 5000 }, (_none, index) => makeCommit(`docs: ${index}`));
    const notes = await gather([old, ...reverts, ...fixes, ...others]);
    const [fixed, other] = notes.sections;
    expect([fixed?.items.length, fixed?.more, fixed?.items[0]?.text]).toEqual([5000, 3, "5002"]);
    expect([other?.items.length, other?.more]).toEqual([5000, 1]);
    expect(proposeKind(notes).reason).toContain("10004 changes");
    expect(notes.oldestAt).toBe(old.at);
  });

  it("leaves nothing of an empty range", async () => {
    expect(await gather([])).toEqual({ sections: [], authors: [], commits: 0 });
  });

  it("lists everybody once, co-authors included", async () => {
    const grace = { name: "Grace", email: "grace@nexus.example" };
    const notes = await gather([
      makeCommit("feat: a\n\nCo-authored-by: Grace <grace@nexus.example>"),
      makeCommit("feat: b", { author: grace }),
    ]);
    expect(notes.authors.map(({ name }) => name)).toEqual(["Grace", "Ada Engineer"]);
  });
});

describe("reverts", () => {
  const feature = makeCommit("feat: add export");
  const undo = revert(feature);
  const redo = makeCommit(`Reapply "feat: add export"\n\nThis reverts commit ${undo.hash}.`);
  const undoAgain = revert(redo);
  const other = makeCommit("fix: mend");

  it.each([
    ["of a commit", [feature, other, undo], {}],
    ["of a revert", [feature, other, undo, redo], { "New Features": ["add export"] }],
    ["of a revert of a revert", [feature, other, undo, redo, undoAgain], {}],
    ["of what shipped before", [other, undo], { "Other Changes": ['Revert "feat: add export"'] }],
  ])("%s", async (_name, story, expected) => {
    expect(outline(await gather(story))).toEqual({ "Bug Fixes": ["mend"], ...expected });
  });

  it.each([
    ["a shortened hash", `Revert "feat: add export"\n\nThis reverts commit ${feature.hash.slice(0, 9)}.`],
    ["the specification's footer", `revert: let us never again\n\nRefs: ${feature.hash}`],
    ["the first line only", 'Revert "feat: add export"'],
    ["the first line of a request", 'Revert "feat: add export" (#13)\n\nReverts nexus/platform#12'],
    [
      "a merge's two hashes",
      `Revert "x"\n\nThis reverts commit ${feature.hash}, reversing\nchanges made to ${"1".repeat(40)}.`,
    ],
  ])("are recognised by %s", async (_name, message) => {
    expect(outline(await gather([feature, makeCommit(message)]))).toEqual({});
  });

  it("cancel a whole request by its quoted title", async () => {
    const request = makeCommit("feat: add export (#12)");
    const taken = makeCommit('Revert "feat: add export (#12)" (#13)\n\nReverts nexus/platform#12');
    expect(outline(await gather([request, taken]))).toEqual({});
  });

  it("stay while one of several is still out of range", async () => {
    const both = makeCommit(`revert: two things\n\nRefs: ${feature.hash}, ${"e".repeat(40)}`);
    expect(outline(await gather([feature, both]))).toEqual({ "Other Changes": ["two things"] });
  });

  it("do not cancel what was done again later", async () => {
    const again = makeCommit("feat: add export");
    expect(outline(await gather([feature, undo, again]))).toEqual({ "New Features": ["add export"] });
  });

  it("of a breaking change leave nothing that breaks", async () => {
    const breaking = makeCommit("feat!: drop v1");
    expect(proposeKind(await gather([breaking, revert(breaking), other])).kind).toBe("patch");
  });
});

describe("merges", () => {
  const base = makeCommit("chore: base", { parents: [] });
  const first = makeCommit("wip 1", { parents: [base.hash] });
  const second = makeCommit("fix: on the branch", {
    parents: [first.hash],
    author: { name: "Bo", email: "bo@x" },
  });
  const merge = makeCommit("Merge pull request #7 from nexus/topic\n\nfeat: add export", {
    parents: [base.hash, second.hash],
  });
  const direct = makeCommit("perf: direct", { parents: [merge.hash] });
  const story = [base, first, second, merge, direct];

  it("are left out where their commits speak", async () => {
    expect(outline(await gather(story))).toEqual({
      "Bug Fixes": ["on the branch"],
      Performance: ["direct"],
      "Other Changes": ["wip 1", "base"],
    });
  });

  it("speak for their commits where pull requests have the titles", async () => {
    const notes = await gather(story, { merges: "pull requests" });
    expect(outline(notes)).toEqual({
      "New Features": ["add export"],
      Performance: ["direct"],
      "Other Changes": ["base"],
    });
    expect(notes.sections[0]?.items[0]?.pr).toBe(7);
    expect(notes.authors.map(({ name }) => name)).toContain("Bo");
  });
});

describe("proposeKind", () => {
  it.each([
    [["feat!: a", "feat: b"], "major", "1 breaking change"],
    [["feat: a", "feat: b", "fix: c"], "minor", "2 features, no breaking change"],
    [["fix: a"], "patch", "1 change, no feature and no breaking change"],
    [["docs: a", "whatever"], "patch", "2 changes, no feature and no breaking change"],
    [[], undefined, "nothing has changed"],
  ])("for %j is %s", async (subjects, kind, reason) => {
    expect(proposeKind(await gather(subjects.map((subject) => makeCommit(subject))))).toEqual({
      kind,
      reason,
    });
  });
});
