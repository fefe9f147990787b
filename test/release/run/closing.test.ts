import { describe, expect, it } from "vitest";
import { type ClosingFacts, closingOf, overtaker } from "../../../src/release/run/closing.ts";
import { makeProblem, type ProblemCode } from "../../../src/release/problem.ts";
import type { FinalPhase } from "../../../src/release/run/run.ts";
import { commit, environment, otherCommit, run } from "./decisions.ts";

const failedWith = (code: ProblemCode): ClosingFacts["verdict"] => ({
  phase: "failed",
  problem: makeProblem(code, "It broke.", "Look."),
});
const facts: ClosingFacts = {
  run: run(),
  verdict: failedWith("workload-failed"),
  ledger: { lock: { outcome: "done", at: 1 } },
  environment: environment(),
  live: { version: "v1.4.2", commit },
};
const { live: _live, ...firstEver } = facts;
const manual = environment({ rollback: { automatic: false } });

describe("closingOf", () => {
  it("rolls a failed deploy back to what was live, under an id that repeats", () => {
    expect(closingOf(facts)).toStrictEqual({ rollBack: { id: "run-1-back", version: "v1.4.2" } });
    expect(closingOf(facts)).toStrictEqual(closingOf(facts));
  });

  it.each(["workload-failed", "check-failed", "deadline-exceeded", "field-conflict"] as const)(
    "rolls back after %s",
    (code) => {
      expect(closingOf({ ...facts, verdict: failedWith(code) })).toHaveProperty("rollBack");
    },
  );

  it("rolls back to the live version itself where its tag was moved", () => {
    const moved = { ...facts, live: { version: "v1.5.0", commit: otherCommit } };
    expect(closingOf(moved)).toStrictEqual({ rollBack: { id: "run-1-back", version: "v1.5.0" } });
  });

  const without: [string, ClosingFacts][] = [
    ["nothing was written", { ...facts, ledger: { recheck: { outcome: "done", at: 1 } } }],
    ["the environment does not want it", { ...facts, environment: manual }],
    ["somebody else changed the workloads meanwhile", { ...facts, verdict: failedWith("changed-meanwhile") }],
    ["the records were put back", { ...facts, verdict: failedWith("records-set-back") }],
    ["the records were put back after it had failed", { ...facts, isSetBack: true }],
    ["it came too late to write anything", { ...facts, verdict: failedWith("deadline-missed") }],
    ["nobody knows how its Job ended", { ...facts, verdict: failedWith("job-end-unknown") }],
    ["the cluster does not answer", { ...facts, verdict: failedWith("cluster-unavailable") }],
    ["nothing was live before", firstEver],
    ["the same version was live before", { ...facts, live: { version: "v1.5.0", commit } }],
    ["a rollback fails", { ...facts, run: run({ kind: "rollback" }) }],
    [
      "the automatic rollback fails",
      { ...facts, run: run({ kind: "rollback", requester: { automaticAfter: "run-0" } }) },
    ],
  ];
  it.each(without)("does not roll back when %s", (_name, given) => {
    expect(closingOf(given)).toStrictEqual({});
  });

  it.each(["succeeded", "cancelled", "superseded"] satisfies FinalPhase[])(
    "does not roll back a run that is %s",
    (phase) => {
      expect(closingOf({ ...facts, verdict: { phase } })).toStrictEqual({});
    },
  );

  const back = run({ kind: "rollback", version: "v1.4.2", from: "v1.5.0" });
  it("holds back what a rollback led away from", () => {
    const closing = closingOf({
      ...facts,
      run: { ...back, reason: "leaks" },
      verdict: { phase: "rolled back" },
    });
    expect(closing).toStrictEqual({
      hold: { version: "v1.5.0", reason: "rolled back on production to v1.4.2: leaks" },
    });
  });

  it("holds back only the other commit of the version that it restored", () => {
    const same = run({ kind: "rollback", version: "v1.5.0", from: "v1.5.0", fromCommit: otherCommit });
    const held = (ended: typeof same) =>
      closingOf({ ...facts, run: ended, verdict: { phase: "rolled back" } });
    const [bad, good] = [otherCommit.slice(0, 7), commit.slice(0, 7)];
    expect(held(same)).toStrictEqual({
      hold: {
        version: "v1.5.0",
        commit: otherCommit,
        reason: `its commit ${bad} was rolled back on production to ${good}`,
      },
    });
    expect(held({ ...same, fromCommit: commit })).toStrictEqual({});
  });

  it.each(["failed", "cancelled", "superseded"] satisfies FinalPhase[])(
    "holds nothing back after a rollback that is %s",
    (phase) => {
      expect(closingOf({ ...facts, run: back, verdict: { phase } })).toStrictEqual({});
    },
  );

  it("holds nothing back when nothing was there before", () => {
    const { from: _from, ...fresh } = back;
    expect(closingOf({ ...facts, run: fresh, verdict: { phase: "rolled back" } })).toStrictEqual({});
  });
});

describe("overtaker", () => {
  const written = { lock: { outcome: "done" as const, at: 1 } };
  const failed = run({ id: "run-1", requestedAt: 100 });
  const askedFor = run({ id: "run-2", kind: "rollback", requestedAt: 101 });

  it.each<[string, ReturnType<typeof run>, ClosingFacts["ledger"], boolean]>([
    ["a newer run that has written", run({ id: "run-2", requestedAt: 101 }), written, true],
    ["a newer run that has not", run({ id: "run-2", requestedAt: 101 }), {}, false],
    ["an older run", run({ id: "run-0", requestedAt: 99 }), written, false],
    ["the run itself", failed, written, false],
    ["a rollback that a person asked for", askedFor, {}, true],
    ["one that has ended without writing", { ...askedFor, phase: "cancelled" }, {}, false],
    ["an automatic rollback", { ...askedFor, requester: { automaticAfter: "run-0" } }, {}, false],
    ["a rollback that was asked for before", { ...askedFor, requestedAt: 99 }, {}, false],
  ])("%s", (_name, other, ledger, isOne) => {
    expect(overtaker(failed, [{ run: other, ledger }])?.id).toBe(isOne ? other.id : undefined);
  });
});
