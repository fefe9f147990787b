import type { JsonObject, KubernetesObject } from "./kubernetes-object.ts";
import { jsonAt, numberAt, objectsAt, textAt } from "./json.ts";
import { brief, count, timeOf } from "./pod-trouble.ts";

/** How far a workload is by its own status, as `kubectl rollout status` sees it. */
export type Progress =
  | { state: "under way"; words: string }
  /** Everything is updated and available; `lasting` where staying up means nothing: no pods, or a finished Job. */
  | { state: "complete"; words: string; lasting?: true }
  /**
   * `since` (milliseconds since the epoch) where it may still heal by itself; `deadline` where time has run out: when that
   * was noted, and how many seconds there were.
   */
  | {
      state: "stuck";
      words: string;
      advice: string;
      since?: number;
      deadline?: { noted: string | undefined; seconds: number };
    };

/** The progress of a Deployment, StatefulSet, DaemonSet or Job. Other kinds are complete as soon as they exist. */
export function progressOf(object: KubernetesObject): Progress {
  switch (object.kind) {
    case "Deployment":
      return noticed(object) ?? deploymentProgress(object);
    case "StatefulSet":
      return noticed(object) ?? statefulSetProgress(object);
    case "DaemonSet":
      return noticed(object) ?? daemonSetProgress(object);
    case "Job":
      return jobProgress(object);
    default:
      return { state: "complete", words: "there", lasting: true };
  }
}

/** Until the controller has seen the newest spec, the rest of the status speaks of the one before. */
function noticed(object: KubernetesObject): Progress | undefined {
  const isBehind =
    numberAt(object, ["status", "observedGeneration"]) < numberAt(object, ["metadata", "generation"]);
  return isBehind ? { state: "under way", words: "waiting for the cluster to notice the change" } : undefined;
}

function deploymentProgress(object: KubernetesObject): Progress {
  if (jsonAt(object, "spec", "paused") === true) {
    const advice = `Resume it (kubectl rollout resume deployment/${object.metadata.name}) and try again.`;
    return { state: "stuck", words: "it is paused, so nothing is rolled out", advice };
  }
  const wanted = numberAt(object, ["spec", "replicas"], 1);
  const { updated, total, available } = replicaCounts(object);
  if (wanted === 0 && total === 0) return scaledToNothing;
  const stuck = deploymentTrouble(object);
  if (updated < wanted) return stuck ?? underWay(`${updated} of ${count(wanted, "pod")} updated`);
  if (total > updated) return stuck ?? underWay(`${count(total - updated, "old pod")} still going away`);
  if (available < updated) return stuck ?? underWay(`${available} of ${count(updated, "pod")} available`);
  return { state: "complete", words: `${count(updated, "pod")} updated and available` };
}

function deploymentTrouble(object: KubernetesObject): Progress | undefined {
  const progressing = condition(object, "Progressing");
  if (progressing?.reason === timeIsUp) {
    const advice = "Look at the pods' events and logs: something keeps them from getting ready.";
    const seconds = numberAt(object, ["spec", "progressDeadlineSeconds"], usualDeadline);
    const deadline = { noted: textAt(progressing, "lastUpdateTime"), seconds };
    return { state: "stuck", words: "its progress deadline has passed", advice, deadline };
  }
  const failure = condition(object, "ReplicaFailure");
  if (failure?.status !== "True") return undefined;
  return {
    state: "stuck",
    words: `the cluster refuses its pods: ${brief(textAt(failure, "message") ?? "no reason given")}`,
    advice: "Raise the quota, or correct what the cluster's words name.",
    since: timeOf(textAt(failure, "lastTransitionTime")) ?? 0,
  };
}

const timeIsUp = "ProgressDeadlineExceeded";
/** What the API server puts where a manifest says nothing, in seconds. */
const usualDeadline = 600;

/** When the cluster noted that a Deployment's rollout has run out of time; undefined where it has not. */
export function timedOutAt(object: KubernetesObject): string | undefined {
  const progressing = condition(object, "Progressing");
  return progressing?.reason === timeIsUp ? textAt(progressing, "lastUpdateTime") : undefined;
}

function statefulSetProgress(object: KubernetesObject): Progress {
  const wanted = numberAt(object, ["spec", "replicas"], 1);
  const { updated, total } = replicaCounts(object);
  if (wanted === 0 && total === 0) return scaledToNothing;
  const ready = numberAt(object, ["status", "readyReplicas"]);
  if (ready < wanted) return underWay(`${ready} of ${count(wanted, "pod")} ready`);
  if (textAt(object, "spec", "updateStrategy", "type") === "OnDelete") return updatesOnDelete;
  const partition = numberAt(object, ["spec", "updateStrategy", "rollingUpdate", "partition"]);
  const due = Math.max(0, wanted - partition);
  if (updated < due) return underWay(`${updated} of ${count(due, "pod")} updated`);
  const available = numberAt(object, ["status", "availableReplicas"], ready);
  if (available < wanted) return underWay(`${available} of ${count(wanted, "pod")} available`);
  const kept = partition > 0 ? ` (${count(wanted - due, "pod")} kept back by its partition)` : "";
  return { state: "complete", words: `${count(due, "pod")} updated and available${kept}` };
}

function daemonSetProgress(object: KubernetesObject): Progress {
  const wanted = numberAt(object, ["status", "desiredNumberScheduled"]);
  const updated = numberAt(object, ["status", "updatedNumberScheduled"]);
  const available = numberAt(object, ["status", "numberAvailable"]);
  if (wanted === 0) return { state: "complete", words: "no node asks for it", lasting: true };
  if (available < wanted) return underWay(`${available} of ${count(wanted, "pod")} available`);
  if (textAt(object, "spec", "updateStrategy", "type") === "OnDelete") return updatesOnDelete;
  if (updated < wanted) return underWay(`${updated} of ${count(wanted, "pod")} updated`);
  return { state: "complete", words: `${count(updated, "pod")} updated and available` };
}

function jobProgress(object: KubernetesObject): Progress {
  if (condition(object, "Complete")?.status === "True") {
    return { state: "complete", words: "finished", lasting: true };
  }
  const failed = condition(object, "Failed");
  if (failed?.status === "True") {
    const said = textAt(failed, "message") ?? textAt(failed, "reason") ?? "no reason given";
    return { state: "stuck", words: `it failed: ${brief(said)}`, advice: "Read the log of its last pod." };
  }
  if (jsonAt(object, "spec", "suspend") === true) {
    return { state: "stuck", words: "it is suspended", advice: "Set its suspend to false, or leave it out." };
  }
  const active = numberAt(object, ["status", "active"]);
  const succeeded = numberAt(object, ["status", "succeeded"]);
  return underWay(`${count(active, "pod")} running, ${succeeded} succeeded`);
}

const scaledToNothing: Progress = {
  state: "complete",
  words: "scaled to 0: it is updated, and nothing runs",
  lasting: true,
};
const updatesOnDelete: Progress = {
  state: "complete",
  words: "its pods are ready; each is updated when somebody deletes it",
};

function underWay(words: string): Progress {
  return { state: "under way", words };
}

function replicaCounts(object: KubernetesObject) {
  return {
    updated: numberAt(object, ["status", "updatedReplicas"]),
    total: numberAt(object, ["status", "replicas"]),
    available: numberAt(object, ["status", "availableReplicas"]),
  };
}

function condition(object: KubernetesObject, type: string): JsonObject | undefined {
  return objectsAt(object, "status", "conditions").find((entry) => entry.type === type);
}
