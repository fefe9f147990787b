import { readFileSync } from "node:fs";
import { Agent, fetch } from "undici";
import { parse } from "yaml";
import { z } from "zod";
import { type JsonObject, at, isObject, objectsAt, textAt } from "../../demo/cluster/json.ts";
import { startCluster } from "../../demo/cluster/server.ts";

/** What a server answered: the status code and the body, an empty object where it is not JSON. */
export interface Answer {
  code: number;
  body: JsonObject;
  text: string;
}

/** A Kubernetes API server to hold to the same expectations, real or not. */
export interface ServerUnderTest extends AsyncDisposable {
  call: (method: string, path: string, body?: unknown, type?: string) => Promise<Answer>;
  /** The events of a watch, until it ends. */
  watch: (path: string) => Promise<JsonObject[]>;
}

const anything = z.json();

/** Starts a stand-in of its own. */
export async function standIn(): Promise<ServerUnderTest> {
  const cluster = await startCluster();
  return connect(cluster.url, cluster.token, undefined, cluster.stop);
}

const kubeconfigShape = z.object({
  clusters: z.tuple([
    z.object({ cluster: z.object({ server: z.string(), "certificate-authority": z.string().optional() }) }),
  ]),
  users: z.tuple([z.object({ user: z.object({ token: z.string() }) })]),
});

/** Connects to the control plane that a kubeconfig file names. */
export async function realServer(file: string): Promise<ServerUnderTest> {
  const config = kubeconfigShape.parse(parse(readFileSync(file, "utf8")));
  const { server, "certificate-authority": authority } = config.clusters[0].cluster;
  const ca = authority === undefined ? undefined : readFileSync(authority, "utf8");
  return connect(server, config.users[0].user.token, ca, () => Promise.resolve());
}

function connect(
  url: string,
  token: string,
  ca: string | undefined,
  stop: () => Promise<void>,
): ServerUnderTest {
  const dispatcher = new Agent(ca === undefined ? {} : { connect: { ca } });
  const send = (method: string, path: string, body?: unknown, type = "application/json") =>
    fetch(url + path, {
      method,
      dispatcher,
      headers: { authorization: `Bearer ${token}`, "content-type": type, "user-agent": "conformance/1" },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  return {
    async call(method, path, body, type) {
      const response = await send(method, path, body, type);
      const text = await response.text();
      return { code: response.status, body: jsonOf(text), text };
    },
    async watch(path) {
      const text = await (await send("GET", path)).text();
      return text
        .split("\n")
        .filter((line) => line !== "")
        .map(jsonOf);
    },
    async [Symbol.asyncDispose]() {
      await dispatcher.close();
      await stop();
    },
  };
}

function jsonOf(text: string): JsonObject {
  if (!text.startsWith("{")) return {};
  const value = anything.parse(JSON.parse(text));
  return isObject(value) ? value : {};
}

/** A server with a namespace of its own, and short ways to say what the tests say often. */
export interface Client {
  server: ServerUnderTest;
  namespace: string;
  /** `apps/v1 deployments`, and a name, as a path in the namespace. */
  path: (resource: string, name?: string) => string;
  get: (resource: string, name: string) => Promise<JsonObject>;
  list: (resource: string, query?: string) => Promise<JsonObject[]>;
  post: (resource: string, body: JsonObject) => Promise<Answer>;
  apply: (resource: string, body: JsonObject, query?: string) => Promise<Answer>;
  patch: (resource: string, name: string, type: PatchType, body: unknown) => Promise<Answer>;
  remove: (resource: string, name: string, body?: unknown) => Promise<Answer>;
  /** Reads an object until it is as wanted; fails with its last state after a minute. */
  until: (resource: string, name: string, wanted: (object: JsonObject) => boolean) => Promise<JsonObject>;
}

export type PatchType = "json" | "merge" | "strategic-merge";

let count = 0;

/** Makes a namespace on the server and a client for it. */
export async function clientOn(server: ServerUnderTest): Promise<Client> {
  const namespace = `conformance-${Date.now().toString(36)}-${(count += 1)}`;
  const made = await server.call("POST", "/api/v1/namespaces", { metadata: { name: namespace } });
  if (made.code !== 201) throw new Error(`no namespace: ${made.text}`);
  // Pods are refused until their namespace has its account.
  const account = `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
  await poll(
    () => server.call("GET", account),
    (answer) => answer.code === 200,
  );
  const path = (resource: string, name?: string) => {
    const [groupVersion = "", plural = ""] = resource.split(" ");
    const root = groupVersion.includes("/") ? "/apis" : "/api";
    return `${root}/${groupVersion}/namespaces/${namespace}/${plural}${name === undefined ? "" : `/${name}`}`;
  };
  const get = async (resource: string, name: string) => (await server.call("GET", path(resource, name))).body;
  return {
    server,
    namespace,
    path,
    get,
    list: async (resource, query = "") =>
      objectsAt((await server.call("GET", path(resource) + query)).body, "items"),
    post: (resource, body) => server.call("POST", path(resource), body),
    apply: (resource, body, query = "fieldManager=slipway") => {
      const target = path(resource, textAt(body, "metadata", "name"));
      return server.call("PATCH", `${target}?${query}`, body, "application/apply-patch+yaml");
    },
    patch: (resource, name, type, body) =>
      server.call("PATCH", path(resource, name), body, `application/${type}-patch+json`),
    remove: (resource, name, body) => server.call("DELETE", path(resource, name), body),
    until: (resource, name, wanted) => poll(() => get(resource, name), wanted),
  };
}

/** Asks again and again until the answer is as wanted; fails with the last one after a minute. */
export async function poll<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    if (Date.now() > deadline) throw new Error(`not as wanted in a minute: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** A Deployment of one container, with what a test wants different in its specification and its pods. */
export function deployment(
  name: string,
  spec: JsonObject = {},
  pod: JsonObject = {},
  annotations: JsonObject = {},
): JsonObject {
  const labels = { app: name };
  const template = {
    metadata: { labels, annotations },
    spec: { containers: [{ name: "app", image: "nexus:1.0.0" }], terminationGracePeriodSeconds: 0, ...pod },
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: { selector: { matchLabels: labels }, template, ...spec },
  };
}

/** The condition of that type in an object's status. */
export function conditionOf(object: JsonObject, type: string): JsonObject | undefined {
  return objectsAt(object, "status", "conditions").find((condition) => condition["type"] === type);
}

/** Tells whether a Deployment's rollout is done, as `kubectl rollout status` sees it. */
export function isRolledOut(object: JsonObject): boolean {
  const status = at(object, "status");
  const counted = ["updatedReplicas", "replicas", "availableReplicas"].map((field) => at(status, field) ?? 0);
  const isSeen = at(status, "observedGeneration") === at(object, "metadata", "generation");
  return isSeen && counted.every((value) => value === at(object, "spec", "replicas"));
}
