import { describeChange } from "../../src/release/run/diff.ts";
import type { KubernetesObject, ObjectRef } from "../../src/release/cluster/kubernetes-object.ts";
import { refOf } from "../../src/release/run/manifests.ts";
import type { Change, Effect } from "../../src/release/run/plan.ts";
import type { Cluster, EffectOutcome, Fence } from "../../src/release/cluster/cluster.ts";
import { makeProblem, ProblemError, type Problem } from "../../src/release/problem.ts";

/** What each effect would change, by the cluster's own dry run. Raises `field-conflict` when others own the fields. */
export async function previewChanges(cluster: Cluster, effects: Effect[], fence: Fence): Promise<Change[]> {
  const [live, previews] = await Promise.all([
    cluster.read(effects.map(refOfEffect)),
    Promise.all(effects.map(async (effect) => [effect, await cluster.preview(effect, fence)] as const)),
  ]);
  return previews.map(([effect, preview], index) => changeOf(effect, live[index], preview));
}

/** Which object an effect is about. */
export function refOfEffect(effect: Effect): ObjectRef {
  return effect.do === "remove" ? effect.ref : refOf(effect.object);
}

function changeOf(effect: Effect, live: KubernetesObject | undefined, preview: EffectOutcome): Change {
  const ref = refOfEffect(effect);
  if (preview.outcome === "conflict") throw new ProblemError(conflictProblem(ref, preview.owners));
  const after = preview.outcome === "done" ? preview.object : live;
  return { ...describeChange(live, effect.do === "remove" ? undefined : after), ref };
}

/** Others own what would be set: their names, the fields, and the way on. */
export function conflictProblem(ref: ObjectRef, owners: { manager: string; field: string }[]): Problem {
  const managers = [...new Set(owners.map(({ manager }) => manager))].slice(0, 3).join(", ");
  const fields = owners
    .slice(0, 3)
    .map(({ field }) => field)
    .join(", ");
  const what = `${ref.kind} ${ref.name}: ${managers} owns ${fields}, and this would change ${owners.length === 1 ? "it" : "them"}.`;
  return makeProblem(
    "field-conflict",
    what,
    `Take the change into the manifests, or repeat the command with --take-over to take the fields from ${managers}.`,
  );
}
