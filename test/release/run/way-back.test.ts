import { expect, it } from "vitest";
import type { StepOutcome } from "../../../src/release/run/ledger.ts";
import type { Run } from "../../../src/release/run/run.ts";
import { lastWriters, offersWayBack } from "../../../src/release/run/way-back.ts";
import { run } from "./decisions.ts";

/** A run that has ended, and that took the lock at a moment, or never. */
function ended(
  id: string,
  at?: number,
  overrides: Partial<Run> = {},
): Parameters<typeof lastWriters>[0][number] {
  const ledger: Record<string, StepOutcome> = at === undefined ? {} : { lock: { outcome: "done", at } };
  return { run: run({ id, phase: "failed", startedAt: 1, ...overrides }), ledger };
}

it("knows who wrote to an environment last, whoever asked first", () => {
  const runs = [
    ended("waited", 30),
    ended("quick", 20),
    ended("refused"),
    ended("begun", 40, { phase: "running" }),
  ];
  expect(lastWriters(runs).map(({ id }) => id)).toEqual(["waited", "quick"]);
});

const { from: _from, ...firstEver } = run({ phase: "failed" });

it.each<[string, Run, { isLive?: boolean; isLast?: boolean }, boolean]>([
  ["that failed", run({ phase: "failed" }), {}, true],
  ["that was stopped half-way", run({ phase: "cancelled" }), {}, true],
  ["that is live", run({ phase: "succeeded" }), { isLive: true }, true],
  ["that is live no longer", run({ phase: "succeeded" }), {}, false],
  ["after which another one wrote", run({ phase: "failed" }), { isLast: false }, false],
  ["after which another one failed", run({ phase: "succeeded" }), { isLive: true, isLast: false }, false],
  ["before which there was nothing", firstEver, {}, false],
  ["that gave way", run({ phase: "superseded" }), {}, false],
  ["that leads back itself", run({ kind: "rollback", phase: "rolled back" }), {}, false],
  ["under way", run({ phase: "running" }), {}, false],
])("the way back from a run %s", (_name, one, { isLive = false, isLast = true }, expected) => {
  const writers = isLast ? [one] : [run({ id: "run-newer" }), one];
  expect(offersWayBack(one, { isLive, writers })).toBe(expected);
});
