import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { textAt } from "../../demo/cluster/json.ts";
import { kindNamed } from "../../demo/cluster/kinds.ts";
import { type ClusterOptions, type StandInCluster, startCluster } from "../../demo/cluster/server.ts";
import { isRolledOut } from "./server.ts";
import { configMap, version } from "./samples.ts";

const configMaps = "/api/v1/namespaces/default/configmaps";
const deployments = "/apis/apps/v1/namespaces/default/deployments";

async function started(options: ClusterOptions = {}): Promise<StandInCluster> {
  const cluster = await startCluster(options);
  onTestFinished(cluster.stop);
  return cluster;
}

function call(
  cluster: StandInCluster,
  method: string,
  path: string,
  body?: unknown,
  type = "application/json",
) {
  return fetch(cluster.url + path, {
    method,
    headers: { authorization: `Bearer ${cluster.token}`, "content-type": type },
    signal: AbortSignal.timeout(60_000),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

function apply(cluster: StandInCluster, path: string, body: unknown) {
  return call(cluster, "PATCH", `${path}?fieldManager=slipway`, body, "application/apply-patch+yaml");
}

test("gives the contexts staging and production of one server", async () => {
  const cluster = await started();
  const config: unknown = parse(cluster.kubeconfig());
  expect(config).toMatchObject({
    "current-context": "staging",
    contexts: [{ name: "staging" }, { name: "production" }],
    clusters: [{ cluster: { server: cluster.url } }],
    users: [{ user: { token: cluster.token } }],
  });
});

test("lets nobody in with a wrong token", async () => {
  const cluster = await started();
  const answer = await fetch(cluster.url + configMaps, { headers: { authorization: "Bearer wrong" } });
  expect([answer.status, await answer.json()]).toMatchObject([401, { reason: "Unauthorized" }]);
});

test("keeps its state across a restart, and goes on with what was under way", async () => {
  const folder = await mkdtemp(join(tmpdir(), "stand-in-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, "cluster.json");
  const first = await startCluster({ file, pace: { readyAfter: 60_000 } });
  await apply(first, `${deployments}/app`, version("1"));
  const unfinished = first.api.read(kindNamed("Deployment"), "default", "app");
  await first.stop();
  const second = await started({ file });
  const read = () => second.api.read(kindNamed("Deployment"), "default", "app");
  await expect.poll(() => isRolledOut(read())).toBe(true);
  expect(isRolledOut(unfinished)).toBe(false);
  expect(Number(textAt(read(), "metadata", "resourceVersion"))).toBeGreaterThan(first.api.store.revision);
});

test("logs what was asked of it", async () => {
  const cluster = await started();
  await apply(cluster, `${configMaps}/a`, configMap("a", {}));
  expect(cluster.requests).toEqual([
    {
      method: "PATCH",
      path: `${configMaps}/a`,
      contentType: "application/apply-patch+yaml",
      fieldManager: "slipway",
      dryRun: false,
      code: 201,
    },
  ]);
});

test.for([429, 403, 500, 503])("answers %i when it is told to, and only so often", async (status) => {
  const cluster = await started();
  cluster.faults.next({
    fault: { kind: "status", status, retryAfter: 1 },
    method: "GET",
    path: /configmaps/,
  });
  const answers = [];
  for (const path of ["/version", configMaps, configMaps])
    answers.push((await call(cluster, "GET", path)).status);
  expect(answers).toEqual([200, status, 200]);
});

test("answers with a page where an API was expected", async () => {
  const cluster = await started();
  cluster.faults.next({ fault: { kind: "html" } });
  const answer = await call(cluster, "GET", configMaps);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([503, "text/html"]);
});

test("says nothing at all when it hangs", async () => {
  const cluster = await started();
  cluster.faults.next({ fault: { kind: "hang" } });
  const asked = fetch(cluster.url + configMaps, { signal: AbortSignal.timeout(300) });
  await expect(asked).rejects.toThrow("timeout");
});

test("carries a request out and cuts the line before the answer", async () => {
  const cluster = await started();
  cluster.faults.next({ fault: { kind: "resetAfter" }, method: "PATCH" });
  await expect(apply(cluster, `${configMaps}/a`, configMap("a", { a: "1" }))).rejects.toThrow("fetch failed");
  expect((await call(cluster, "GET", `${configMaps}/a`)).status).toBe(200);
  expect(cluster.requests.map((request) => request.code)).toEqual([0, 200]);
});

test("is away until it is back, and forgets nothing meanwhile", async () => {
  const cluster = await started();
  await apply(cluster, `${configMaps}/a`, configMap("a", {}));
  cluster.away(true);
  await expect(call(cluster, "GET", configMaps)).rejects.toThrow("fetch failed");
  cluster.away(false);
  expect((await call(cluster, "GET", `${configMaps}/a`)).status).toBe(200);
});

test("cuts the watches that are open when it goes away", async () => {
  const cluster = await started();
  const watching = await call(cluster, "GET", `${configMaps}?watch=true`);
  cluster.away(true);
  await expect(watching.text()).rejects.toThrow("terminated");
});

test("tells a watch from a forgotten version that it is gone", async () => {
  const cluster = await started();
  await apply(cluster, `${configMaps}/a`, configMap("a", {}));
  cluster.api.store.forget();
  const watched = await call(cluster, "GET", `${configMaps}?watch=true&resourceVersion=2&timeoutSeconds=1`);
  const event: unknown = await watched.json();
  expect(event).toMatchObject({ type: "ERROR", object: { code: 410, reason: "Expired" } });
});

test("sends bookmarks to a watch that asks for them", async () => {
  const cluster = await started();
  const query = `?watch=true&resourceVersion=${cluster.api.store.revision}&timeoutSeconds=1&allowWatchBookmarks=true`;
  const event: unknown = await (await call(cluster, "GET", `${configMaps}${query}&labelSelector=a=b`)).json();
  expect(event).toMatchObject({ type: "BOOKMARK", object: { kind: "ConfigMap" } });
});

test("lets the controllers lag behind what was applied", async () => {
  const cluster = await started();
  const read = () => cluster.api.read(kindNamed("Deployment"), "default", "app");
  cluster.freeze(true);
  await apply(cluster, `${deployments}/app`, version("1"));
  await call(cluster, "GET", deployments);
  expect(read()["status"]).toEqual({});
  cluster.freeze(false);
  await expect.poll(() => isRolledOut(read())).toBe(true);
});
