import type { JobParts } from "../../src/parts.ts";
import { type DeployFacts, decideDeploy } from "../../src/release/run/gates.ts";
import type { StepOutcome } from "../../src/release/run/ledger.ts";
import { makeProblem } from "../../src/release/problem.ts";
import { openItemsOf } from "../checklist/evidence.ts";
import type { LoadedRun } from "./load-run.ts";
import { commitOf, draftNow } from "../plan/plan-deploy.ts";

/**
 * Looks again at everything that was true when people said yes: the gates, the tag, the manifests and the policy.
 * What has moved voids the plan, before anything is written.
 */
export async function recheck(loaded: LoadedRun, parts: JobParts): Promise<StepOutcome> {
  const { run, environment } = loaded;
  const commit = await commitOf(run.version, parts);
  const gate = decideDeploy(await gatesNow(loaded, parts));
  if (gate.outcome === "refused") return { outcome: "failed", at: parts.clock(), problem: gate.problem };
  const { draft } = await draftNow(environment, run.version, commit, parts);
  if (draft.digest === run.planDigest) return { outcome: "done", at: parts.clock(), facts: { commit } };
  return { outcome: "failed", at: parts.clock(), problem: voidPlan(loaded, commit) };
}

async function gatesNow({ run, environment }: LoadedRun, parts: JobParts): Promise<DeployFacts> {
  const [lock, hold, verifiedBefore, checklist] = await Promise.all([
    parts.locks.read(environment.name, parts.clock()),
    parts.holds.get(run.version),
    environment.after === undefined ? undefined : parts.releases.verified(environment.after, run.version),
    openItemsOf(environment, run, parts, "starting"),
  ]);
  return {
    version: run.version,
    commit: run.commit,
    environment,
    asker: "user" in run.requester ? `person:${run.requester.user}` : "slipway",
    ...(run.emergency !== undefined && { emergency: run.emergency }),
    ...(lock && { lock }),
    ...(hold && { hold }),
    ...(verifiedBefore && { verifiedBefore }),
    ...checklist,
  };
}

function voidPlan({ run }: LoadedRun, commit: string): ReturnType<typeof makeProblem> {
  const moved =
    commit === run.commit
      ? "The manifests, the live release or the policy have changed"
      : `The tag ${run.version} has moved to another commit`;
  const advice = `Look at the new plan with \`diff ${run.version} ${run.environment}\`, then ask again.`;
  return makeProblem(
    "plan-changed",
    `${moved} since this plan was made, so it is void. Nothing was written.`,
    advice,
  );
}
