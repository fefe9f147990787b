import { expect, it } from "vitest";
import type { StepOutcome } from "../../../src/release/run/ledger.ts";
import { refOf } from "../../../src/release/run/manifests.ts";
import type { Plan } from "../../../src/release/run/plan.ts";
import type { Run } from "../../../src/release/run/run.ts";
import { nextStep, type Step, stepsOf } from "../../../src/release/run/steps.ts";
import { environment, object, plan, run } from "./decisions.ts";

const check = { name: "smoke", kind: "command" as const, command: ["true"], timeout: 60, retries: 0 };
const target = environment({ checks: [check] });
const facts = { deadlineAt: 5_000, now: 1_000, watchedSince: 0 };

/** The steps of a plan, with everything before one of them done. */
function at(id: string, of: Plan): { steps: Step[]; ledger: Record<string, StepOutcome> } {
  const steps = stepsOf(of, target);
  const before = steps.slice(
    0,
    steps.findIndex((step) => step.id === id),
  );
  return { steps, ledger: Object.fromEntries(before.map((step) => [step.id, { outcome: "done", at: 1 }])) };
}

const missed: [string, Plan["kind"], "extend" | "decide" | "look"][] = [
  ["recheck", "deploy", "decide"],
  ["lock", "deploy", "decide"],
  ["apply.workloads", "deploy", "look"],
  ["wait.workloads", "deploy", "extend"],
  ["check.smoke", "deploy", "extend"],
  ["record", "deploy", "extend"],
  ["lock", "rollback", "decide"],
  ["apply.workloads", "rollback", "extend"],
  ["wait.workloads", "rollback", "extend"],
];
it.each(missed)("whose deadline came at %s of a %s while nobody looked: %s", (id, kind, what) => {
  const { steps, ledger } = at(id, plan({ kind }));
  const late = { ...facts, steps, run: run({ kind }), ledger, now: 9_000 };
  expect(nextStep({ ...late, watchedSince: 5_001 })).toMatchObject({ do: what });
  expect(nextStep({ ...late, watchedSince: 5_000 })).toMatchObject({ do: "decide" });
  expect(nextStep({ ...late, watchedSince: 5_001, now: 4_000 })).toMatchObject({ do: "perform" });
});

it("begins no write of a deploy once its deadline passed unseen, but finishes with what goes", () => {
  const remove = {
    name: "remove",
    effects: [{ do: "remove" as const, ref: refOf(object("ConfigMap", "old")) }],
  };
  const waves = [...plan().waves, remove];
  const extended = run({ extendedTo: 5_000 });
  const next = (id: string, of: Run, kind: Plan["kind"] = "deploy") => {
    const { steps, ledger } = at(id, plan({ waves, kind }));
    return nextStep({ ...facts, steps, run: of, ledger }).do;
  };
  expect(next("apply.workloads", run())).toBe("perform");
  expect(next("apply.workloads", extended)).toBe("look");
  expect(next("wait.workloads", extended)).toBe("perform");
  expect(next("apply.remove", extended)).toBe("perform");
  expect(next("apply.workloads", { ...extended, kind: "rollback" }, "rollback")).toBe("perform");
});
