import { describe, expect, it } from "vitest";
import type { Freeze } from "../../../src/release/calendar/freeze.ts";
import { type DeployFacts, decideDeploy } from "../../../src/release/run/gates.ts";
import type { Hold, Lock } from "../../../src/release/run/records.ts";
import { commit, environment, otherCommit, person } from "./decisions.ts";

const hold: Hold = { version: "v1.5.0", reason: "leaks memory", by: person("U7"), since: 1 };
const freeze: Freeze = { name: "Year end", from: "2026-12-21", to: "2027-01-03", instead: "skip" };
const lock: Lock = { owner: "person:U7", reason: "load test", since: 1 };
const open: DeployFacts = {
  version: "v1.5.0",
  commit,
  environment: environment({ after: "staging" }),
  asker: "person:U1",
  verifiedBefore: { commit, at: 1 },
};
const { verifiedBefore: _verified, ...unverified } = open;

const cases: [string, DeployFacts, string[]][] = [
  ["nothing in the way", open, []],
  ["a hold", { ...open, hold }, ["version-on-hold"]],
  ["a hold on its commit", { ...open, hold: { ...hold, commit: open.commit } }, ["version-on-hold"]],
  ["somebody's lock", { ...open, lock }, ["environment-locked"]],
  ["one's own lock", { ...open, lock: { ...lock, owner: "person:U1" } }, []],
  ["the lock of a run, whose end is waited for", { ...open, lock: { ...lock, owner: "run:run-9" } }, []],
  ["not verified before", unverified, ["not-verified-before"]],
  [
    "another commit verified before",
    { ...open, verifiedBefore: { commit: otherCommit, at: 1 } },
    ["not-verified-before"],
  ],
  ["no environment before", { ...unverified, environment: environment() }, []],
  ["a hold and a lock", { ...open, hold, lock }, ["version-on-hold", "environment-locked"]],
  ["a lock and the order", { ...unverified, lock }, ["environment-locked", "not-verified-before"]],
  ["a freeze", { ...open, freeze }, ["environment-frozen"]],
  ["a freeze and a lock", { ...open, freeze, lock }, ["environment-locked", "environment-frozen"]],
  ["a checklist with everything closed", { ...open, openItems: [] }, []],
  ["an open checklist", { ...open, openItems: ["All tests passing"] }, ["checklist-open"]],
  [
    "everything at once",
    { ...unverified, hold, lock, freeze, openItems: ["All tests passing"] },
    ["version-on-hold", "environment-locked", "environment-frozen", "not-verified-before", "checklist-open"],
  ],
];

describe("decideDeploy", () => {
  it.each(cases)("%s", (_name, facts, closed) => {
    const proceed = { outcome: "proceed", approvalsNeeded: 2, passed: [] };
    const refused = { outcome: "refused", problem: { code: closed[0] } };
    expect(decideDeploy(facts)).toMatchObject(closed.length === 0 ? proceed : refused);
  });

  it.each(cases)("%s, in an emergency: passes and tells every gate", (_name, facts, closed) => {
    const decision = decideDeploy({ ...facts, emergency: "payments are down" });
    const passed = closed.map((code) => expect.objectContaining({ code }));
    expect(decision).toStrictEqual({ outcome: "proceed", approvalsNeeded: 1, passed });
  });

  it.each([
    [0, 0],
    [1, 1],
    [2, 1],
    [5, 1],
  ])("lowers %i approvals to %i in an emergency", (needed, expected) => {
    const strict = environment({ approvals: { needed, expiresAfter: 60 } });
    const decision = decideDeploy({ ...open, environment: strict, emergency: "now" });
    expect(decision).toMatchObject({ approvalsNeeded: expected });
    expect(decideDeploy({ ...open, environment: strict })).toMatchObject({ approvalsNeeded: needed });
  });

  it("names the open items of the checklist, and counts those that do not fit", () => {
    const openItems = Array.from({ length: 15 }, (_, n) => `item ${n}`);
    const decision = decideDeploy({ ...open, openItems });
    expect(decision).toMatchObject({
      problem: {
        what: expect.stringMatching(/15 required items are open: item 0; .*item 11; and 3 more\.$/u),
        advice: expect.stringContaining("`/release checklist v1.5.0`"),
      },
    });
  });

  it("says that the tag has moved, with both commits", () => {
    const moved = decideDeploy({ ...open, verifiedBefore: { commit: otherCommit, at: 1 } });
    expect(moved).toMatchObject({ problem: { what: expect.stringMatching(/ddddddd.*ccccccc/u) } });
  });
});
