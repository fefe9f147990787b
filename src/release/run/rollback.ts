import { type Draft, type Elsewhere, removalOf, thereNow } from "./deploy.ts";
import { planDigest } from "./digest.ts";
import { isScaledByOthers } from "../cluster/field-owners.ts";
import { gitOpsOwner } from "../cluster/gitops.ts";
import { jsonAt } from "../cluster/json.ts";
import { isWorkload, type KubernetesObject, objectKey } from "../cluster/kubernetes-object.ts";
import { orderInWaves } from "./manifests.ts";
import type { Effect, Wave } from "./plan.ts";
import { makeProblem, type Problem } from "../problem.ts";
import { type Hold, isHeldAt, type Lock, type VerifiedRelease } from "./records.ts";
import { isFinal, isWaiting, type Run } from "./run.ts";
import type { Environment, Settings } from "../settings.ts";

export interface RollbackFacts {
  environment: Environment;
  settings: Settings;
  version: string;
  /** The version as it was verified here; the source of an exact way back. */
  record?: VerifiedRelease;
  /** The manifests of the tag's commit, read only when there is no record. */
  manifests?: { commit: string; objects: KubernetesObject[]; secretDigests: Record<string, string> };
  live?: VerifiedRelease;
  /** The run that is under way, or ended and left something unverified behind, with the objects that may be there. */
  current?: { run: Run; objects: KubernetesObject[] };
  elsewhere?: Elsewhere[];
  hold?: Hold;
  lock?: Lock;
  /** Live workloads, to see who else looks after them. */
  workloads: KubernetesObject[];
  /** The person said in the dialog that the version need not have been verified here. */
  allowUnverified: boolean;
  takeOver: boolean;
}

export type RollbackDecision =
  | { outcome: "refused"; problem: Problem }
  | { outcome: "planned"; draft: Draft };

/**
 * Plans the way back to a version: from the record of when it was verified here, else (if the person allows it) from
 * the manifests of its commit. Human locks are passed with a warning, because a way back must not wait for them.
 * Refusals are `already-live`, `version-on-hold`, `gitops-owner`, `not-verified-here` and `nothing-recorded`.
 */
export function planRollback(facts: RollbackFacts): RollbackDecision {
  const problem = refusal(facts);
  if (problem) return { outcome: "refused", problem };
  const { record, manifests } = facts;
  if (record)
    return {
      outcome: "planned",
      draft: draftOf(facts, record.commit, recordedWaves(record), record.objects),
    };
  if (manifests) {
    const written = manifests.objects.filter(({ kind }) => kind !== "Job");
    const waves = orderInWaves(written, manifests.secretDigests).map(keepingScale);
    return { outcome: "planned", draft: draftOf(facts, manifests.commit, waves, manifests.objects) };
  }
  const what = `Nothing is recorded for ${facts.version} on ${facts.environment.name}, and its manifests cannot be read.`;
  return {
    outcome: "refused",
    problem: makeProblem(
      "nothing-recorded",
      what,
      "Choose a version that was verified there: `/release history` lists them.",
    ),
  };
}

/**
 * The version that people want to get away from: what a run that has started brings, or (when that is a rollback
 * itself) what it leads away from; else the live one.
 */
export function badVersion({ current, live }: Pick<RollbackFacts, "current" | "live">): string | undefined {
  if (!current || isWaiting(current.run.phase)) return live?.version;
  const { kind, version, from } = current.run;
  return kind === "deploy" ? version : (from ?? live?.version);
}

/** The verified versions that are a way back: without the live one, unless a run has started since it was verified. */
export function waysBack<V extends { version: string }>(
  verified: V[],
  live: Pick<VerifiedRelease, "version" | "at"> | undefined,
  runs: Pick<Run, "startedAt">[],
): V[] {
  if (live && runs.some(({ startedAt = 0 }) => startedAt > live.at)) return verified;
  return verified.filter(({ version }) => version !== live?.version);
}

/**
 * Whether what runs of the version is not what was verified of it: a later run of it, as of a tag that was moved, has ended
 * without that, or is under way at another commit. Then its record is a way back.
 */
function isUnverifiedRun({ record, current }: RollbackFacts): boolean {
  if (!record || !current || isWaiting(current.run.phase) || current.run.id === record.run) return false;
  return isFinal(current.run.phase) || current.run.commit !== record.commit;
}

