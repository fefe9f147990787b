import { describeChange } from "../../src/release/run/diff.ts";
import type { KubernetesObject, ObjectRef } from "../../src/release/cluster/kubernetes-object.ts";
import { textAt } from "../../src/release/cluster/json.ts";
import { refOf } from "../../src/release/run/manifests.ts";
import type { Change, Effect } from "../../src/release/run/plan.ts";
import type { Cluster, EffectOutcome, Fence } from "../../src/release/cluster/cluster.ts";
import { makeProblem, ProblemError, type Problem } from "../../src/release/problem.ts";

/** What each effect would change, by the cluster's own dry run. Raises `field-conflict` when others own the fields. */
export async function previewChanges(cluster: Cluster, effects: Effect[], fence: Fence): Promise<Change[]> {
  const [live, previews] = await Promise.all([
    cluster.read(effects.map(refOfEffect)),
    Promise.all(
      effects.map(async (effect) => [effect, await previewOf(effect, effects, cluster, fence)] as const),
    ),
  ]);
  return previews.map(([effect, preview], index) => changeOf(effect, live[index], preview));
}

/** The cluster cannot judge what is of a type that the same plan brings; then it comes out as it is written. */
async function previewOf(
  effect: Effect,
  all: Effect[],
  cluster: Cluster,
  fence: Fence,
): Promise<EffectOutcome> {
  try {
    return await cluster.preview(effect, fence);
  } catch (error) {
    const isRefused = error instanceof ProblemError && error.problem.code === "cluster-refused";
    if (!isRefused || effect.do === "remove" || !all.some((other) => defines(other, effect.object)))
      throw error;
    return { outcome: "done", changed: true, object: effect.object };
  }
}

/** Whether an effect writes the definition of an object's type. */
function defines(effect: Effect, { apiVersion, kind }: KubernetesObject): boolean {
  if (effect.do === "remove" || effect.object.kind !== "CustomResourceDefinition") return false;
  const { object } = effect;
  const isOfGroup = textAt(object, "spec", "group") === apiVersion.split("/")[0];
  return isOfGroup && textAt(object, "spec", "names", "kind") === kind;
}

/** Which object an effect is about. */
export function refOfEffect(effect: Effect): ObjectRef {
  return effect.do === "remove" ? effect.ref : refOf(effect.object);
}

function changeOf(effect: Effect, live: KubernetesObject | undefined, preview: EffectOutcome): Change {
  const ref = refOfEffect(effect);
  if (preview.outcome === "conflict") throw new ProblemError(conflictProblem(ref, preview.owners));
  if (effect.do === "remove" && preview.outcome === "done" && !preview.changed)
    return { ref, what: "keep", words: preview.object ? ["it was there before Slipway"] : [] };
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
