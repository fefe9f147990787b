import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterAll, expect, test } from "vitest";
import { ApiServer } from "../../src/kubernetes/api-server.ts";
import { isSameCluster } from "../../src/kubernetes/identity.ts";

const open: { close: () => unknown }[] = [];
afterAll(() => Promise.all(open.map((one) => one.close())));

/** An API server that knows its oldest namespace by a uid, or does not let anybody read it. */
async function cluster(uid?: string): Promise<Server> {
  const server = createServer((request, response) => {
    const isAsked = request.url === "/api/v1/namespaces/kube-system";
    response.statusCode = uid === undefined || !isAsked ? 403 : 200;
    response.end(
      JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name: "kube-system", uid } }),
    );
  }).listen(0);
  await once(server, "listening");
  open.push({ close: () => server.close() });
  return server;
}

/** A line of its own to a server, under a name of the host. */
function lineTo(server: Server, host = "127.0.0.1"): ApiServer {
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const api = new ApiServer(() =>
    Promise.resolve({ server: `http://${host}:${port}`, insecure: false, headers: {} }),
  );
  open.unshift(api);
  return api;
}

test("a cluster is known by its uid, whatever it is called, and by its address where that may not be read", async () => {
  const [first, second, closed] = await Promise.all([cluster("u1"), cluster("u2"), cluster()]);
  expect(await isSameCluster(lineTo(first), lineTo(first, "localhost"))).toBe(true);
  expect(await isSameCluster(lineTo(first), lineTo(second))).toBe(false);
  expect(await isSameCluster(lineTo(closed), lineTo(closed))).toBe(true);
  expect(await isSameCluster(lineTo(closed), lineTo(first))).toBe(false);
});

test("what cannot be reached is taken for another one", async () => {
  const lost = new ApiServer(() => Promise.reject(new Error("no credentials")));
  expect(await isSameCluster(lineTo(await cluster("u1")), lost)).toBe(false);
  expect(await isSameCluster(lost, lost)).toBe(true);
});