function refusal(facts: RollbackFacts): Problem | undefined {
  const { version, environment, record, manifests, allowUnverified, hold } = facts;
  if (badVersion(facts) === version && !isUnverifiedRun(facts)) {
    return makeProblem(
      "already-live",
      `${version} is what runs on ${environment.name} now.`,
      "Name the version to go back to.",
    );
  }
  if (hold && isHeldAt(hold, (record ?? manifests)?.commit)) {
    const what = `${version} is on hold: ${hold.reason}`;
    return makeProblem(
      "version-on-hold",
      what,
      `Choose another version, or lift it with \`/release unhold ${version}\`.`,
    );
  }
  const owner = facts.takeOver
    ? undefined
    : facts.workloads.map(gitOpsOwner).find((found) => found !== undefined);
  if (owner)
    return makeProblem(
      "gitops-owner",
      `${owner.name} looks after these workloads and would undo the rollback.`,
      owner.advice,
    );
  if (record || allowUnverified) return undefined;
  const what = `${version} was never verified on ${environment.name}.`;
  return makeProblem(
    "not-verified-here",
    what,
    "Choose a verified version, or leave out --yes: the dialog asks whether to roll back all the same.",
  );
}

function draftOf(facts: RollbackFacts, commit: string, waves: Wave[], objects: KubernetesObject[]): Draft {
  const { environment, settings, version, live, current } = facts;
  const there = thereNow(live?.objects ?? [], current?.objects ?? []);
  const removal = removalOf(there, objects, facts.elsewhere);
  const all = [...waves, ...removal.waves];
  const intent = { kind: "rollback" as const, environment: environment.name, version, commit, waves: all };
  const draft: Draft = {
    ...intent,
    warnings: [...warnings(facts), ...removal.warnings],
    digest: planDigest(intent, environment, settings),
  };
  const from = badVersion(facts);
  if (from === undefined) return draft;
  // What is under way may be a rollback that leads away from this version, with the commit of another one.
  return from === version && current?.run.version === version
    ? { ...draft, from, fromCommit: current.run.commit }
    : { ...draft, from };
}

function warnings(facts: RollbackFacts): string[] {
  const { record, manifests, lock, version, environment, workloads } = facts;
  const said: string[] = [];
  if (!record)
    said.push(`${version} was never verified on ${environment.name}: this uses the manifests of its commit.`);
  if (lock && !lock.owner.startsWith("run:"))
    said.push(`${environment.name} is locked (${lock.reason}); a rollback passes the lock.`);
  const jobs = record ? [] : (manifests?.objects ?? []).filter(({ kind }) => kind === "Job");
  if (jobs.length > 0) {
    const names = jobs.map(({ metadata }) => metadata.name).join(", ");
    said.push(`No Job runs in a rollback: ${names} ${jobs.length === 1 ? "is" : "are"} left alone.`);
  }
  return record ? said : [...said, ...scaleWords(manifests?.objects ?? [], workloads, version)];
}

/** A way back leads to another version and not to another size: what people have scaled meanwhile has its reasons. */
function keepingScale({ name, effects }: Wave): Wave {
  return {
    name,
    effects: effects.map((effect) =>
      effect.do === "apply" && replicasOf(effect.object) !== undefined
        ? { ...effect, keepScale: true }
        : effect,
    ),
  };
}

/** Sentences about what stays scaled as it is, although the manifests say something else. */
function scaleWords(objects: KubernetesObject[], workloads: KubernetesObject[], version: string): string[] {
  return objects.flatMap((object) => {
    const now = workloads.find((live) => objectKey(refKey(live)) === objectKey(refKey(object)));
    const [said, is] = [replicasOf(object), now && replicasOf(now)];
    if (!now || !isScaledByOthers(now) || said === undefined || is === undefined || said === is) return [];
    const name = `${object.kind} ${object.metadata.name}`;
    return [`${name} stays scaled to ${is}; the manifests of ${version} say ${said}.`];
  });
}

function replicasOf(object: KubernetesObject): number | undefined {
  const replicas = jsonAt(object, "spec", "replicas");
  return typeof replicas === "number" ? replicas : undefined;
}

/** Workloads go back to the spec they had; everything else is applied again as it was; Jobs have done their work. */
function recordedWaves(record: VerifiedRelease): Wave[] {
  const restores = new Map(
    record.objects.filter(isRestorable).map((object) => [objectKey(refKey(object)), object]),
  );
  return record.plan.waves
    .map((wave) => ({
      name: wave.name,
      effects: wave.effects.flatMap((effect) => wayBack(effect, restores)),
    }))
    .filter(({ effects }) => effects.length > 0);
}

function wayBack(effect: Effect, restores: Map<string, KubernetesObject>): Effect[] {
  if (effect.do === "remove" || effect.object.kind === "Job") return [];
  const recorded = restores.get(objectKey(refKey(effect.object)));
  return [recorded ? { do: "restore", object: recorded } : effect];
}

function isRestorable(object: KubernetesObject): boolean {
  return isWorkload(object) && object.kind !== "Job";
}

function refKey(object: KubernetesObject): { apiVersion: string; kind: string; name: string } {
  return { apiVersion: object.apiVersion, kind: object.kind, name: object.metadata.name };
}
