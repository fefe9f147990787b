import type { JobParts } from "../../src/parts.ts";
import { effectsOf, thereNow } from "../../src/release/run/deploy.ts";
import type { KubernetesObject } from "../../src/release/cluster/kubernetes-object.ts";
import { isFinal, type Run } from "../../src/release/run/run.ts";
import type { Environment } from "../../src/release/settings.ts";
import { touchedClusterAt } from "../../src/release/run/steps.ts";

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
  // One that waited for people may have been asked for long before it started.
  const earliest = liveSince - environment.approvals.expiresAfter * 1000;
  for (const run of await askedForSince(environment.name, earliest, parts)) {
    const isBefore = run.finishedAt === undefined || run.finishedAt <= liveSince;
    if (isBefore || run.startedAt === undefined || !isFinal(run.phase)) continue;
    const written = touchedClusterAt(await parts.runs.ledger(run.id));
    if (written !== undefined && written > liveSince) left.push(run);
  }
  return left;
}

/** More runs than these are not looked through: nobody asks for so many without one that is verified. */
const most = 5120;

/** At least every run of the environment that was asked for since `earliest`, in milliseconds since the epoch, newest first. */
export async function askedForSince(
  environment: string,
  earliest: number,
  { runs }: Pick<JobParts, "runs">,
): Promise<Run[]> {
  for (let limit = 20; ; limit *= 4) {
    const found = await runs.history({ environment }, limit);
    const isAll = found.length < limit || (found.at(-1)?.requestedAt ?? 0) < earliest;
    if (isAll || limit >= most) return found;
  }
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
