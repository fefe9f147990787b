import type { JobParts } from "../../src/parts.ts";
import type { CheckResult } from "../../src/release/run/checks.ts";
import type { KubernetesObject } from "../../src/release/cluster/kubernetes-object.ts";
import { prepareObjects, refOf } from "../../src/release/run/manifests.ts";
import { judgeWorkload } from "../../src/release/cluster/rollout.ts";
import { writtenOf } from "../../src/release/cluster/written.ts";
import type { Check } from "../../src/release/settings.ts";
import { endOfGone } from "./job-end.ts";
import { fenceIn, type LoadedRun } from "./load-run.ts";

type JobCheck = Extract<Check, { kind: "job" }>;

/**
 * A check that is a Kubernetes Job of the deployed commit. Its name carries the run and the try, so a try that is done
 * again after a crash finds the Job that it started before, and never starts a second one; the next try has its own.
 */
export async function runJobCheck(
  loaded: LoadedRun,
  check: JobCheck,
  tried: number,
  signal: AbortSignal,
  parts: JobParts,
): Promise<CheckResult> {
  const { run, environment, ledger } = loaded;
  const cluster = parts.clusters.of(environment);
  const job = await readJob(loaded, check, tried, parts);
  if (!job) return { passed: false, words: `${check.manifest} holds no Job` };
  const fence = { run: run.id, version: run.version, number: fenceIn(ledger).number, takeOver: false };
  const written = await cluster.carryOut({ do: "apply", object: job }, fence);
  if (written.outcome !== "done") return { passed: false, words: "somebody else owns the Job" };
  const since = parts.clock();
  const expected = written.object && writtenOf(written.object);
  for await (const [observation] of cluster.watch([refOf(job)], signal)) {
    if (!observation) continue;
    const ended = await endOfGone(observation, expected, cluster, parts);
    const judgement = judgeWorkload(observation, {
      ...ended,
      since,
      now: parts.clock(),
      stayUp: 0,
      ...(expected && { expected }),
    });
    if (judgement.state === "ready") return { passed: true, words: judgement.words };
    if (judgement.state === "failed") return { passed: false, words: judgement.problem.what };
  }
  return { passed: false, words: `no result within ${check.timeout} seconds` };
}

async function readJob(
  { run, environment }: LoadedRun,
  check: JobCheck,
  tried: number,
  parts: JobParts,
): Promise<KubernetesObject | undefined> {
  const source = { kind: "folder" as const, path: check.manifest };
  const read = await parts.manifests.read(run.commit, { ...environment, source }, run.version);
  const job = prepareObjects({
    objects: read,
    environment: { ...environment, images: [] },
    version: run.version,
    tagPrefix: parts.settings.repository.tagPrefix,
  }).find(({ kind }) => kind === "Job");
  if (!job) return undefined;
  return { ...job, metadata: { ...job.metadata, name: nameInRun(job.metadata.name, run.id, tried) } };
}

/** What a Job is called in a run. Where it is too long the own name is cut: two runs must never meet in one Job. */
export function nameInRun(name: string, run: string, tried: number): string {
  const end = tried === 0 ? `-${run}` : `-${run}-${tried + 1}`;
  return `${name.slice(0, 63 - end.length)}${end}`;
}
