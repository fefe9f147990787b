import type { JobParts } from "../../src/parts.ts";
import type { Cluster } from "../../src/release/cluster/cluster.ts";
import type { JobEnd } from "../../src/release/cluster/job-end.ts";
import type { WorkloadObservation } from "../../src/release/cluster/observation.ts";
import type { Written } from "../../src/release/cluster/written.ts";

/** Pauses, in milliseconds, before the cluster is asked again: it notes an end a moment after that came. */
const pauses = [0, 500, 1000];

/** How a Job has ended that was written and is not there any more; nothing for what is there, or is no Job. */
export async function endOfGone(
  { ref, object }: WorkloadObservation,
  written: Written | undefined,
  cluster: Cluster,
  parts: Pick<JobParts, "pause">,
): Promise<{ ended?: JobEnd }> {
  if (object || ref.kind !== "Job" || !written) return {};
  for (const wait of pauses) {
    if (wait > 0) await parts.pause(wait);
    const ended = await cluster.endOfJob(written.uid);
    if (ended) return { ended };
  }
  return {};
}
