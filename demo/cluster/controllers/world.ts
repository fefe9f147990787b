import { createHash } from "node:crypto";
import { type Api, controller } from "../api.ts";
import { type Kind, groupVersion } from "../kinds.ts";
import { type Json, type JsonObject, copy, isObject, objectsAt, textAt } from "../json.ts";

/** How long simulated things take, in milliseconds. */
export interface Pace {
  /** From a pod's scheduling until it is ready. */
  readyAfter: number;
  /** From a Job's pod running until it ends. */
  jobAfter: number;
  /** Until the first new try of a Job whose pod failed; doubles each time. */
  retryAfter: number;
}

/** What every controller works on. */
export interface World {
  api: Api;
  pace: Pace;
  now: () => number;
  /** Since when, in the caller's clock, something has been as it is: the time of the first call with that key. */
  since: (key: string) => number;
}

/** Brings the world nearer to what an object asks for; answers in how many milliseconds to look again, if at all. */
export type Reconcile = (world: World, object: JsonObject) => number | undefined;

/** The namespace of an object; empty for one outside of namespaces. */
export function namespaceOf(object: JsonObject): string {
  return textAt(object, "metadata", "namespace");
}

/** The name of an object. */
export function nameOf(object: JsonObject): string {
  return textAt(object, "metadata", "name");
}

/** The uid of an object. */
export function uidOf(object: JsonObject): string {
  return textAt(object, "metadata", "uid");
}

/** Tells whether an object is marked as going. */
export function isGoing(object: JsonObject): boolean {
  return textAt(object, "metadata", "deletionTimestamp") !== "";
}

/** The objects of a kind that an owner controls, in name order. */
export function ownedBy(world: World, kind: Kind, owner: JsonObject): JsonObject[] {
  const uid = uidOf(owner);
  return world.api.store
    .list(kind, namespaceOf(owner))
    .filter((object) =>
      objectsAt(object, "metadata", "ownerReferences").some((reference) => reference["uid"] === uid),
    );
}

/** The reference that makes an object the controlling owner of another. */
export function ownerReference(kind: Kind, owner: JsonObject): JsonObject {
  return {
    apiVersion: groupVersion(kind),
    kind: kind.kind,
    name: nameOf(owner),
    uid: uidOf(owner),
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** Writes the status that a function makes of the present one; nothing is written where it is the same. */
export function writeStatus(
  world: World,
  kind: Kind,
  object: JsonObject,
  change: (status: JsonObject) => JsonObject,
  manager = "kube-controller-manager",
): JsonObject {
  const write = controller("status", manager);
  return world.api.update(kind, namespaceOf(object), nameOf(object), write, (draft) => {
    delete (isObject(draft["metadata"]) ? draft["metadata"] : {})["resourceVersion"];
    draft["status"] = change(isObject(draft["status"]) ? draft["status"] : {});
    return draft;
  });
}

const alphabet = "bcdfghjklmnpqrstvwxz2456789";

/** Ten letters that stand for a pod template, the same for the same template whatever the order of its keys. */
export function templateHash(template: Json): string {
  const digest = createHash("sha256")
    .update(JSON.stringify(sorted(template)))
    .digest();
  return [...digest.subarray(0, 10)].map((byte) => alphabet[byte % alphabet.length]).join("");
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => a.localeCompare(b));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

/** A duration such as `200ms`, `3s` or `2m` in milliseconds; the fallback where there is none. */
export function milliseconds(text: string, fallback: number): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text);
  if (!match) return fallback;
  const unit = match[2] === "ms" ? 1 : match[2] === "s" ? 1_000 : 60_000;
  return Number(match[1]) * unit;
}

/** How many milliseconds are left of a delay that began at the first call with that key; 0 when it is over. */
export function remaining(world: World, key: string, delay: number): number {
  return Math.max(0, delay - (world.now() - world.since(key)));
}

/** Status fields as the server writes them: counters that are 0 left out. */
export function counters(values: { [key: string]: number }): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== 0));
}

/** The conditions with one of them set; its transition time moves only when its status does. */
export function withCondition(conditions: JsonObject[], condition: JsonObject, now: string): JsonObject[] {
  const old = conditions.find((one) => one["type"] === condition["type"]);
  const moved = old?.["status"] === condition["status"] ? (old?.["lastTransitionTime"] ?? now) : now;
  const rest = conditions.filter((one) => one !== old).map((one) => copy(one));
  return [...rest, { ...condition, lastTransitionTime: moved }];
}
