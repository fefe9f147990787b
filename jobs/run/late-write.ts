import type { JobParts } from "../../src/parts.ts";
import type { Cluster, Fence } from "../../src/release/cluster/cluster.ts";
import type { Effect } from "../../src/release/run/plan.ts";
import { makeProblem, type Problem, ProblemError } from "../../src/release/problem.ts";
import { missedDeadline, type WriteStep } from "../../src/release/run/steps.ts";
import { withSecretData } from "../plan/manifests.ts";
import { fenceIn, type LoadedRun } from "./load-run.ts";

/**
 * Why a write that comes after the deadline of its run is not begun, by a look at the cluster; undefined where the run had
 * written all of it before Slipway went away. Where the run had written nothing at all, nothing has to be taken back.
 */
export async function whyLate(
  loaded: LoadedRun,
  step: WriteStep,
  parts: JobParts,
): Promise<Problem | undefined> {
  const { run, ledger } = loaded;
  const written = await lookAt(loaded, step, parts);
  if (written === "all") return undefined;
  const isFirst = !Object.keys(ledger).some((id) => id.startsWith("apply."));
  if (written !== "nothing" || !isFirst) return missedDeadline(run, step);
  const what = `The deadline of the run came while Slipway was away, before it had written anything to ${run.environment}.`;
  return makeProblem("deadline-missed", what, "Nothing was changed: ask again if it is still wanted.");
}

/** How much of a wave the run has written; "unknown" where the cluster does not say. */
async function lookAt(
  loaded: LoadedRun,
  { wave }: WriteStep,
  parts: JobParts,
): Promise<"all" | "some" | "nothing" | "unknown"> {
  const { run, environment, ledger } = loaded;
  const cluster = parts.clusters.of(environment);
  const fence: Fence = { run: run.id, version: run.version, ...fenceIn(ledger), takeOver: false };
  try {
    const seen = await Promise.all(
      wave.effects.map((effect) => isThere(effect, fence, loaded, cluster, parts)),
    );
    if (seen.every((state) => state !== "missing")) return "all";
    // A Job may have run and be gone again.
    const mayBeGone = wave.effects.some((effect) => effect.do === "apply" && effect.object.kind === "Job");
    return mayBeGone || seen.includes("written") ? "some" : "nothing";
  } catch (error) {
    if (error instanceof ProblemError) return "unknown";
    throw error;
  }
}

/** A Secret that has the data of the plan needs no write, whoever has brought it there. */
async function isThere(
  effect: Effect,
  fence: Fence,
  { run, environment }: LoadedRun,
  cluster: Cluster,
  parts: JobParts,
): Promise<"written" | "as wanted" | "missing"> {
  if (await cluster.isCarriedOut(effect, fence)) return "written";
  if (effect.do !== "apply" || effect.secretDigest === undefined) return "missing";
  const facts = { parts, environment, cluster, version: run.version, commit: run.commit };
  return (await withSecretData([effect], facts)).length === 0 ? "as wanted" : "missing";
}
