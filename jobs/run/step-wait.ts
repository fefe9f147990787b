import type { JobParts } from "../../src/parts.ts";
import type { StepOutcome } from "../../src/release/run/ledger.ts";
import { objectKey } from "../../src/release/cluster/kubernetes-object.ts";
import type { Wave } from "../../src/release/run/plan.ts";
import type { Cluster } from "../../src/release/cluster/cluster.ts";
import type { WorkloadObservation } from "../../src/release/cluster/observation.ts";
import { judgeWorkload, type Judgement, type RolloutFacts } from "../../src/release/cluster/rollout.ts";
import { waitsForPods } from "../../src/release/run/steps.ts";
import { drawFailure } from "../../views/run/run-replies.ts";
import { writtenOf } from "../../src/release/cluster/written.ts";
import { endOfGone } from "./job-end.ts";
import { type LoadedRun, writtenIn } from "./load-run.ts";
import { refOfEffect } from "../plan/preview.ts";
import { showRun } from "./show.ts";
import { untilStopped } from "./stop.ts";

/**
 * Waits until every workload of the wave is what was applied and has stayed ready long enough, with one watch for all
 * of them. Ends early when one of them can no longer succeed, or when the run is to stop.
 */
export async function waitForWave(
  loaded: LoadedRun,
  wave: Wave,
  signal: AbortSignal,
  parts: JobParts,
): Promise<StepOutcome | "interrupted"> {
  const cluster = parts.clusters.of(loaded.environment);
  const refs = wave.effects.filter(waitsForPods).map(refOfEffect);
  await using stop = untilStopped(loaded, signal, parts);
  const watcher = new WaveWatcher(loaded, cluster, parts);
  for await (const observations of cluster.watch(refs, stop.signal)) {
    const verdict = await watcher.judge(observations);
    if (verdict === "ready") return { outcome: "done", at: parts.clock(), facts: { workloads: refs.length } };
    if (verdict !== "waiting") return await fail(loaded, wave, verdict, cluster, parts);
  }
  return "interrupted";
}

type Failure = Extract<Judgement, { state: "failed" }>;

/** Remembers how each workload was seen before, and tells people what is waited for when that changes. */
class WaveWatcher {
  readonly #loaded: LoadedRun;
  readonly #cluster: Cluster;
  readonly #parts: JobParts;
  readonly #memories = new Map<string, Pick<RolloutFacts, "held" | "expected">>();
  /** Jobs that were seen to have finished: the cluster may clear them away while the others take longer. */
  readonly #finished = new Map<string, Judgement>();
  readonly #startedAt: number;
  #told = "";

  constructor(loaded: LoadedRun, cluster: Cluster, parts: JobParts) {
    this.#loaded = loaded;
    this.#cluster = cluster;
    this.#parts = parts;
    this.#startedAt = parts.clock();
  }

  async judge(observations: WorkloadObservation[]): Promise<"ready" | "waiting" | Failure> {
    const judgements = await Promise.all(observations.map((observation) => this.#judgeOne(observation)));
    const failed = judgements.find((judgement) => judgement.state === "failed");
    if (failed) return failed;
    const waiting = judgements.flatMap((judgement, index) =>
      judgement.state === "waiting" ? [`${observations[index]?.ref.name}: ${judgement.words}`] : [],
    );
    if (waiting.length === 0) return "ready";
    await this.#tell(waiting);
    return "waiting";
  }

  async #judgeOne(observation: WorkloadObservation): Promise<Judgement> {
    const key = objectKey(observation.ref);
    const finished = this.#finished.get(key);
    if (finished) return finished;
    const memory = this.#memories.get(key) ?? {};
    const expected =
      memory.expected ??
      writtenIn(this.#loaded.ledger, key) ??
      (observation.object && writtenOf(observation.object));
    const facts = {
      ...memory,
      ...(await endOfGone(observation, expected, this.#cluster, this.#parts)),
      since: this.#startedAt,
      now: this.#parts.clock(),
      stayUp: this.#loaded.environment.stayUp,
    };
    const judgement = judgeWorkload(observation, expected ? { ...facts, expected } : facts);
    // One that is ready keeps what was seen of it: the others may take longer, and it must not begin anew.
    const held = judgement.state === "waiting" ? judgement.held : memory.held;
    this.#memories.set(key, { ...(held && { held }), ...(expected && { expected }) });
    if (observation.ref.kind === "Job" && judgement.state === "ready") this.#finished.set(key, judgement);
    return judgement;
  }

  async #tell(waiting: string[]): Promise<void> {
    const words =
      waiting.length > 3
        ? `${waiting.slice(0, 3).join("; ")} and ${waiting.length - 3} more`
        : waiting.join("; ");
    if (words === this.#told) return;
    this.#told = words;
    await showRun(this.#loaded.run.id, this.#parts, words);
  }
}

/** A workload that cannot succeed: the reason goes into the ledger, the last lines of its log into the thread. */
async function fail(
  { run }: LoadedRun,
  wave: Wave,
  { problem, pod }: Failure,
  cluster: Cluster,
  parts: JobParts,
): Promise<StepOutcome> {
  const log = pod === undefined ? [] : await logOf(pod, cluster, parts);
  const conversation = { key: run.id, channel: parts.settings.channels.releases };
  await parts.messenger.reply(
    conversation,
    `failed.${wave.name}`,
    drawFailure(run, problem, { pod, log }, parts.settings),
  );
  return { outcome: "failed", at: parts.clock(), problem };
}

/** The log helps people; that it cannot be read must not hide why the workload failed. */
async function logOf(pod: string, cluster: Cluster, parts: JobParts): Promise<string[]> {
  try {
    return await cluster.logs(pod, 15);
  } catch (error) {
    parts.log.warn({ pod, err: error }, "log of a failed pod not read");
    return [];
  }
}
