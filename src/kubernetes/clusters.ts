import type { Cluster, Clusters } from "../release/cluster/cluster.ts";
import { jobEndIn } from "../release/cluster/job-end.ts";
import type { KubernetesObject, ObjectRef } from "../release/cluster/kubernetes-object.ts";
import type { Environment } from "../release/settings.ts";
import { ApiServer } from "./api-server.ts";
import { carryOut, isCarriedOut, preview } from "./carry-out.ts";
import { findConnection } from "./connection.ts";
import { eventsOf } from "./events.ts";
import { isSameCluster } from "./identity.ts";
import { podLogs } from "./logs.ts";
import { watchWorkloads } from "./watch.ts";
import { askedFor } from "./writing.ts";

export interface ClustersInUse extends Clusters {
  /** Lets all sockets go. */
  close(): Promise<void>;
}

/**
 * The clusters of the environments, one connection per cluster, made at first use. `kubeconfig` is the path of a file
 * to use in place of what `KUBECONFIG` and the home folder say.
 */
export function makeClusters(options: { kubeconfig?: string } = {}): ClustersInUse {
  const servers = new Map<string, ApiServer>();
  function serverOf({ cluster }: Environment): ApiServer {
    const key = JSON.stringify(cluster);
    const server =
      servers.get(key) ?? new ApiServer((signal) => findConnection({ target: cluster, ...options }, signal));
    servers.set(key, server);
    return server;
  }
  return {
    areSame: (one, other) => isSameCluster(serverOf(one), serverOf(other)),
    of: (environment) => clusterOf(serverOf(environment), environment.namespace),
    close: async () => {
      await Promise.all([...servers.values()].map((server) => server.close()));
    },
  };
}

async function read(
  api: ApiServer,
  namespace: string,
  ref: ObjectRef,
): Promise<KubernetesObject | undefined> {
  if (!(await api.serves(ref))) return undefined;
  return api.get(await api.path(ref, namespace), askedFor("get", ref));
}

/** One namespace of an API server, as the domain sees it. */
export function clusterOf(api: ApiServer, namespace: string): Cluster {
  return {
    read: (refs) => Promise.all(refs.map((ref) => read(api, namespace, ref))),
    preview: (effect, fence) => preview(api, namespace, effect, fence),
    isCarriedOut: (effect, fence) => isCarriedOut(api, namespace, effect, fence),
    carryOut: (effect, fence) => carryOut(api, namespace, effect, fence),
    watch: (refs, signal) => watchWorkloads(api, namespace, refs, signal),
    endOfJob: async (uid) => jobEndIn(await eventsOf(api, namespace, uid)),
    logs: (pod, lines) => podLogs(api, namespace, pod, lines),
  };
}
