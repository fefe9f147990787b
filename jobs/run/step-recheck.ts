import type { JobParts } from "../../src/parts.ts";
import { decideDeploy } from "../../src/release/run/gates.ts";
import type { StepOutcome } from "../../src/release/run/ledger.ts";
import { makeProblem } from "../../src/release/problem.ts";
import { type DeployWish, gatherGates } from "../plan/gate-facts.ts";
import type { LoadedRun } from "./load-run.ts";
import { commitOf, draftNow } from "../plan/plan-deploy.ts";

/**
 * Looks again at everything that was true when people said yes: the gates, the tag, the manifests and the policy.
 * What has moved voids the plan, before anything is written.
 */
export async function recheck(loaded: LoadedRun, parts: JobParts): Promise<StepOutcome> {
  const { run, environment } = loaded;
  const commit = await commitOf(run.version, parts);
  const gate = decideDeploy(await gatherGates(wishOf(loaded), "starting", parts));
  if (gate.outcome === "refused") return { outcome: "failed", at: parts.clock(), problem: gate.problem };
  const { draft } = await draftNow(environment, run.version, commit, parts);
  const passed = gate.passed.map(({ code }) => code);
  const facts = passed.length === 0 ? { commit } : { commit, passed };
  if (draft.digest === run.planDigest) return { outcome: "done", at: parts.clock(), facts };
  return { outcome: "failed", at: parts.clock(), problem: voidPlan(loaded, commit) };
}

function wishOf({ run, environment }: LoadedRun): DeployWish {
  const { version, commit, requester, emergency } = run;
  const asker = "user" in requester ? `person:${requester.user}` : "slipway";
  return { version, commit, environment, asker, ...(emergency !== undefined && { emergency }) };
}

function voidPlan({ run }: LoadedRun, commit: string): ReturnType<typeof makeProblem> {
  const moved =
    commit === run.commit
      ? "The manifests, the live release or the policy have changed"
      : `The tag ${run.version} has moved to another commit`;
  const advice = `Look at the new plan with \`/release diff ${run.version} ${run.environment}\`, then ask again.`;
  return makeProblem(
    "plan-changed",
    `${moved} since this plan was made, so it is void. Nothing was written.`,
    advice,
  );
}
