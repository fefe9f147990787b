import type { JobParts } from "../../src/parts.ts";
import type { StepOutcome } from "../../src/release/run/ledger.ts";
import type { Effect, Wave } from "../../src/release/run/plan.ts";
import type { Cluster, EffectOutcome, Fence } from "../../src/release/cluster/cluster.ts";
import { makeProblem, type Problem } from "../../src/release/problem.ts";
import { type Written, writtenOf } from "../../src/release/cluster/written.ts";
import {
  type KubernetesObject,
  objectKey,
  type ObjectRef,
} from "../../src/release/cluster/kubernetes-object.ts";
import { waitsForPods } from "../../src/release/run/steps.ts";
import { fenceIn, type LoadedRun } from "./load-run.ts";
import { withSecretData } from "../plan/manifests.ts";
import { conflictProblem, refOfEffect } from "../plan/preview.ts";

/**
 * Writes one wave to the cluster, its effects side by side. Each looks before it acts, so a wave that was cut short is
 * simply done again: what is there already is not written twice. The outcome keeps what each workload was then, so that
 * the steps after it know their own from somebody else's, whoever carries them out.
 */
export async function applyWave(
  { run, environment, ledger }: LoadedRun,
  wave: Wave,
  parts: JobParts,
): Promise<StepOutcome> {
  const cluster = parts.clusters.of(environment);
  const takeOver = run.takeOver === true || run.kind === "rollback";
  const fence: Fence = { run: run.id, version: run.version, ...fenceIn(ledger), takeOver };
  const effects = await withSecretData(wave.effects, {
    parts,
    environment,
    cluster,
    version: run.version,
    commit: run.commit,
  });
  const place = { cluster, environment: environment.name, runs: parts.runs };
  const outcomes = await allEnded(effects.map((effect) => carryOut(effect, fence, place)));
  const problems = outcomes.flatMap((outcome, index) => problemOf(outcome, effects[index]));
  const at = parts.clock();
  const [problem] = problems;
  if (problem) return { outcome: "failed", at, problem };
  const kept = effects.filter((effect, index) => isKept(effect, outcomes[index])).map(nameOf);
  return {
    outcome: "done",
    at,
    facts: {
      objects: effects.length,
      changed: outcomes.filter(isChange).length,
      written: await writtenWorkloads(effects, outcomes, fence, cluster),
      ...(kept.length > 0 && { kept }),
    },
  };
}

/** Raises what one write raises only when none is under way: what comes late would come after the run, or its rollback. */
async function allEnded<T>(writes: Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(writes);
  return Promise.all(writes);
}

/**
 * What a run has written that the records know stands in no way, if it is older or of another environment with the same
 * objects; what that one wrote last is not taken from it. One that they do not know shows that they are older than the
 * cluster.
 */
async function carryOut(
  effect: Effect,
  fence: Fence,
  { cluster, environment, runs }: { cluster: Cluster; environment: string; runs: JobParts["runs"] },
): Promise<EffectOutcome> {
  const outcome = await cluster.carryOut(effect, fence);
  if (outcome.outcome !== "unaccounted" && outcome.outcome !== "fenced") return outcome;
  const other = await runs.get(outcome.byRun);
  if (!other || (outcome.outcome === "fenced" && other.environment === environment)) return outcome;
  if (effect.do === "remove" && other.environment !== environment) return { outcome: "done", changed: false };
  return cluster.carryOut(effect, { ...fence, passes: other.id });
}

async function writtenWorkloads(
  effects: Effect[],
  outcomes: EffectOutcome[],
  fence: Fence,
  cluster: Cluster,
): Promise<Record<string, Written>> {
  const entries = effects.map(async (effect, index): Promise<[string, Written][]> => {
    const outcome = outcomes[index];
    if (!waitsForPods(effect) || outcome?.outcome !== "done" || !outcome.object) return [];
    const written = await asWeWrote(outcome.object, outcome.changed, effect, fence, cluster);
    return [[objectKey(refOfEffect(effect)), written]];
  });
  return Object.fromEntries((await Promise.all(entries)).flat());
}

/**
 * What was written before a crash may have been changed by somebody else before this second look, under our marks; so
 * the cluster is asked what our write comes to.
 */
async function asWeWrote(
  object: KubernetesObject,
  isFresh: boolean,
  effect: Effect,
  fence: Fence,
  cluster: Cluster,
): Promise<Written> {
  const seen = writtenOf(object);
  if (isFresh) return seen;
  const asked = await cluster.preview(effect, { ...fence, takeOver: true });
  if (asked.outcome !== "done" || !asked.object) return seen;
  return { ...seen, template: writtenOf(asked.object).template };
}

function isChange(outcome: EffectOutcome): boolean {
  return outcome.outcome === "done" && outcome.changed;
}

/** Whether what was to go is there still: no run of ours has made it. */
function isKept(effect: Effect, outcome: EffectOutcome | undefined): boolean {
  return effect.do === "remove" && outcome?.outcome === "done" && outcome.object !== undefined;
}

function nameOf(effect: Effect): string {
  const { kind, name } = refOfEffect(effect);
  return `${kind} ${name}`;
}

function problemOf(outcome: EffectOutcome, effect: Effect | undefined): Problem[] {
  if (outcome.outcome === "done" || !effect) return [];
  const ref = refOfEffect(effect);
  if (outcome.outcome === "conflict") return [conflictProblem(ref, outcome.owners)];
  if (outcome.outcome === "unaccounted") return [unaccounted(ref, outcome.byRun)];
  const what = `${ref.kind} ${ref.name} was written by the newer run ${outcome.byRun} meanwhile.`;
  return [makeProblem("changed-meanwhile", what, "Follow the newer run; this one changes nothing more.")];
}

function unaccounted(ref: ObjectRef, byRun: string): Problem {
  return makeProblem(
    "records-set-back",
    `${ref.kind} ${ref.name} was written by ${byRun} since the last run that the records know, and they know no ${byRun}: they are older than the cluster.`,
    "Look at what is live in the cluster, then ask again for what is to be there.",
  );
}
