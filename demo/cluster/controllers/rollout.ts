import { type Json, type JsonObject, at, numberAt, textAt } from "../json.ts";

/** A ReplicaSet and the number of replicas that it is to have. */
export interface Scale {
  replicaSet: JsonObject;
  to: number;
}

/** How many pods beyond `spec.replicas` a Deployment may have while it rolls; percentages round up. */
export function maxSurge(deployment: JsonObject): number {
  if (at(deployment, "spec", "strategy", "type") === "Recreate") return 0;
  const value = at(deployment, "spec", "strategy", "rollingUpdate", "maxSurge");
  return Math.ceil(share(value, numberAt(deployment, "spec", "replicas")));
}

/** How many of the replicas may be unavailable while it rolls; percentages round down, but one is always allowed if no surge is. */
export function maxUnavailable(deployment: JsonObject): number {
  const replicas = numberAt(deployment, "spec", "replicas");
  if (at(deployment, "spec", "strategy", "type") === "Recreate") return replicas;
  const value = at(deployment, "spec", "strategy", "rollingUpdate", "maxUnavailable");
  const allowed = Math.floor(share(value, replicas));
  return allowed === 0 && maxSurge(deployment) === 0 ? 1 : Math.min(allowed, replicas);
}

function share(value: Json | undefined, of: number): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && value.endsWith("%") ? (Number(value.slice(0, -1)) * of) / 100 : 0;
}

/** The next size of the ReplicaSet of the present template, or undefined where it is right or there is no room yet. */
export function newReplicaSetScale(
  deployment: JsonObject,
  current: JsonObject,
  old: JsonObject[],
): Scale | undefined {
  const wanted = numberAt(deployment, "spec", "replicas");
  const has = specReplicas(current);
  if (has === wanted) return undefined;
  if (has > wanted) return { replicaSet: current, to: wanted };
  const total = has + sum(old, specReplicas);
  const room = wanted + maxSurge(deployment) - total;
  if (room <= 0) return undefined;
  return { replicaSet: current, to: has + Math.min(room, wanted - has) };
}

/** The next sizes of the older ReplicaSets: broken pods go first, then as many as availability allows, oldest first. */
export function oldReplicaSetScales(deployment: JsonObject, current: JsonObject, old: JsonObject[]): Scale[] {
  const least = numberAt(deployment, "spec", "replicas") - maxUnavailable(deployment);
  const total = specReplicas(current) + sum(old, specReplicas);
  const newUnavailable = specReplicas(current) - available(current);
  const removable = total - least - newUnavailable;
  if (removable <= 0) return [];
  const oldest = old.toSorted((a, b) => created(a).localeCompare(created(b)));
  const sizes = new Map(oldest.map((one) => [one, specReplicas(one)]));
  takeUnhealthy(oldest, sizes, removable);
  takeHealthy(oldest, sizes, available(current) + sum(oldest, available) - least);
  return oldest.map((one) => ({ replicaSet: one, to: sizes.get(one) ?? 0 }));
}

function takeUnhealthy(oldest: JsonObject[], sizes: Map<JsonObject, number>, most: number): void {
  let left = most;
  for (const one of oldest) {
    const count = Math.min(left, Math.max(0, specReplicas(one) - available(one)));
    sizes.set(one, specReplicas(one) - count);
    left -= count;
  }
}

function takeHealthy(oldest: JsonObject[], sizes: Map<JsonObject, number>, most: number): void {
  let left = Math.max(0, most);
  for (const one of oldest) {
    const size = sizes.get(one) ?? 0;
    const count = Math.min(left, size);
    sizes.set(one, size - count);
    left -= count;
  }
}

function specReplicas(one: JsonObject): number {
  return numberAt(one, "spec", "replicas");
}

function available(one: JsonObject): number {
  return numberAt(one, "status", "availableReplicas");
}

function created(one: JsonObject): string {
  return `${textAt(one, "metadata", "creationTimestamp")} ${textAt(one, "metadata", "resourceVersion").padStart(12, "0")}`;
}

/** Adds up what a function makes of each object. */
export function sum(objects: JsonObject[], value: (object: JsonObject) => number): number {
  return objects.reduce((total, object) => total + value(object), 0);
}
