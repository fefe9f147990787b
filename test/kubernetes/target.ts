import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StandInCluster, startCluster } from "../../demo/cluster/server.ts";
import { ApiServer } from "../../src/kubernetes/api-server.ts";
import { type ClustersInUse, makeClusters } from "../../src/kubernetes/clusters.ts";
import { type Connection, findConnection } from "../../src/kubernetes/connection.ts";
import type { ClusterTarget } from "../../src/release/settings.ts";

/** A cluster that the suite runs on. */
export interface Target extends AsyncDisposable {
  name: "stand-in" | "control plane";
  cluster: ClusterTarget;
  connection: () => Promise<Connection>;
  clusters: ClustersInUse;
  /** A line of the test's own, to look behind Slipway and to act as somebody else. */
  raw: ApiServer;
  standIn?: StandInCluster;
}

/** Starts a stand-in of its own, with its kubeconfig in a folder that goes with it. */
export async function standInTarget(): Promise<Target> {
  const standIn = await startCluster();
  const folder = await mkdtemp(join(tmpdir(), "slipway-test-"));
  const kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, standIn.kubeconfig());
  const target = connect("stand-in", { context: "staging" }, kubeconfig);
  return {
    ...target,
    standIn,
    [Symbol.asyncDispose]: async () => {
      await target[Symbol.asyncDispose]();
      await standIn.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** The control plane that a kubeconfig made for tests names. */
export async function controlPlaneTarget(kubeconfig: string): Promise<Target> {
  const context = /^current-context: *"?([^"\n]+)/m.exec(await readFile(kubeconfig, "utf8"))?.[1] ?? "";
  return connect("control plane", { context }, kubeconfig);
}

function connect(name: Target["name"], cluster: ClusterTarget, kubeconfig: string): Target {
  const clusters = makeClusters({ kubeconfig });
  const connection = lazily(() => findConnection({ target: cluster, kubeconfig }));
  const raw = new ApiServer(connection);
  return {
    name,
    cluster,
    connection,
    clusters,
    raw,
    [Symbol.asyncDispose]: async () => {
      await clusters.close();
      await raw.close();
    },
  };
}

function lazily<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
