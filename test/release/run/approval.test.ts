import { describe, expect, it } from "vitest";
import {
  type ApprovalFacts,
  approvalsGiven,
  decideApproval,
  expireApproval,
} from "../../../src/release/run/approval.ts";
import type { Run } from "../../../src/release/run/run.ts";
import { environment, member, person, run, settings, yes } from "./decisions.ts";

const expiresAt = 2_000_000;
const waiting = run({ phase: "awaiting approval", expiresAt });

function facts(overrides: Partial<ApprovalFacts> = {}): ApprovalFacts {
  return {
    run: waiting,
    asker: member("U2", "approvers"),
    settings: settings(),
    environment: environment(),
    decision: "approved",
    digestNow: "digest-1",
    now: 1_500_000,
    ...overrides,
  };
}

function refusal(overrides: Partial<ApprovalFacts>): string | undefined {
  const result = decideApproval(facts(overrides));
  return result.outcome === "refused" ? result.problem.code : undefined;
}

function changed(overrides: Partial<ApprovalFacts>): Run {
  const result = decideApproval(facts(overrides));
  if (result.outcome === "refused") throw new Error(result.problem.code);
  return result.run;
}

describe("decideApproval refuses", () => {
  const cases: [string, Partial<ApprovalFacts>, string][] = [
    ["somebody without the role", { asker: member("U5", "engineers") }, "not-allowed"],
    ["somebody who has lost the role meanwhile", { asker: member("U2") }, "not-allowed"],
    ["a guest in the role", { asker: { ...member("U2", "approvers"), kind: "guest" } }, "not-a-member"],
    ["the requester's yes", { asker: member("U1", "approvers") }, "own-request"],
    ["the requester's no", { asker: member("U1", "approvers"), decision: "rejected" }, "own-request"],
    ["a second yes", { run: { ...waiting, approvals: [yes("U2")] } }, "already-decided"],
    [
      "a no after the same person's yes",
      { run: { ...waiting, approvals: [yes("U2")] }, decision: "rejected" },
      "already-decided",
    ],
    ["a click at the millisecond of the expiry", { now: expiresAt }, "approval-expired"],
    ["a click after the expiry that no job has seen yet", { now: expiresAt + 60_000 }, "approval-expired"],
    ["a click on a queued run", { run: { ...waiting, phase: "queued" } }, "too-late"],
    ["a click on a running run", { run: { ...waiting, phase: "running" } }, "too-late"],
    ["a click on a run that succeeded", { run: { ...waiting, phase: "succeeded" } }, "too-late"],
    ["a click on a cancelled run", { run: { ...waiting, phase: "cancelled" } }, "too-late"],
    ["a click on a superseded run", { run: { ...waiting, phase: "superseded" } }, "too-late"],
    [
      "rights before everything else",
      { asker: member("U5"), run: { ...waiting, phase: "queued" } },
      "not-allowed",
    ],
  ];
  it.each(cases)("%s", (_name, overrides, code) => {
    expect(refusal(overrides)).toBe(code);
  });

  it("a late yes with the name of the one who rejected", () => {
    const rejected = changed({ decision: "rejected" });
    expect(decideApproval(facts({ run: rejected, asker: member("U3", "approvers") }))).toMatchObject({
      problem: { code: "too-late", what: expect.stringContaining("rejected by <@U2>") },
    });
  });
});

describe("decideApproval", () => {
  it("counts a yes and goes on waiting while more are needed", () => {
    const after = changed({});
    expect(after).toMatchObject({ phase: "awaiting approval" });
    expect(after.approvals).toStrictEqual([
      { by: person("U2"), at: 1_500_000, decision: "approved", planDigest: "digest-1" },
    ]);
  });

  it("queues the run with the last yes", () => {
    const after = changed({ run: { ...waiting, approvals: [yes("U3")] } });
    expect(after.phase).toBe("queued");
    expect(approvalsGiven(after)).toBe(2);
  });

  it.each([1, 2, 3, 5])("queues with yes number %i when so many are needed, and not before", (needed) => {
    let current: Run = { ...waiting, approvalsNeeded: needed };
    for (let count = 1; count <= needed; count += 1) {
      expect(current.phase).toBe("awaiting approval");
      current = changed({ run: current, asker: member(`A${count}`, "approvers") });
    }
    expect(current.phase).toBe("queued");
  });

  it("takes the same user id of another team for another person", () => {
    const elsewhere = { ...yes("U2"), by: { user: "U2", team: "T2" } };
    expect(changed({ run: { ...waiting, approvals: [elsewhere] } }).phase).toBe("queued");
  });

  it("accepts a click one millisecond before the expiry", () => {
    expect(changed({ now: expiresAt - 1 }).approvals).toHaveLength(1);
  });

  it("ends the request with one no, its reason and its author, whatever was approved before", () => {
    const after = changed({
      run: { ...waiting, approvals: [yes("U3")] },
      decision: "rejected",
      reason: "Friday evening",
    });
    expect(after).toMatchObject({
      phase: "cancelled",
      finishedAt: 1_500_000,
      verdict: {
        phase: "cancelled",
        problem: { code: "rejected", what: "<@U2> rejected it: Friday evening" },
      },
    });
    expect(after.approvals.at(-1)).toMatchObject({ decision: "rejected", reason: "Friday evening" });
  });

  it("voids the request when the plan is another one now, and does not count the click", () => {
    const after = changed({ digestNow: "digest-2", run: { ...waiting, approvals: [yes("U3")] } });
    expect(after).toMatchObject({ phase: "cancelled", verdict: { problem: { code: "plan-changed" } } });
    expect(after.approvals).toStrictEqual([yes("U3")]);
  });

  it("lets automatic runs be approved by anybody in the role", () => {
    const automatic = { ...waiting, requester: { automaticAfter: "run-0" } };
    expect(changed({ run: automatic }).approvals).toHaveLength(1);
  });

  it("gives a race to the first: the other of yes and no finds the request ended", () => {
    const approvedFirst = changed({ run: { ...waiting, approvalsNeeded: 1 } });
    const other = member("U3", "approvers");
    expect(refusal({ run: approvedFirst, asker: other, decision: "rejected" })).toBe("too-late");
    const rejectedFirst = changed({ decision: "rejected" });
    expect(refusal({ run: rejectedFirst, asker: other })).toBe("too-late");
  });
});

describe("expireApproval", () => {
  const cases: [string, Run, number, boolean][] = [
    ["one millisecond early", waiting, expiresAt - 1, false],
    ["at the millisecond", waiting, expiresAt, true],
    ["long after, as after an outage", waiting, expiresAt + 1e9, true],
    ["without an expiry", run({ phase: "awaiting approval" }), 1e15, false],
    ["when it was approved just before", { ...waiting, phase: "queued" }, expiresAt, false],
    ["when it was rejected just before", { ...waiting, phase: "cancelled" }, expiresAt, false],
  ];
  it.each(cases)("%s", (_name, given, now, ends) => {
    const expired = expireApproval(given, now);
    const ended = { phase: "cancelled", finishedAt: now, verdict: { problem: { code: "approval-expired" } } };
    expect(expired ?? {}).toMatchObject(ends ? ended : {});
    expect(expired !== undefined).toBe(ends);
  });

  it("leaves exactly one of expired and approved, whoever comes first in the same millisecond", () => {
    expect(refusal({ now: expiresAt })).toBe("approval-expired");
    const approved = changed({ now: expiresAt - 1, run: { ...waiting, approvalsNeeded: 1 } });
    expect(expireApproval(approved, expiresAt)).toBeUndefined();
  });
});
