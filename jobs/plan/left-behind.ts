import type { JobParts } from "../../src/parts.ts";
import { effectsOf, thereNow } from "../../src/release/run/deploy.ts";
import type { KubernetesObject } from "../../src/release/cluster/kubernetes-object.ts";
import { isFinal, type Run } from "../../src/release/run/run.ts";
import type { Environment } from "../../src/release/settings.ts";
import { hasTouchedCluster } from "../../src/release/run/steps.ts";

/**
 * The runs since the last verification that wrote to the cluster and ended without being verified, newest first: what
 * they left is there now, so the way back leads from there, also to the version that is recorded as live.
 */
export async function leftBehind(
  environment: Environment,
  liveSince: number,
  parts: JobParts,
): Promise<Run[]> {
  const left: Run[] = [];
  for (const run of await parts.runs.history({ environment: environment.name }, 20)) {
    const isSince = run.startedAt !== undefined && run.startedAt > liveSince;
    if (isSince && isFinal(run.phase) && hasTouchedCluster(await parts.runs.ledger(run.id))) left.push(run);
  }
  return left;
}

/** What the runs may have made, each object once. */
export async function madeBy(runs: Run[], parts: JobParts): Promise<KubernetesObject[]> {
  const plans = await Promise.all(runs.map(({ planDigest }) => parts.runs.plan(planDigest)));
  const made = plans
    .filter((plan) => plan !== undefined)
    .flatMap(effectsOf)
    .flatMap((effect) => (effect.do === "remove" ? [] : [effect.object]));
  return thereNow([], made);
}
