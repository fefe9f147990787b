import { describe, expect, it } from "vitest";
import type { StepOutcome } from "../../../src/release/run/ledger.ts";
import type { Plan } from "../../../src/release/run/plan.ts";
import { makeProblem } from "../../../src/release/problem.ts";
import { finalPhasesSeen, type Interruption, simulate } from "./simulator.ts";
import { endedWell, isFinal, type Phase, phases } from "../../../src/release/run/run.ts";
import { hasTouchedCluster, nextStep, progressOf, stepsOf } from "../../../src/release/run/steps.ts";
import { environment, object, person, plan, run } from "./decisions.ts";

const checks = [
  {
    name: "smoke",
    timeout: 30,
    retries: 0,
    kind: "http" as const,
    url: "http://nexus/health",
    expectStatus: 200,
  },
];
const target = environment({ checks });
const done: StepOutcome = { outcome: "done", at: 1 };
const failure: StepOutcome = {
  outcome: "failed",
  at: 1,
  problem: makeProblem("check-failed", "No.", "Look."),
};
const way = (kind: Plan["kind"]): string[] => stepsOf(plan({ kind }), target).map(({ id }) => id);

describe("stepsOf", () => {
  it("rechecks, locks, writes each wave, waits where there are pods, checks and records", () => {
    expect(way("deploy")).toStrictEqual([
      "recheck",
      "lock",
      "apply.configuration",
      "apply.jobs",
      "wait.jobs",
      "apply.workloads",
      "wait.workloads",
      "check.smoke",
      "record",
    ]);
  });

  it("does not look at the repository in a rollback", () => {
    expect(way("rollback")).toStrictEqual(way("deploy").slice(1));
  });

  it("waits for no pods of what is removed", () => {
    const ref = { apiVersion: "apps/v1", kind: "Deployment", name: "old" };
    const removing = plan({ waves: [{ name: "remove", effects: [{ do: "remove", ref }] }] });
    expect(stepsOf(removing, environment()).map(({ id }) => id)).toStrictEqual([
      "recheck",
      "lock",
      "apply.remove",
      "record",
    ]);
  });

  it("names every step once", () => {
    const ids = stepsOf(plan(), target).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each(["Deployment", "StatefulSet", "DaemonSet", "Job"])("waits for a %s that is restored", (kind) => {
    const waves = [{ name: "workloads", effects: [{ do: "restore" as const, object: object(kind, "x") }] }];
    expect(stepsOf(plan({ waves }), environment()).map(({ id }) => id)).toContain("wait.workloads");
  });
});

describe("nextStep", () => {
  const steps = stepsOf(plan(), target);
  const all = Object.fromEntries(steps.map(({ id }) => [id, done]));
  const facts = { steps, ledger: {}, deadlineAt: 5_000, now: 1_000, watchedSince: 0 };

  it.each(phases.filter(isFinal))("does nothing more once a run is %s", (phase) => {
    expect(nextStep({ ...facts, run: run({ phase }) })).toStrictEqual({ do: "nothing" });
  });

  it.each(["requested", "awaiting approval"] as const)("never starts a run that is %s", (phase) => {
    expect(nextStep({ ...facts, run: run({ phase }) })).toStrictEqual({ do: "nothing" });
  });

  describe("after the records were put back", () => {
    const setBack = { at: run().requestedAt, id: "a", known: 4, left: 2 };

    it.each<[Phase, Phase]>([
      ["awaiting approval", "cancelled"],
      ["queued", "cancelled"],
      ["running", "failed"],
      ["verifying", "failed"],
      ["rolling back", "failed"],
    ])("ends a run that was asked for before and is %s", (phase, end) => {
      expect(nextStep({ ...facts, setBack, run: run({ phase }) })).toMatchObject({
        do: "decide",
        verdict: { phase: end, problem: { code: "records-set-back" } },
      });
    });

    it("lets a run go on that was asked for since", () => {
      const later = run({ requestedAt: setBack.at + 1 });
      expect(nextStep({ ...facts, setBack, run: later })).toMatchObject({ do: "perform" });
    });

    it("leaves what has ended, and closes what was decided", () => {
      expect(nextStep({ ...facts, setBack, run: run({ phase: "succeeded" }) })).toEqual({ do: "nothing" });
      const verdict = { phase: "succeeded" as const };
      expect(nextStep({ ...facts, setBack, run: run({ verdict }) })).toEqual({ do: "close", verdict });
    });
  });

  it("reaches the deadline at its very millisecond", () => {
    expect(nextStep({ ...facts, run: run(), now: 4_999 })).toMatchObject({ do: "perform" });
    expect(nextStep({ ...facts, run: run(), now: 5_000 })).toMatchObject({
      do: "decide",
      verdict: { phase: "failed", problem: { code: "deadline-exceeded" } },
    });
  });

  it("calls a run that did everything a success, however late it looks", () => {
    expect(nextStep({ ...facts, run: run(), ledger: all, now: 9_999 })).toMatchObject({
      verdict: { phase: "succeeded" },
    });
    expect(nextStep({ ...facts, run: run({ kind: "rollback" }), ledger: all })).toMatchObject({
      verdict: { phase: "rolled back" },
    });
  });

  it("does not call a run cancelled whose version is recorded as live", () => {
    const late = run({ cancelledBy: person("U1"), supersededBy: "run-2" });
    expect(nextStep({ ...facts, run: late, ledger: all })).toMatchObject({ verdict: { phase: "succeeded" } });
  });

  it("gives a newer run's place precedence over a cancellation", () => {
    const both = run({ cancelledBy: person("U1"), supersededBy: "run-2" });
    expect(nextStep({ ...facts, run: both })).toMatchObject({ verdict: { phase: "superseded" } });
  });

  it("obeys a stop rather than rolling back by itself after a failure", () => {
    const stopped = run({ cancelledBy: person("U1") });
    const ledger = { ...all, record: failure };
    expect(nextStep({ ...facts, run: stopped, ledger })).toMatchObject({ verdict: { phase: "cancelled" } });
  });

  const during: [string, Plan["kind"], Phase][] = [
    ["lock", "deploy", "running"],
    ["apply.workloads", "deploy", "running"],
    ["apply.workloads", "rollback", "rolling back"],
    ["wait.workloads", "deploy", "verifying"],
    ["wait.workloads", "rollback", "verifying"],
    ["check.smoke", "deploy", "verifying"],
    ["record", "deploy", "verifying"],
  ];
  it.each(during)("is at %s of a %s in the phase %s", (id, kind, phase) => {
    const before = steps.slice(
      0,
      steps.findIndex((step) => step.id === id),
    );
    const ledger = Object.fromEntries(before.map((step) => [step.id, done]));
    expect(nextStep({ ...facts, run: run({ kind }), ledger })).toMatchObject({ step: { id }, phase });
  });
});

describe.each(["deploy", "rollback"] as const)("a whole %s", (kind) => {
  const good = kind === "deploy" ? "succeeded" : "rolled back";
  const ids = way(kind);
  const start = { plan: plan({ kind }), environment: target };

  it("ends well when nothing happens, each step performed once", () => {
    const story = simulate(start, {});
    expect(story.run.verdict).toStrictEqual({ phase: good });
    expect(story.performed).toStrictEqual(ids);
  });

  const interruptions: [string, (at: string) => Interruption, Phase[]][] = [
    ["killed before the outcome is recorded", (at) => ({ killAfterPerforming: at }), [good]],
    ["killed ten times in the same step", (at) => ({ killAfterPerforming: at, kills: 10 }), [good]],
    ["cancelled", (at) => ({ cancelAt: at }), ["cancelled"]],
    ["superseded", (at) => ({ supersedeAt: at }), ["superseded"]],
    ["failing", (at) => ({ failAt: at }), ["failed"]],
    ["reaching the deadline", (at) => ({ deadlineAt: at }), ["failed"]],
    ["failing while it is superseded", (at) => ({ failAt: at, supersedeAt: at }), ["superseded"]],
    ["killed at the verdict", (at) => ({ failAt: at, killAtVerdict: true }), ["failed"]],
  ];
  describe.each(interruptions)("%s", (_name, interruption, expected) => {
    it.each(ids)("at %s", (at) => {
      const story = simulate(start, interruption(at));
      expect(finalPhasesSeen(story)).toHaveLength(1);
      const lastStepStopped = at === "record" && ["cancelled", "superseded"].includes(expected[0] ?? "");
      const recorded = lastStepStopped && story.ledger["record"]?.outcome === "done";
      expect(story.run.phase).toBe(recorded ? good : expected[0]);
      expect(new Set(story.verdicts.map((verdict) => JSON.stringify(verdict))).size).toBe(1);
      expect(story.recorded).toStrictEqual([...new Set(story.recorded)]);
      expect(story.performedAfterVerdict).toBe(0);
    });
  });

  it("is good in exactly the phases that count as good", () => {
    const story = simulate(start, {});
    expect(endedWell(story.run.phase)).toBe(true);
    const bad = simulate(start, { failAt: "lock" });
    expect(endedWell(bad.run.phase)).toBe(false);
  });
});

describe("hasTouchedCluster and progressOf", () => {
  it("counts from the lock on", () => {
    expect(hasTouchedCluster({})).toBe(false);
    expect(hasTouchedCluster({ recheck: done })).toBe(false);
    expect(hasTouchedCluster({ lock: failure })).toBe(false);
    expect(hasTouchedCluster({ lock: done })).toBe(true);
  });

  it("counts what is done, not what failed, nor outcomes of other plans", () => {
    const steps = stepsOf(plan(), target);
    expect(progressOf(steps, { recheck: done, lock: failure, other: done })).toStrictEqual({
      done: 1,
      all: steps.length,
    });
  });
});
