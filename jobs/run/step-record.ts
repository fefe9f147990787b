import type { JobParts } from "../../src/parts.ts";
import type { StepOutcome } from "../../src/release/run/ledger.ts";
import { type KubernetesObject, objectKey } from "../../src/release/cluster/kubernetes-object.ts";
import { refOf } from "../../src/release/run/manifests.ts";
import type { Effect, Plan } from "../../src/release/run/plan.ts";
import { makeProblem, type Problem } from "../../src/release/problem.ts";
import type { VerifiedRelease } from "../../src/release/run/records.ts";
import { recordable } from "../../src/release/cluster/recording.ts";
import { withoutSecretData } from "../../src/release/cluster/secrets.ts";
import { meddling } from "../../src/release/cluster/written.ts";
import { fenceIn, type LoadedRun, writtenIn } from "./load-run.ts";

/**
 * Records what was verified, as the cluster has it now: pod templates to the letter, unknown fields kept, the data of
 * Secrets left out. Every later rollback to this version starts from here, so nothing of somebody else's may get in:
 * the checks before this step took their time. What this run has recorded before a crash stands, whatever came since.
 */
export async function recordVerified(
  { run, plan, environment, ledger }: LoadedRun,
  parts: JobParts,
): Promise<StepOutcome> {
  const recorded = await parts.releases.live(environment.name);
  if (recorded?.run === run.id)
    return { outcome: "done", at: recorded.at, facts: { objects: recorded.objects.length } };
  const effects = writesOf(plan);
  const live = await parts.clusters.of(environment).read(effects.map(({ object }) => refOf(object)));
  const at = parts.clock();
  const problem = effects.map(({ object }, index) => mismatch(object, live[index], ledger)).find(Boolean);
  if (problem) return { outcome: "failed", at, problem };
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
  const outcome = await parts.releases.recordVerified(release, fenceIn(ledger).number);
  if (outcome === "overtaken") return { outcome: "failed", at, problem: overtaken(environment.name) };
  return { outcome: "done", at, facts: { objects: objects.length } };
}

type Write = Exclude<Effect, { do: "remove" }>;

function writesOf(plan: Plan): Write[] {
  return plan.waves.flatMap(({ effects }) => effects.filter((effect) => effect.do !== "remove"));
}

/** What is wrong with an object as it is now. A Job that has done its work may be gone: the cluster clears it away. */
function mismatch(
  object: KubernetesObject,
  live: KubernetesObject | undefined,
  ledger: LoadedRun["ledger"],
): Problem | undefined {
  if (!live) return object.kind === "Job" ? undefined : vanished(object);
  const written = writtenIn(ledger, objectKey(refOf(object)));
  return written && meddling(live, written);
}

function digestOf(effect: Write): [string, string][] {
  return effect.do === "apply" && effect.secretDigest !== undefined
    ? [[objectKey(refOf(effect.object)), effect.secretDigest]]
    : [];
}

function overtaken(environment: string): Problem {
  const what = `A newer run was verified on ${environment} before this one could be recorded.`;
  return makeProblem(
    "changed-meanwhile",
    what,
    `Look with \`/release status ${environment}\`: the newer run stands.`,
  );
}

function vanished(object: KubernetesObject): Problem {
  return makeProblem(
    "workload-missing",
    `${object.kind} ${object.metadata.name} was deleted before the run could be recorded.`,
    "Find out who deleted it, then release again.",
  );
}
