import { describe, expect, it } from "vitest";
import { isSamePerson } from "../../../src/release/people.ts";
import { runIdOf } from "../../../src/release/request.ts";
import { milestoneOf, type Run } from "../../../src/release/run/run.ts";
import { person, run } from "./decisions.ts";

describe("isSamePerson", () => {
  it.each([
    ["the same ids", { user: "U1", team: "T1" }, true],
    ["another user", { user: "U2", team: "T1" }, false],
    ["the same user id in another team", { user: "U1", team: "T2" }, false],
  ])("%s", (_name, other, same) => {
    expect(isSamePerson({ user: "U1", team: "T1" }, other)).toBe(same);
  });
});

describe("runIdOf", () => {
  it("is the same for the same request, and another for another", () => {
    expect(runIdOf("ask-0123abcd")).toBe("run-0123abcd");
    expect(runIdOf("ask-0123abcd")).not.toBe(runIdOf("ask-0123abce"));
  });
});

describe("milestoneOf", () => {
  const yes = { by: person("U2"), at: 5, decision: "approved" as const, planDigest: "d" };

  it.each<[string, Partial<Run>, Partial<Run>]>([
    ["an answer", { phase: "awaiting approval" }, { phase: "awaiting approval", approvals: [yes] }],
    ["the last answer", { phase: "awaiting approval" }, { phase: "queued" }],
    ["a stop that is asked for", { phase: "running" }, { phase: "running", cancelledBy: person("U1") }],
    ["a newer request", { phase: "running" }, { phase: "running", supersededBy: "run-2" }],
    ["a verdict", { phase: "verifying" }, { phase: "verifying", verdict: { phase: "failed" } }],
    ["the end", { phase: "verifying", verdict: { phase: "failed" } }, { phase: "failed" }],
  ])("changes with %s", (_name, before, after) => {
    expect(milestoneOf(run(after))).not.toBe(milestoneOf(run(before)));
  });

  it("stays the same while a run goes on", () => {
    const phases = ["queued", "running", "verifying", "rolling back"] as const;
    expect(new Set(phases.map((phase) => milestoneOf(run({ phase })))).size).toBe(1);
  });
});
