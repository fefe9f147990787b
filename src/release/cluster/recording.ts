import type { KubernetesObject } from "./kubernetes-object.ts";
import { textsAt } from "./json.ts";
import { markPrefix } from "./marks.ts";

const serverMadeMetadata = [
  "managedFields",
  "uid",
  "resourceVersion",
  "creationTimestamp",
  "generation",
  "selfLink",
  "deletionTimestamp",
];
const revisionMarks = new Set([
  "deployment.kubernetes.io/revision",
  "deployment.kubernetes.io/revision-history",
  "deprecated.daemonset.template.generation",
  "kubectl.kubernetes.io/last-applied-configuration",
]);

/**
 * A live object as it is kept for rollbacks: without status, without what the API server writes itself, without our
 * own annotations. Everything else stays untouched, fields unknown to this program included.
 */
export function recordable(object: KubernetesObject): KubernetesObject {
  const { status: _status, ...rest } = structuredClone(object);
  const metadata: KubernetesObject["metadata"] = { ...object.metadata };
  for (const key of serverMadeMetadata) delete metadata[key];
  const annotations = Object.entries(textsAt(object, "metadata", "annotations")).filter(
    ([key]) => !revisionMarks.has(key) && !key.startsWith(markPrefix),
  );
  delete metadata.annotations;
  if (annotations.length > 0) metadata.annotations = Object.fromEntries(annotations);
  return { ...rest, apiVersion: object.apiVersion, kind: object.kind, metadata };
}
