import { createHash } from "node:crypto";
import type { Effect } from "../release/run/plan.ts";
import { fieldManager } from "../release/cluster/field-owners.ts";
import type { EffectOutcome, Fence } from "../release/cluster/cluster.ts";
import {
  type JsonObject,
  type KubernetesObject,
  objectKey,
  type ObjectRef,
} from "../release/cluster/kubernetes-object.ts";
import { canonicalText, isKubernetesObject, textAt, textsAt } from "../release/cluster/json.ts";
import { refOf } from "../release/run/manifests.ts";
import { marks } from "../release/cluster/marks.ts";
import type { ApiServer, Write } from "./api-server.ts";
import { type Asked, bodyOf, refusal } from "./problems.ts";
import type { Answer } from "./transport.ts";

/** An effect on its way: where its object lives, what was seen there, and who writes. */
export interface Attempt {
  api: ApiServer;
  path: string;
  live: KubernetesObject | undefined;
  fence: Fence;
  /** Only ask what would happen. */
  dryRun: boolean;
  /** What the object's `slipway.dev/applied` says once this effect was carried out. */
  applied: string;
}

/** "look again": somebody else wrote in between, so what was seen no longer counts. */
export type Acted = EffectOutcome | "look again";

/** The reference of the object that an effect is about. */
export function targetOf(effect: Effect): ObjectRef {
  return effect.do === "remove" ? effect.ref : refOf(effect.object);
}

/** What stands for the content of an effect in an annotation: 32 hexadecimal digits, nothing of a Secret in them. */
export function contentDigest(effect: Effect): string {
  const hash = createHash("sha256").update(effect.do);
  if (effect.do === "remove") return hash.update(objectKey(effect.ref)).digest("hex").slice(0, 32);
  const { data: _data, stringData: _stringData, ...visible } = effect.object;
  const content = effect.object.kind === "Secret" ? visible : effect.object;
  hash.update(canonicalText(content));
  if (effect.do === "apply" && effect.secretDigest !== undefined) hash.update(effect.secretDigest);
  return hash.digest("hex").slice(0, 32);
}

/** The annotations of an object with ours: who wrote, for which version, under which number, and what. */
export function markedAnnotations(object: JsonObject, { fence, applied, live }: Attempt): JsonObject {
  const adopter = live && (adopterOf(live) ?? (bearsMark(live) ? undefined : fence.run));
  return {
    ...textsAt(object, "metadata", "annotations"),
    ...(adopter !== undefined && { [marks.adopted]: adopter }),
    [marks.run]: fence.run,
    [marks.fence]: String(fence.number),
    [marks.version]: fence.version,
    [marks.applied]: applied,
  };
}

/**
 * Whether a run of ours has made an object. What bears no mark of one is somebody else's: a run that failed early never wrote
 * all of its plan. What bears the mark of the run that adopted it was there before any.
 */
export function isOfOurMaking(live: KubernetesObject): boolean {
  return bearsMark(live) && adopterOf(live) === undefined;
}

function bearsMark(live: KubernetesObject): boolean {
  return textsAt(live, "metadata", "annotations")[marks.run] !== undefined;
}

function adopterOf(live: KubernetesObject): string | undefined {
  return textsAt(live, "metadata", "annotations")[marks.adopted];
}

/** The verb and the object, for messages. */
export function askedFor(verb: string, ref: ObjectRef): Asked {
  return { verb, what: `${ref.kind} ${ref.name}` };
}

/** Sends a JSON patch that only fits the object as it was seen. Any other state is "look again". */
export async function patchAsSeen(
  attempt: Attempt,
  live: KubernetesObject,
  operations: JsonObject[],
): Promise<KubernetesObject | "look again"> {
  const { api, path, dryRun } = attempt;
  const seen = textAt(live, "metadata", "resourceVersion") ?? "";
  const test = { op: "test", path: "/metadata/resourceVersion", value: seen };
  const asked = askedFor("patch", refOf(live));
  const answer = await api.write({
    method: "PATCH",
    path: `${path}?${query({ dryRun })}`,
    body: JSON.stringify([test, ...operations]),
    contentType: "application/json-patch+json",
    asked,
  });
  if (answer.status === 409 || answer.status === 404) return "look again";
  if (answer.status === 422 && (await changedSince(attempt, seen, asked))) return "look again";
  return writtenObject(answer, asked);
}

/** A failed test and an invalid object are both 422; only another look tells them apart. */
async function changedSince({ api, path }: Attempt, seen: string, asked: Asked): Promise<boolean> {
  const now = await api.get(path, asked);
  return textAt(now, "metadata", "resourceVersion") !== seen;
}

/** The object in the answer to a write. Raises `cluster-refused` or `cluster-forbidden` when it is none. */
export function writtenObject(answer: Answer, asked: Asked): KubernetesObject {
  const body = bodyOf(answer);
  if (answer.status < 300 && isKubernetesObject(body)) return body;
  throw refusal(answer, asked);
}

/** The query of a write by us. */
export function query(options: { dryRun: boolean; force?: boolean }): string {
  const parts = [`fieldManager=${fieldManager}`];
  if (options.dryRun) parts.push("dryRun=All");
  if (options.force === true) parts.push("force=true");
  return parts.join("&");
}

/** Deletes exactly the object that was seen; dependents go in the background or first. */
export function deletion(
  attempt: Attempt,
  live: KubernetesObject,
  propagationPolicy: "Background" | "Foreground",
): Write {
  const uid = textAt(live, "metadata", "uid") ?? "";
  const dryRun = attempt.dryRun ? { dryRun: ["All"] } : {};
  const options = {
    apiVersion: "v1",
    kind: "DeleteOptions",
    propagationPolicy,
    preconditions: { uid },
    ...dryRun,
  };
  const asked = askedFor("delete", refOf(live));
  return { method: "DELETE", path: attempt.path, body: JSON.stringify(options), asked };
}
