import { planDigest } from "./digest.ts";
import { type KubernetesObject, objectKey, type ObjectRef } from "../cluster/kubernetes-object.ts";
import { orderInWaves, refOf, removedSince } from "./manifests.ts";
import type { Change, Effect, Plan } from "./plan.ts";
import type { VerifiedRelease } from "./records.ts";
import { unwatchedWords } from "./unwatched.ts";
import type { Environment, Settings } from "../settings.ts";

export interface DeployPlanFacts {
  environment: Environment;
  settings: Settings;
  version: string;
  commit: string;
  /** The manifests of the commit, images and labels set, Secrets without their data. */
  objects: KubernetesObject[];
  /** The digest of each Secret's data, by object key. */
  secretDigests: Record<string, string>;
  live?: VerifiedRelease;
  /** What runs that ended without being verified may have made since. */
  left?: KubernetesObject[];
  elsewhere?: Elsewhere[];
}

/** What is live on another environment of the same cluster. */
export type Elsewhere = Pick<VerifiedRelease, "environment" | "objects">;

/** A plan before the cluster has been asked what it would change. */
export type Draft = Omit<Plan, "changes">;

/**
 * What deploying these manifests will write: everything in the manifests in waves, then what the live release had, or a
 * run since has left behind, and this one has not. The changes come from the cluster's own dry run of each effect.
 */
export function draftDeploy(facts: DeployPlanFacts): Draft {
  const { environment, settings, version, commit, live, left = [], elsewhere } = facts;
  const removal = removalOf(thereNow(live?.objects ?? [], left), facts.objects, elsewhere);
  const waves = [...orderInWaves(facts.objects, facts.secretDigests), ...removal.waves];
  const intent = { kind: "deploy" as const, environment: environment.name, version, commit, waves };
  const warnings = [...unwatchedWords(facts.objects, environment), ...removal.warnings];
  const draft: Draft = { ...intent, warnings, digest: planDigest(intent, environment, settings) };
  return live ? { ...draft, from: live.version } : draft;
}

/** The effects of a draft in the order in which they are carried out. */
export function effectsOf(draft: Pick<Draft, "waves">): Effect[] {
  return draft.waves.flatMap(({ effects }) => effects);
}

/** The plan once the cluster has said what each effect would change. */
export function completePlan(draft: Draft, changes: Change[]): Plan {
  return { ...draft, changes };
}

/**
 * Whether there is nothing to do: the plan's commit is what was verified last, and nothing that a person could see has
 * changed since. What runs there unverified, as after a check that failed, still has to be verified.
 */
export function isLiveAlready(
  plan: Pick<Plan, "changes" | "version" | "commit">,
  live: Pick<VerifiedRelease, "version" | "commit"> | undefined,
): boolean {
  const isVerified = live?.version === plan.version && live.commit === plan.commit;
  return isVerified && plan.changes.every(({ what }) => what === "keep");
}

/** Everything that the live release and the runs after it may have made, each once. */
export function thereNow(live: KubernetesObject[], left: KubernetesObject[]): KubernetesObject[] {
  return [...new Map([...live, ...left].map((object) => [objectKey(refOf(object)), object])).values()];
}

/**
 * What was there before and is not in the new objects, as a last wave; no wave when there is nothing to remove. What the live
 * release of another environment has too is its own as much, and stays with a warning.
 */
export function removalOf(
  before: KubernetesObject[],
  objects: KubernetesObject[],
  elsewhere: Elsewhere[] = [],
): Pick<Draft, "waves" | "warnings"> {
  const gone = removedSince(before, objects).map((ref) => ({ ref, user: userOf(ref, elsewhere) }));
  const effects = gone.flatMap(({ ref, user }): Effect[] =>
    user === undefined ? [{ do: "remove", ref }] : [],
  );
  const warnings = gone.flatMap(({ ref, user }) =>
    user === undefined ? [] : [`${ref.kind} ${ref.name} stays: what is live on ${user} has it too.`],
  );
  return { waves: effects.length === 0 ? [] : [{ name: "remove", effects }], warnings };
}

function userOf(ref: ObjectRef, elsewhere: Elsewhere[]): string | undefined {
  return elsewhere.find((release) => hasOneOf(release, ref))?.environment;
}

/** Whether an object is part of what is live on an environment. */
export function hasOneOf({ objects }: Pick<Elsewhere, "objects">, ref: ObjectRef): boolean {
  return objects.some((object) => isSame(refOf(object), ref));
}

/** A kind that nobody knows to be cluster-wide has a namespace in a plan, and none as the cluster has it. */
function isSame(one: ObjectRef, other: ObjectRef): boolean {
  const isApart = one.namespace !== undefined && other.namespace !== undefined;
  return objectKey(one) === objectKey(other) && (!isApart || one.namespace === other.namespace);
}
