import { describe, expect, it } from "vitest";
import type { Release, ReleaseState } from "../../../src/release/book/release.ts";
import { advance, factsOf, type ReleaseFacts } from "../../../src/release/book/release-states.ts";
import type { Run } from "../../../src/release/run/run.ts";

const hour = 3_600_000;
const commit = "c".repeat(40);

function release(state: ReleaseState, overrides: Partial<Release> = {}): Release {
  return { version: "v1.5.0", kind: "minor", branch: "main", state, commit, rev: 1, ...overrides };
}

const nothing: ReleaseFacts = { now: 1000 * hour, isApproved: false, isReplaced: false };
const live = { stagedAt: 1, startedAt: 2 };

it.each<[from: ReleaseState, facts: Partial<ReleaseFacts>, to: ReleaseState]>([
  ["planned", { stagedAt: 1, liveAt: 2 }, "planned"],
  ["prepared", {}, "prepared"],
  ["prepared", { stagedAt: 1 }, "staged"],
  ["prepared", { stagedAt: 1, isApproved: true }, "approved"],
  ["staged", { stagedAt: 1, startedAt: 2 }, "approved"],
  ["staged", {}, "staged"],
  ["approved", { ...live, liveAt: 999 * hour }, "live"],
  ["live", { ...live, liveAt: 976 * hour + 1 }, "live"],
  ["live", { ...live, liveAt: 976 * hour }, "observed"],
  ["prepared", { ...live, liveAt: 976 * hour }, "observed"],
  ["observed", { ...live, liveAt: 976 * hour, isReplaced: true }, "closed"],
  ["live", { ...live, liveAt: 999 * hour, isReplaced: true }, "live"],
  ["observed", { ...live, liveAt: 976 * hour, rolledBackAt: 990 * hour }, "closed"],
  ["observed", { ...live, liveAt: 1000 * hour - 14 * 24 * hour }, "closed"],
  ["observed", { ...live, liveAt: 999 * hour }, "observed"],
  ["closed", { ...live, liveAt: 999 * hour }, "closed"],
  ["cancelled", { ...live, liveAt: 999 * hour }, "cancelled"],
])("a release that is %s and knows %j is %s", (from, facts, to) => {
  expect(advance(release(from), { ...nothing, ...facts }).state).toBe(to);
});

it("notes when it began, went live and was taken back, and clears that with a new deploy", () => {
  const taken = advance(release("live"), {
    ...nothing,
    startedAt: 5,
    liveAt: 980 * hour,
    rolledBackAt: 990 * hour,
  });
  expect(taken).toMatchObject({ startedAt: 5, liveAt: 980 * hour, rolledBackAt: 990 * hour });
  const again = advance(taken, { ...nothing, startedAt: 5, liveAt: 999 * hour });
  expect(again).toMatchObject({ startedAt: 5, liveAt: 999 * hour });
  expect(again.rolledBackAt).toBeUndefined();
});

describe("the facts of a release", () => {
  const at = (version: string, time: number, of = commit) => ({ version, commit: of, at: time });
  const run: Run = {
    id: "r1",
    kind: "deploy",
    environment: "production",
    version: "v1.5.0",
    commit,
    planDigest: "d1",
    requester: { user: "U1", team: "T1" },
    requestedAt: 1,
    phase: "running",
    approvalsNeeded: 1,
    approvals: [{ by: { user: "U2", team: "T1" }, at: 2, decision: "approved", planDigest: "d1" }],
    startedAt: 7,
    rev: 1,
  };
  const facts = (production: ReturnType<typeof at>[], runs: Run[] = []): ReleaseFacts =>
    factsOf(release("prepared"), { now: 100, staged: [at("v1.5.0", 3)], production, runs, prefix: "v" });

  it.each<[ReturnType<typeof at>[], Partial<ReleaseFacts>]>([
    [[], { stagedAt: 3, isReplaced: false }],
    [[at("v1.4.2", 9)], { isReplaced: false }],
    [[at("v1.4.2", 9), at("v1.5.0", 10)], { liveAt: 10, isReplaced: false }],
    [[at("v1.4.2", 11), at("v1.5.0", 10)], { liveAt: 10, rolledBackAt: 11, isReplaced: false }],
    [[at("v1.5.0", 10), at("v1.6.0", 12)], { liveAt: 10, isReplaced: true }],
    [[at("v1.5.0", 10, "d".repeat(40))], { isReplaced: false }],
  ])("with %j in production are %j", (production, expected) => {
    const found = facts(production);
    expect({ liveAt: found.liveAt, rolledBackAt: found.rolledBackAt, ...found }).toMatchObject(expected);
    expect(found.liveAt).toBe(expected.liveAt);
    expect(found.rolledBackAt).toBe(expected.rolledBackAt);
  });

  it("hold approvals of the plan that is carried out, and of its own commit", () => {
    expect(facts([], [run])).toMatchObject({ isApproved: true, startedAt: 7 });
    expect(facts([], [{ ...run, planDigest: "d2" }])).toMatchObject({ isApproved: false });
    expect(facts([], [{ ...run, commit: "d".repeat(40) }])).toEqual(facts([]));
  });
});
