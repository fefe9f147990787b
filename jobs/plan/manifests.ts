import type { JobParts } from "../../src/parts.ts";
import { type KubernetesObject, objectKey } from "../../src/release/cluster/kubernetes-object.ts";
import { prepareObjects, refOf } from "../../src/release/run/manifests.ts";
import type { Effect } from "../../src/release/run/plan.ts";
import type { Cluster } from "../../src/release/cluster/cluster.ts";
import { makeProblem, ProblemError } from "../../src/release/problem.ts";
import { isSecret, withoutSecretData } from "../../src/release/cluster/secrets.ts";
import type { Environment } from "../../src/release/settings.ts";

/** The manifests of a commit, ready to be written. */
export interface Prepared {
  commit: string;
  /** Secrets without their data: what may be stored and shown. */
  objects: KubernetesObject[];
  secretDigests: Record<string, string>;
  /** With the data of Secrets, by object key: only for writing, never for keeping. */
  whole: Map<string, KubernetesObject>;
}

/** Reads and prepares what a version would apply; raises what the manifest reader and the preparation raise. */
export async function readManifests(
  parts: JobParts,
  environment: Environment,
  version: string,
  commit: string,
): Promise<Prepared> {
  const read = await parts.manifests.read(commit, environment, version);
  const { tagPrefix } = parts.settings.repository;
  const whole = prepareObjects({ objects: read, environment, version, tagPrefix });
  const secretDigests: Record<string, string> = {};
  const objects = whole.map((object) => {
    const { object: bare, digest } = withoutSecretData(object, parts.secretKey);
    if (digest !== undefined) secretDigests[objectKey(refOf(object))] = digest;
    return bare;
  });
  return {
    commit,
    objects,
    secretDigests,
    whole: new Map(whole.map((object) => [objectKey(refOf(object)), object])),
  };
}

/** The effect as it is written: a Secret with its data, everything else as it is. */
export function wholeEffect(effect: Effect, prepared: Pick<Prepared, "whole">): Effect {
  if (effect.do !== "apply" || effect.secretDigest === undefined) return effect;
  const object = prepared.whole.get(objectKey(refOf(effect.object)));
  return object ? { ...effect, object } : effect;
}

export interface SecretFacts {
  parts: JobParts;
  environment: Environment;
  cluster: Cluster;
  version: string;
  commit: string;
}

/**
 * The effects of a wave with the data of their Secrets, which is never stored: it is read from the commit again. A
 * Secret that already is what was recorded needs nothing, so a rollback can do without git. Raises `plan-changed` when
 * the commit no longer gives the recorded data.
 */
export async function withSecretData(effects: Effect[], facts: SecretFacts): Promise<Effect[]> {
  const { parts, environment, version, commit } = facts;
  const needed = await missingSecrets(effects, facts);
  const rest = effects.filter((effect) => !hidesData(effect));
  if (needed.length === 0) return rest;
  const prepared = await readManifests(parts, environment, version, commit);
  return [...rest, ...needed.map((effect) => sameSecret(effect, prepared))];
}

type SecretEffect = Extract<Effect, { do: "apply" }> & { secretDigest: string };

function hidesData(effect: Effect): effect is SecretEffect {
  return effect.do === "apply" && effect.secretDigest !== undefined;
}

async function missingSecrets(effects: Effect[], { parts, cluster }: SecretFacts): Promise<SecretEffect[]> {
  const hidden = effects.filter(hidesData);
  const live = await cluster.read(hidden.map(({ object }) => refOf(object)));
  return hidden.filter(({ secretDigest }, index) => {
    const there = live[index];
    return !there || !isSecret(there) || withoutSecretData(there, parts.secretKey).digest !== secretDigest;
  });
}

function sameSecret(effect: SecretEffect, prepared: Prepared): Effect {
  const key = objectKey(refOf(effect.object));
  if (prepared.secretDigests[key] === effect.secretDigest) return wholeEffect(effect, prepared);
  const what = `The data of the Secret ${effect.object.metadata.name} is not what the plan was made with.`;
  throw new ProblemError(
    makeProblem("plan-changed", what, "Somebody changed the manifests of this version: plan it again."),
  );
}
