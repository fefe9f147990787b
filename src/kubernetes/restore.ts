import type { JsonObject, KubernetesObject } from "../release/cluster/kubernetes-object.ts";
import { objectAt, textAt, textsAt } from "../release/cluster/json.ts";
import { refOf } from "../release/run/manifests.ts";
import { apply } from "./apply.ts";
import { gatheredOwnership } from "./ownership.ts";
import { scaleOfNow } from "./scaling.ts";
import { type Acted, askedFor, type Attempt, markedAnnotations, patchAsSeen } from "./writing.ts";

/**
 * Puts a workload's spec back to the recorded one with the replica count that it is scaled to now. The pod template comes
 * out exactly as it was, so the cluster finds the ReplicaSet of that time and uses it again. A missing object is made
 * anew; a Job has done its work and is left alone.
 */
export async function restore(attempt: Attempt, recorded: KubernetesObject): Promise<Acted> {
  const { live, fence } = attempt;
  if (!live) return apply({ ...attempt, fence: { ...fence, takeOver: true } }, { object: recorded });
  if (textAt(live, "metadata", "deletionTimestamp") !== undefined) return "look again";
  if (live.kind === "Job") return { outcome: "done", changed: false, object: live };
  const written = await patchAsSeen(attempt, live, operations(attempt, live, recorded));
  if (written === "look again") return "look again";
  return {
    outcome: "done",
    changed: true,
    object: attempt.dryRun ? written : await gathered(attempt, written),
  };
}

function operations(attempt: Attempt, live: KubernetesObject, recorded: KubernetesObject): JsonObject[] {
  const annotations = {
    ...textsAt(live, "metadata", "annotations"),
    ...markedAnnotations(recorded, attempt),
  };
  const labels = { ...textsAt(live, "metadata", "labels"), ...textsAt(recorded, "metadata", "labels") };
  const spec = { ...objectAt(recorded, "spec"), ...scaleOfNow(live) };
  return [
    { op: "replace", path: "/spec", value: spec },
    { op: "add", path: "/metadata/annotations", value: annotations },
    { op: "add", path: "/metadata/labels", value: labels },
  ];
}

const gatherTries = 5;

/**
 * Gathers our field ownership at once, so that a dry run before the next deploy sees what that deploy will remove.
 * The controllers write to the object at the same moment; where they win every time, the next apply gathers it.
 */
async function gathered(attempt: Attempt, written: KubernetesObject): Promise<KubernetesObject> {
  let seen = written;
  for (const _ of Array(gatherTries)) {
    const managers = gatheredOwnership(seen);
    if (!managers) return seen;
    const operation = { op: "replace", path: "/metadata/managedFields", value: managers };
    const result = await patchAsSeen(attempt, seen, [operation]);
    if (result !== "look again") return result;
    seen = (await attempt.api.get(attempt.path, askedFor("get", refOf(seen)))) ?? seen;
  }
  return seen;
}
