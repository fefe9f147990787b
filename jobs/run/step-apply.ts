import type { JobParts } from "../../src/parts.ts";
import type { StepOutcome } from "../../src/release/run/ledger.ts";
import type { Effect, Wave } from "../../src/release/run/plan.ts";
import type { EffectOutcome, Fence } from "../../src/release/cluster/cluster.ts";
import { makeProblem, type Problem } from "../../src/release/problem.ts";
import { fenceNumber, type LoadedRun } from "./load-run.ts";
import { withSecretData } from "../plan/manifests.ts";
import { conflictProblem, refOfEffect } from "../plan/preview.ts";

/**
 * Writes one wave to the cluster, its effects side by side. Each looks before it acts, so a wave that was cut short is
 * simply done again: what is there already is not written twice.
 */
export async function applyWave(
  { run, environment, ledger }: LoadedRun,
  wave: Wave,
  parts: JobParts,
): Promise<StepOutcome> {
  const cluster = parts.clusters.of(environment);
  const takeOver = run.takeOver === true || run.kind === "rollback";
  const fence: Fence = { run: run.id, version: run.version, number: fenceNumber(ledger), takeOver };
  const effects = await withSecretData(wave.effects, {
    parts,
    environment,
    cluster,
    version: run.version,
    commit: run.commit,
  });
  const outcomes = await Promise.all(effects.map((effect) => cluster.carryOut(effect, fence)));
  const problems = outcomes.flatMap((outcome, index) => problemOf(outcome, effects[index]));
  const at = parts.clock();
  const [problem] = problems;
  if (problem) return { outcome: "failed", at, problem };
  return {
    outcome: "done",
    at,
    facts: { objects: effects.length, changed: outcomes.filter(isChange).length },
  };
}

function isChange(outcome: EffectOutcome): boolean {
  return outcome.outcome === "done" && outcome.changed;
}

function problemOf(outcome: EffectOutcome, effect: Effect | undefined): Problem[] {
  if (outcome.outcome === "done" || !effect) return [];
  const ref = refOfEffect(effect);
  if (outcome.outcome === "conflict") return [conflictProblem(ref, outcome.owners)];
  const what = `${ref.kind} ${ref.name} was written by the newer run ${outcome.byRun} meanwhile.`;
  return [makeProblem("changed-meanwhile", what, "Follow the newer run; this one changes nothing more.")];
}
