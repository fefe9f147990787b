import type { JobParts } from "../../src/parts.ts";
import type { StepOutcome } from "../../src/release/run/ledger.ts";
import { type KubernetesObject, objectKey } from "../../src/release/cluster/kubernetes-object.ts";
import { refOf } from "../../src/release/run/manifests.ts";
import type { Effect, Plan } from "../../src/release/run/plan.ts";
import { makeProblem } from "../../src/release/problem.ts";
import type { VerifiedRelease } from "../../src/release/run/records.ts";
import { recordable } from "../../src/release/cluster/recording.ts";
import { withoutSecretData } from "../../src/release/cluster/secrets.ts";
import type { LoadedRun } from "./load-run.ts";

/**
 * Records what was verified, as the cluster has it now: pod templates to the letter, unknown fields kept, the data of
 * Secrets left out. Every later rollback to this version starts from here.
 */
export async function recordVerified(
  { run, plan, environment }: LoadedRun,
  parts: JobParts,
): Promise<StepOutcome> {
  const effects = writesOf(plan);
  const live = await parts.clusters.of(environment).read(effects.map(({ object }) => refOf(object)));
  const gone = effects.find((_effect, index) => live[index] === undefined);
  if (gone) return { outcome: "failed", at: parts.clock(), problem: vanished(gone.object) };
  const at = parts.clock();
  const objects = live.flatMap((object) =>
    object ? [recordable(withoutSecretData(object, parts.secretKey).object)] : [],
  );
  const release: VerifiedRelease = {
    environment: environment.name,
    version: run.version,
    commit: run.commit,
    run: run.id,
    at,
    plan,
    objects,
    secretDigests: Object.fromEntries(effects.flatMap(digestOf)),
  };
  await parts.releases.recordVerified(release);
  return { outcome: "done", at, facts: { objects: objects.length } };
}

type Write = Exclude<Effect, { do: "remove" }>;

function writesOf(plan: Plan): Write[] {
  return plan.waves.flatMap(({ effects }) => effects.filter((effect) => effect.do !== "remove"));
}

function digestOf(effect: Write): [string, string][] {
  return effect.do === "apply" && effect.secretDigest !== undefined
    ? [[objectKey(refOf(effect.object)), effect.secretDigest]]
    : [];
}

function vanished(object: KubernetesObject): ReturnType<typeof makeProblem> {
  return makeProblem(
    "workload-missing",
    `${object.kind} ${object.metadata.name} was deleted before the run could be recorded.`,
    "Find out who deleted it, then release again.",
  );
}
