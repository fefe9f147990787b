import type { JsonObject, KubernetesObject } from "../../../src/release/cluster/kubernetes-object.ts";

/** Small objects of the cluster for tables. */
export function object(kind: string, name: string, more: JsonObject = {}): KubernetesObject {
  return { apiVersion: "v1", kind, ...more, metadata: { name, ...metadataOf(more) } };
}

function metadataOf(more: JsonObject): JsonObject {
  const { metadata } = more;
  return typeof metadata === "object" && metadata !== null && !Array.isArray(metadata) ? metadata : {};
}

export function deployment(name: string, ...images: string[]): KubernetesObject {
  const containers = images.map((image, index) => ({ name: `c${index}`, image }));
  return object("Deployment", name, { apiVersion: "apps/v1", spec: { template: { spec: { containers } } } });
}
