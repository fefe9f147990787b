import { createHash } from "node:crypto";
import { canonicalText, jsonAt, textAt } from "./json.ts";
import { timedOutAt } from "./rollout-progress.ts";
import type { KubernetesObject } from "./kubernetes-object.ts";
import { makeProblem, type Problem } from "../problem.ts";

/**
 * What tells a workload apart once it was written: its uid, and a digest of its pod template in 32 hexadecimal digits.
 * `timedOut` is there when an earlier rollout had run out of time by then: the moment that the cluster noted it. `ttl` is the
 * number of seconds after which the cluster clears a Job away that has ended.
 */
export type Written = { uid: string; template: string; timedOut?: string; ttl?: number };

/** The mark of a workload as it is in `object`. */
export function writtenOf(object: KubernetesObject): Written {
  const template = canonicalText(jsonAt(object, "spec", "template") ?? null);
  const timedOut = timedOutAt(object);
  const ttl = jsonAt(object, "spec", "ttlSecondsAfterFinished");
  return {
    uid: textAt(object, "metadata", "uid") ?? "",
    template: createHash("sha256").update(template).digest("hex").slice(0, 32),
    ...(timedOut !== undefined && { timedOut }),
    ...(typeof ttl === "number" && { ttl }),
  };
}

/**
 * The problem of a workload that is no longer what was written: whoever took it for the release would report a success
 * that is none. A change of the replica count is nobody's business here.
 */
export function meddling(object: KubernetesObject, written: Written): Problem | undefined {
  const name = `${object.kind} ${object.metadata.name}`;
  const now = writtenOf(object);
  if (now.uid !== written.uid) {
    const what = `${name} was deleted and made anew by somebody else while it was rolled out.`;
    return makeProblem("changed-meanwhile", what, "Find out who did it, then release again.");
  }
  if (now.template === written.template) return undefined;
  const what = `Somebody else changed the pod template of ${name} while it was rolled out.`;
  const advice = "Their change was left as it is. Agree with them, then release again.";
  return makeProblem("changed-meanwhile", what, advice);
}
