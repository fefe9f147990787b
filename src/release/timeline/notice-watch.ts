import { imagesOf } from "../cluster/images.ts";
import { isWorkload, type KubernetesObject, objectKey } from "../cluster/kubernetes-object.ts";
import type { VerifiedRelease } from "../run/records.ts";
import { progressOf } from "../cluster/rollout-progress.ts";

/** How what runs compares with what was released. */
export type Watched =
  | { state: "as released"; workloads: number }
  /** `drifts` name each workload that runs something else or is not well. */
  | { state: "drifted"; workloads: number; drifts: string[] }
  | { state: "unknown"; because: string };

/**
 * Compares the workloads of a verified release with what the cluster has now: their images, and whether all their pods
 * are there. `live` holds the objects in the order of `workloadsOf`; an object that is gone is a drift.
 */
export function compareWithRelease(
  release: VerifiedRelease,
  live: (KubernetesObject | undefined)[],
): Watched {
  const released = workloadsOf(release);
  const drifts = released.flatMap((object, index) => driftOf(object, live[index]));
  const workloads = released.length;
  return drifts.length === 0 ? { state: "as released", workloads } : { state: "drifted", workloads, drifts };
}

/** The workloads of a verified release that go on running; a Job that has finished may be gone. */
export function workloadsOf({ objects }: Pick<VerifiedRelease, "objects">): KubernetesObject[] {
  return objects
    .filter((object) => isWorkload(object) && object.kind !== "Job")
    .toSorted((a, b) => objectKey(nameOf(a)).localeCompare(objectKey(nameOf(b))));
}

function driftOf(released: KubernetesObject, live: KubernetesObject | undefined): string[] {
  const name = `${released.kind} ${released.metadata.name}`;
  if (!live) return [`${name} is gone`];
  const [was, is] = [imagesOf(released), imagesOf(live)];
  if (was.join() !== is.join()) return [`${name} runs ${is.join(", ")} in place of ${was.join(", ")}`];
  const progress = progressOf(live);
  return progress.state === "complete" ? [] : [`${name}: ${progress.words}`];
}

function nameOf({ apiVersion, kind, metadata }: KubernetesObject) {
  return { apiVersion, kind, name: metadata.name };
}
