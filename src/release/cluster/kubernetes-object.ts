/** Anything that JSON can hold. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A Kubernetes object as raw JSON: fields that this program has never heard of pass through untouched. */
export type KubernetesObject = JsonObject & {
  apiVersion: string;
  kind: string;
  metadata: JsonObject & { name: string };
};

/** Which object is meant. The namespace is absent for objects that belong to the whole cluster. */
export interface ObjectRef {
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
}

/** The key of an object inside one environment: `apps/Deployment/nexus-app`, whatever the version of the API group. */
export function objectKey(ref: Pick<ObjectRef, "apiVersion" | "kind" | "name">): string {
  const group = ref.apiVersion.includes("/") ? ref.apiVersion.split("/")[0] : "core";
  return `${group}/${ref.kind}/${ref.name}`;
}

/** The kinds whose pods Slipway waits for. */
export const workloadKinds = ["Deployment", "StatefulSet", "DaemonSet", "Job"] as const;

/** Whether success depends on the pods of this object. */
export function isWorkload(object: { kind: string }): boolean {
  return workloadKinds.some((kind) => kind === object.kind);
}
