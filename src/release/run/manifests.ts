import {
  type Json,
  type JsonObject,
  type KubernetesObject,
  type ObjectRef,
  objectKey,
} from "../cluster/kubernetes-object.ts";
import { isJsonObject, isKubernetesObject, objectAt, textAt, textsAt } from "../cluster/json.ts";
import { imagesOf, podTemplatesOf, runsOneOf, withImageTag } from "../cluster/images.ts";
import { marks } from "../cluster/marks.ts";
import type { Effect, Wave } from "./plan.ts";
import { makeProblem, ProblemError } from "../problem.ts";
import type { Environment } from "../settings.ts";
import { imageTagOf } from "../version.ts";

/** The parts of an environment that decide how its manifests are prepared. */
type Target = Pick<Environment, "name" | "namespace" | "images" | "imageTag">;

/**
 * Manifests as they are written to the cluster: lists flattened, everything in the environment's namespace, image tags
 * set to the version, version labels added. Raises `manifests-invalid` for objects without kind or name, duplicates, foreign
 * namespaces, and labels or annotations that are no text, `image-not-found` when no container runs a configured image.
 */
export function prepareObjects(facts: {
  objects: JsonObject[];
  environment: Target;
  version: string;
  /** What the tag of a version starts with. */
  tagPrefix: string;
}): KubernetesObject[] {
  const { environment, version, tagPrefix } = facts;
  const objects = facts.objects.flatMap(flattened).map((object) => placed(object, environment));
  refuseDuplicates(objects);
  for (const object of objects) refuseOtherThanText(object);
  refuseMissingImages(objects, environment);
  const tag = imageTagOf(version, environment.imageTag, tagPrefix);
  return objects
    .map((object) => withImageTag(object, environment.images, tag))
    .map((object) => labelled(object, environment.images, version));
}

function flattened(object: JsonObject): KubernetesObject[] {
  const kind = textAt(object, "kind");
  if (kind?.endsWith("List") === true && Array.isArray(object.items)) {
    return object.items.filter(isJsonObject).flatMap(flattened);
  }
  if (isKubernetesObject(object)) return [object];
  const said = [kind ?? "an object without kind", textAt(object, "metadata", "name") ?? "without name"];
  throw invalid(
    `The manifests hold ${said.join(" ")}.`,
    "Give every object an apiVersion, a kind and a name.",
  );
}

function placed(object: KubernetesObject, environment: Target): KubernetesObject {
  const namespace = textAt(object, "metadata", "namespace");
  if (namespace === environment.namespace || isClusterWide(object.kind)) return object;
  if (namespace === undefined) {
    return { ...object, metadata: { ...object.metadata, namespace: environment.namespace } };
  }
  throw invalid(
    `${object.kind} ${object.metadata.name} belongs to namespace ${namespace}, but ${environment.name} is ${environment.namespace}.`,
    "Remove the namespace from the manifest, or move the object to the environment it belongs to.",
  );
}

const clusterWideKinds = new Set(
  (
    "Namespace Node PersistentVolume CustomResourceDefinition StorageClass PriorityClass IngressClass RuntimeClass " +
    "GatewayClass APIService CSIDriver VolumeAttributesClass MutatingWebhookConfiguration " +
    "ValidatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding"
  ).split(" "),
);

/** Whether objects of a kind belong to no namespace, as far as names tell; the cluster has the last word. */
export function isClusterWide(kind: string): boolean {
  return clusterWideKinds.has(kind) || kind.startsWith("Cluster");
}

function refuseDuplicates(objects: KubernetesObject[]): void {
  const seen = new Set<string>();
  for (const object of objects) {
    const key = objectKeyOf(object);
    if (seen.has(key)) {
      throw invalid(
        `${object.kind} ${object.metadata.name} appears twice in the manifests.`,
        "Keep one of the two.",
      );
    }
    seen.add(key);
  }
}

/** Labels and annotations are texts; `true` without quotes is none, and would be lost without a word. */
function refuseOtherThanText(object: KubernetesObject): void {
  for (const owner of [object, ...podTemplatesOf(object)]) {
    for (const map of ["labels", "annotations"] as const) {
      const [key] = Object.entries(objectAt(owner, "metadata", map)).find(isOtherThanText) ?? [];
      if (key === undefined) continue;
      throw invalid(
        `The value of ${key} in the ${map} of ${object.kind} ${object.metadata.name} is no text.`,
        "Put it in quotes.",
      );
    }
  }
}

function isOtherThanText([, value]: [string, Json]): boolean {
  return value !== null && typeof value !== "string";
}

function refuseMissingImages(objects: KubernetesObject[], environment: Target): void {
  const { images } = environment;
  if (images.length === 0) return;
  if (objects.some((object) => podTemplatesOf(object).some((template) => runsOneOf(template, images))))
    return;
  const found = [...new Set(objects.flatMap(imagesOf))].slice(0, 5);
  const there = found.length === 0 ? "They run no image at all." : `They run ${found.join(", ")}.`;
  throw new ProblemError(
    makeProblem(
      "image-not-found",
      `No container of the manifests runs ${images.join(" or ")}. ${there}`,
      `Correct "images" of ${environment.name} in the configuration, or the image in the manifests.`,
    ),
  );
}

