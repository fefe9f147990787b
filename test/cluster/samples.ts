import { type JsonObject, objectsAt, textAt } from "../../demo/cluster/json.ts";
import { type Client, conditionOf, deployment, isRolledOut } from "./server.ts";

export const deployments = "apps/v1 deployments";
export const replicaSets = "apps/v1 replicasets";
export const pods = "v1 pods";
export const configMaps = "v1 configmaps";
export const revision = "deployment.kubernetes.io/revision";

/** A ConfigMap with that data. */
export function configMap(name: string, data: JsonObject, metadata: JsonObject = {}): JsonObject {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...metadata }, data };
}

/** Creates the Deployment `app` without any pods. */
export async function createApp(client: Client): Promise<JsonObject> {
  return (await client.post(deployments, deployment("app", { replicas: 0 }))).body;
}

/** The Deployment `app` without pods, with what a test wants different in its container. */
export function withContainer(container: JsonObject): JsonObject {
  return deployment(
    "app",
    { replicas: 0 },
    { containers: [{ name: "app", image: "nexus:1", ...container }] },
  );
}

/** The Deployment `app` at a version of its image. */
export function version(tag: string, spec: JsonObject = {}): JsonObject {
  return deployment("app", spec, { containers: [{ name: "app", image: `nexus:${tag}` }] });
}

/** Applies a Deployment and waits until it is rolled out. */
export async function rolledOut(client: Client, body: JsonObject): Promise<JsonObject> {
  await client.apply(deployments, body);
  return client.until(deployments, textAt(body, "metadata", "name"), isRolledOut);
}

/** Status and reason of a Deployment's Progressing condition. */
export function progress(object: JsonObject): unknown[] {
  const condition = conditionOf(object, "Progressing");
  return [condition?.["status"], condition?.["reason"]];
}

/** Who owns which fields of an object, status apart. */
export function owners(object: JsonObject): JsonObject[] {
  return objectsAt(object, "metadata", "managedFields")
    .filter((entry) => textAt(entry, "subresource") === "")
    .map((entry) => ({
      manager: entry["manager"] ?? "",
      operation: entry["operation"] ?? "",
      fields: entry["fieldsV1"] ?? {},
    }));
}

/** The names of objects, in the order given. */
export function namesOf(objects: JsonObject[]): string[] {
  return objects.map((one) => textAt(one, "metadata", "name"));
}
