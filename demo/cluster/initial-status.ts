import { type JsonObject, objectAt } from "./json.ts";
import type { Kind } from "./kinds.ts";

/** The status that the server gives a new object before any controller has seen it. */
export function initialStatus(kind: Kind, object: JsonObject): JsonObject {
  if (kind.kind === "Pod") return { phase: "Pending", qosClass: qosClass(object) };
  if (kind.kind === "Namespace") return { phase: "Active" };
  if (kind.kind === "Service" || kind.kind === "Ingress") return { loadBalancer: {} };
  if (kind.kind === "PersistentVolumeClaim") return { phase: "Pending" };
  if (kind.kind === "ReplicaSet" || kind.kind === "StatefulSet") return { replicas: 0 };
  if (kind.kind === "Node") return objectAt(object, "status");
  return {};
}

function qosClass(pod: JsonObject): string {
  return JSON.stringify(pod["spec"] ?? {}).includes('"limits"') ? "Burstable" : "BestEffort";
}