/**
 * The version goes on every object, and into those pod templates that run the product. Labelling any other template
 * would restart pods for nothing: a database beside the product, for one.
 */
function labelled(object: KubernetesObject, images: string[], version: string): KubernetesObject {
  const copy = structuredClone(object);
  const value = labelValue(version);
  for (const template of podTemplatesOf(copy)) {
    if (template !== copy && runsOneOf(template, images)) addLabel(template, value);
  }
  addLabel(copy, value);
  return copy;
}

function addLabel(owner: JsonObject, value: string): void {
  const labels = { ...textsAt(owner, "metadata", "labels"), [marks.version]: value };
  owner.metadata = { ...objectAt(owner, "metadata"), labels };
}

/** A version as a label may hold it: 63 characters, letters and digits at both ends. */
export function labelValue(version: string): string {
  const allowed = version.replaceAll(/[^\w.-]/g, "-").slice(0, 63);
  return allowed.replaceAll(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
}

/** The reference of an object. */
export function refOf(object: KubernetesObject): ObjectRef {
  const namespace = textAt(object, "metadata", "namespace");
  const { apiVersion, kind } = object;
  return { apiVersion, kind, ...(namespace !== undefined && { namespace }), name: object.metadata.name };
}

const keptKinds = new Set([
  "Namespace",
  "PersistentVolumeClaim",
  "PersistentVolume",
  "CustomResourceDefinition",
  "Job",
]);

/**
 * What a release no longer holds and may go. Kinds whose removal destroys data stay, and so do Jobs: they are a record
 * of what was done.
 */
export function removedSince(previous: KubernetesObject[], next: KubernetesObject[]): ObjectRef[] {
  const still = new Set(next.map(objectKeyOf));
  return previous
    .filter((object) => !keptKinds.has(object.kind) && !still.has(objectKeyOf(object)))
    .map(refOf);
}

function objectKeyOf(object: KubernetesObject): string {
  return objectKey({ apiVersion: object.apiVersion, kind: object.kind, name: object.metadata.name });
}

/**
 * Which kinds go when, and why: a namespace before what is inside it, types before their objects, limits before what
 * they limit, identities and rights before pods that act with them, configuration and storage before pods that mount
 * them, services before pods (so that their environment names them, and no pod is ready without one), plain Jobs
 * (migrations) before the workloads that rely on them. What looks at workloads or sends them traffic comes last.
 */
const order: [name: string, kinds: string[]][] = [
  ["namespaces", ["Namespace"]],
  ["types", ["CustomResourceDefinition", "APIService"]],
  ["limits", ["ResourceQuota", "LimitRange", "PriorityClass", "RuntimeClass"]],
  ["identities", ["ServiceAccount"]],
  ["rights", ["ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding"]],
  ["configuration", ["ConfigMap", "Secret"]],
  ["storage", ["StorageClass", "PersistentVolume", "PersistentVolumeClaim"]],
  ["network", ["Service", "Endpoints", "EndpointSlice", "NetworkPolicy", "PodDisruptionBudget"]],
  ["jobs", ["Job"]],
];
const last: [name: string, kinds: string[]] = [
  "edges",
  [
    "HorizontalPodAutoscaler",
    "VerticalPodAutoscaler",
    "ScaledObject",
    "CronJob",
    "IngressClass",
    "Ingress",
    "Gateway",
    "HTTPRoute",
    "ValidatingWebhookConfiguration",
    "MutatingWebhookConfiguration",
  ],
];
const workloads = "workloads";

/**
 * The waves in which objects are applied, by kind; unknown kinds go with the workloads. Secrets come without data and
 * carry the digest that is known by their object key.
 */
export function orderInWaves(
  objects: KubernetesObject[],
  secretDigests: Record<string, string> = {},
): Wave[] {
  const names = [...order.map(([name]) => name), workloads, last[0]];
  const inWave = (name: string) => objects.filter((object) => waveOf(object.kind) === name);
  return names
    .map((name) => ({ name, effects: inWave(name).map((object) => applyEffect(object, secretDigests)) }))
    .filter((wave) => wave.effects.length > 0);
}

function applyEffect(object: KubernetesObject, secretDigests: Record<string, string>): Effect {
  const secretDigest = secretDigests[objectKeyOf(object)];
  return { do: "apply", object, ...(secretDigest !== undefined && { secretDigest }) };
}

function waveOf(kind: string): string {
  const found = [...order, last].find(([, kinds]) => kinds.includes(kind));
  return found?.[0] ?? workloads;
}

function invalid(what: string, advice: string): ProblemError {
  return new ProblemError(makeProblem("manifests-invalid", what, advice));
}
