import type { StandInCluster } from "../../demo/cluster/server.ts";
import { ApiServer } from "../../src/kubernetes/api-server.ts";
import { clusterOf, type ClustersInUse } from "../../src/kubernetes/clusters.ts";

/**
 * Connects all environments to a stand-in, at its own address or that of a line to it. That a bot finds its credentials by
 * itself, in a process that costs a fifth of a second, is for those to show that are processes or meet a control plane.
 */
export function connectedTo({ token }: StandInCluster, url: string): ClustersInUse {
  const headers = { Authorization: `Bearer ${token}` };
  const server = new ApiServer(async () => ({ server: url.replace(/\/$/u, ""), insecure: false, headers }));
  return {
    of: ({ namespace }) => clusterOf(server, namespace),
    areSame: () => Promise.resolve(true),
    close: () => server.close(),
  };
}
