import { type Json, type JsonObject, at, isObject } from "./json.ts";

/** How a list behaves when two versions of it meet: by key, as a set of scalars, or as one value. */
type ListType = { by: "keys"; keys: string[] } | { by: "set" } | { by: "whole" };

// What the API's schema calls x-kubernetes-list-map-keys; the field's own name is enough to tell,
// but for `ports`, which containers key by containerPort and Services by port.
const keyed: Record<string, string[]> = {
  containers: ["name"],
  initContainers: ["name"],
  ephemeralContainers: ["name"],
  env: ["name"],
  volumes: ["name"],
  volumeMounts: ["mountPath"],
  volumeDevices: ["devicePath"],
  imagePullSecrets: ["name"],
  secrets: ["name"],
  hostAliases: ["ip"],
  topologySpreadConstraints: ["topologyKey", "whenUnsatisfiable"],
  conditions: ["type"],
  ownerReferences: ["uid"],
  podIPs: ["ip"],
};

const sets = new Set(["finalizers"]);

const atomicMaps = new Set([
  "selector",
  "podSelector",
  "namespaceSelector",
  "labelSelector",
  "nodeSelector",
  "configMapKeyRef",
  "secretKeyRef",
  "fieldRef",
  "resourceFieldRef",
  "scopeSelector",
  "roleRef",
  "claimRef",
]);

/** How the list under a field name merges, read from its name and its items. */
export function listType(field: string, items: Json[]): ListType {
  if (field === "ports") return portsType(items);
  const keys = keyed[field];
  if (keys) return { by: "keys", keys };
  return sets.has(field) ? { by: "set" } : { by: "whole" };
}

function portsType(items: Json[]): ListType {
  const inContainer = items.some((item) => at(item, "containerPort") !== undefined);
  return { by: "keys", keys: [inContainer ? "containerPort" : "port", "protocol"] };
}

/** Tells whether a map is owned and replaced as one value. */
export function isAtomicMap(field: string): boolean {
  return atomicMaps.has(field);
}

/** The `k:{…}` path element of a list item: its key fields in alphabetical order, with their defaults. */
export function itemKey(item: Json, keys: string[]): string {
  const key: JsonObject = {};
  for (const name of keys.toSorted()) {
    const value = isObject(item) ? item[name] : undefined;
    if (value !== undefined) key[name] = value;
    else if (name === "protocol") key[name] = "TCP";
  }
  return `k:${JSON.stringify(key)}`;
}
