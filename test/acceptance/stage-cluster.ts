import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type StandInCluster, startCluster } from "../../demo/cluster/server.ts";
import type { ClustersInUse } from "../../src/kubernetes/clusters.ts";
import { connectedTo } from "../cluster/connected.ts";
import { poll, realServer, type ServerUnderTest } from "../cluster/server.ts";

export interface UsedCluster {
  kubeconfig: string;
  api: ServerUnderTest;
  standIn: StandInCluster | undefined;
  /** The way to the stand-in; to a control plane the bot finds its own. */
  clusters: ClustersInUse | undefined;
}

/** Starts a stand-in, or uses the control plane of the kubeconfig that is given. */
export async function useCluster(
  folder: string,
  given: string | undefined,
  built: AsyncDisposableStack,
): Promise<UsedCluster> {
  if (given !== undefined) {
    const api = built.use(await realServer(given));
    return { kubeconfig: given, api, standIn: undefined, clusters: undefined };
  }
  const standIn = built.use(await startCluster({ pace: { readyAfter: 20, jobAfter: 20, retryAfter: 100 } }));
  const kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, standIn.kubeconfig(), { mode: 0o600 });
  const api = built.use(await realServer(kubeconfig));
  return { kubeconfig, api, standIn, clusters: connectedTo(standIn, standIn.url) };
}

/** Makes a namespace in which pods can be, and removes it in the end. */
export async function makeNamespace(
  api: ServerUnderTest,
  name: string,
  built: AsyncDisposableStack,
): Promise<void> {
  const made = await api.call("POST", "/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name },
  });
  if (made.code !== 201) throw new Error(`no namespace: ${made.text}`);
  built.defer(async () => void (await api.call("DELETE", `/api/v1/namespaces/${name}`)));
  // Pods are refused until their namespace has its account.
  await poll(
    () => api.call("GET", `/api/v1/namespaces/${name}/serviceaccounts/default`),
    ({ code }) => code === 200,
  );
}
