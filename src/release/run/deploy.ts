import { planDigest } from "./digest.ts";
import type { KubernetesObject } from "../cluster/kubernetes-object.ts";
import { orderInWaves, removedSince } from "./manifests.ts";
import type { Change, Effect, Plan, Wave } from "./plan.ts";
import type { VerifiedRelease } from "./records.ts";
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
  warnings: string[];
}

/** A plan before the cluster has been asked what it would change. */
export type Draft = Omit<Plan, "changes">;

/**
 * What deploying these manifests will write: everything in the manifests in waves, then what the live release had and
 * this one has no more. The changes come from the cluster's own dry run of each effect.
 */
export function draftDeploy(facts: DeployPlanFacts): Draft {
  const { environment, settings, version, commit, live, warnings } = facts;
  const waves = [...orderInWaves(facts.objects, facts.secretDigests), ...removalWave(live, facts.objects)];
  const intent = { kind: "deploy" as const, environment: environment.name, version, commit, waves };
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

/** Whether carrying the plan out would change anything that a person could see. */
export function changesAnything(plan: Pick<Plan, "changes">): boolean {
  return plan.changes.some(({ what }) => what !== "keep");
}

/** What was there before and is not in the new objects, as a last wave; no wave when there is nothing to remove. */
export function removalWave(
  before: Pick<VerifiedRelease, "objects"> | undefined,
  objects: KubernetesObject[],
): Wave[] {
  const refs = before ? removedSince(before.objects, objects) : [];
  if (refs.length === 0) return [];
  return [{ name: "remove", effects: refs.map((ref) => ({ do: "remove", ref })) }];
}
