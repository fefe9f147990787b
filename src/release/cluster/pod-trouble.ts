import type { JsonObject, KubernetesObject } from "./kubernetes-object.ts";
import { numberAt, objectAt, objectsAt, textAt } from "./json.ts";

/** Why a pod does not come up. */
export interface PodTrouble {
  pod: string;
  /** "CrashLoopBackOff (container app, exit code 1, 4 restarts)". */
  words: string;
  advice: string;
  /** When it began, in milliseconds since the epoch; absent for trouble that waiting never heals. */
  since?: number;
}

const pullReasons = new Set(["ErrImagePull", "ImagePullBackOff", "ImageInspectError", "RegistryUnavailable"]);
const configReasons = new Set(["CreateContainerConfigError", "CreateContainerError", "RunContainerError"]);
const hopelessReasons = new Set(["InvalidImageName", "ErrImageNeverPull"]);
/** A container that ended badly so often will do it again. */
const hopelessRestarts = 2;

/** The first thing that keeps a pod from running, if there is one; pods on their way out have none. */
export function podTrouble(pod: KubernetesObject): PodTrouble | undefined {
  if (textAt(pod, "metadata", "deletionTimestamp") !== undefined) return undefined;
  const unschedulable = schedulingTrouble(pod);
  if (unschedulable) return unschedulable;
  for (const status of containerStatuses(pod)) {
    const trouble = containerTrouble(pod, status);
    if (trouble) return trouble;
  }
  return undefined;
}

/** How often the containers of a pod were started again. */
export function restartsOf(pod: KubernetesObject): number {
  return containerStatuses(pod).reduce((sum, status) => sum + numberAt(status, ["restartCount"]), 0);
}

function containerStatuses(pod: KubernetesObject): JsonObject[] {
  return [
    ...objectsAt(pod, "status", "initContainerStatuses"),
    ...objectsAt(pod, "status", "containerStatuses"),
  ];
}

function schedulingTrouble(pod: KubernetesObject): PodTrouble | undefined {
  const condition = objectsAt(pod, "status", "conditions").find(({ type }) => type === "PodScheduled");
  if (condition?.status !== "False" || condition.reason !== "Unschedulable") return undefined;
  const message = textAt(condition, "message") ?? "no node fits";
  return {
    pod: pod.metadata.name,
    words: `unschedulable: ${brief(message)}`,
    advice: "Free or add nodes, or correct the pod's requests, node selector or tolerations.",
    since: timeOf(textAt(condition, "lastTransitionTime")) ?? createdAt(pod),
  };
}

function containerTrouble(pod: KubernetesObject, status: JsonObject): PodTrouble | undefined {
  const reason = textAt(status, "state", "waiting", "reason") ?? "";
  const container = textAt(status, "name") ?? "";
  const said = textAt(status, "state", "waiting", "message");
  const named = `${reason} (container ${container})${said === undefined ? "" : `: ${brief(said)}`}`;
  const found = { pod: pod.metadata.name, words: named };
  if (hopelessReasons.has(reason)) return { ...found, advice: imageAdvice };
  if (pullReasons.has(reason)) return { ...found, advice: imageAdvice, since: createdAt(pod) };
  if (configReasons.has(reason)) {
    const advice =
      "Look for a ConfigMap or Secret (or a key in one) that the pod names and the namespace lacks.";
    return { ...found, advice, since: createdAt(pod) };
  }
  return crash(pod, status, reason);
}

const imageAdvice = "Check that the image was pushed under this tag, and that the cluster may pull it.";

function crash(pod: KubernetesObject, status: JsonObject, reason: string): PodTrouble | undefined {
  const restarts = numberAt(status, ["restartCount"]);
  const ended = endOf(status);
  const endsBadly = status.ready !== true && numberAt(ended, ["exitCode"]) !== 0;
  const looping = reason === "CrashLoopBackOff" || (endsBadly && restarts >= hopelessRestarts);
  if (!looping) return undefined;
  const killed = textAt(ended, "reason") === "OOMKilled" ? ", out of memory" : "";
  const code = `exit code ${numberAt(ended, ["exitCode"])}${killed}`;
  const facts = `container ${textAt(status, "name") ?? ""}, ${code}, ${count(restarts, "restart")}`;
  return {
    pod: pod.metadata.name,
    words: `CrashLoopBackOff (${facts})`,
    advice: "Read the last lines of its log: the program ends by itself.",
  };
}

function endOf(status: JsonObject): JsonObject {
  const now = objectAt(status, "state", "terminated");
  return Object.keys(now).length > 0 ? now : objectAt(status, "lastState", "terminated");
}

/** "1 restart", "4 restarts". */
export function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}

/** Milliseconds since the epoch of a Kubernetes time; undefined for none. */
export function timeOf(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? undefined : time;
}

/** At most 200 characters of what the cluster says. */
export function brief(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 199)}…`;
}

function createdAt(pod: KubernetesObject): number {
  return timeOf(textAt(pod, "metadata", "creationTimestamp")) ?? 0;
}
