import { kindNamed } from "./kinds.ts";
import { type Json, type JsonObject, objectAt, objectsAt, scalar, textAt } from "./json.ts";
import type { Store } from "./store.ts";

type Amounts = Map<string, number>;

const ended = new Set(["Succeeded", "Failed"]);

/** What a pod takes of a quota: itself, and its limits and requests by name, cpu in cores and memory in bytes. */
function amountsOf(pod: JsonObject): Amounts {
  const amounts: Amounts = new Map([["pods", 1]]);
  for (const container of objectsAt(pod, "spec", "containers")) {
    for (const kind of ["limits", "requests"]) {
      for (const [name, value] of Object.entries(objectAt(container, "resources", kind))) {
        const key = `${kind}.${name}`;
        amounts.set(key, (amounts.get(key) ?? 0) + quantity(scalar(value)));
      }
    }
  }
  return amounts;
}

const units: Record<string, number> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A Kubernetes quantity, such as `100m` or `256Mi`, as a number; NaN where it is none. */
function quantity(text: string): number {
  const match = /^([0-9.]+)([a-zA-Z]*)$/.exec(text);
  const unit = match?.[2] ?? "";
  return Number(match?.[1] ?? "NaN") * (unit === "" ? 1 : (units[unit] ?? Number.NaN));
}

/** What the pods of a namespace use of the named amounts. */
export function used(store: Store, namespace: string): Amounts {
  const total: Amounts = new Map();
  for (const pod of store.list(kindNamed("Pod"), namespace)) {
    if (ended.has(textAt(pod, "status", "phase"))) continue;
    for (const [name, amount] of amountsOf(pod)) total.set(name, (total.get(name) ?? 0) + amount);
  }
  return total;
}

/** Why no quota of its namespace lets this pod in, in the API server's words; undefined where all do. */
export function quotaProblem(store: Store, pod: JsonObject): string | undefined {
  const namespace = textAt(pod, "metadata", "namespace");
  const asked = amountsOf(pod);
  for (const quota of store.list(kindNamed("ResourceQuota"), namespace)) {
    const hard = Object.entries(objectAt(quota, "spec", "hard")).toSorted(([a], [b]) => a.localeCompare(b));
    const name = textAt(quota, "metadata", "name");
    const missing = hard
      .map(([key]) => key)
      .filter((key) => /^(limits|requests)\./.test(key) && !asked.has(key));
    if (missing.length > 0)
      return `failed quota: ${name}: must specify ${missing.map((key) => `${key} for: ${containerNames(pod)}`).join("; ")}`;
    const taken = used(store, namespace);
    const over = hard.filter(
      ([key, limit]) =>
        asked.has(key) && (taken.get(key) ?? 0) + (asked.get(key) ?? 0) > quantity(scalar(limit)),
    );
    if (over.length > 0) return exceeded(name, over, asked, taken);
  }
  return undefined;
}

function containerNames(pod: JsonObject): string {
  return objectsAt(pod, "spec", "containers")
    .map((container) => textAt(container, "name"))
    .join(",");
}

function exceeded(name: string, over: [string, Json][], asked: Amounts, taken: Amounts): string {
  const line = (value: (key: string, limit: Json) => string) =>
    over.map(([key, limit]) => `${key}=${value(key, limit)}`).join(",");
  const requested = line((key) => written(key, asked.get(key) ?? 0));
  const inUse = line((key) => written(key, taken.get(key) ?? 0));
  return `exceeded quota: ${name}, requested: ${requested}, used: ${inUse}, limited: ${line((_key, limit) => scalar(limit))}`;
}

/** An amount as the API server would write it: cores below one in thousandths, memory in the largest whole binary unit. */
export function written(name: string, amount: number): string {
  if (name.endsWith("cpu"))
    return Number.isInteger(amount) ? String(amount) : `${Math.round(amount * 1000)}m`;
  for (const unit of ["Ti", "Gi", "Mi", "Ki"]) {
    const size = units[unit] ?? 1;
    if (amount > 0 && amount % size === 0) return `${amount / size}${unit}`;
  }
  return String(amount);
}
