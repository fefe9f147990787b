import { readFileSync } from "node:fs";
import { readSettings } from "../src/config/file.ts";
import { makeClusters } from "../src/kubernetes/clusters.ts";

/** Makes the namespaces of the demo's environments, through the same door as everything else that is written. */
export async function makeNamespaces(configuration: string, kubeconfig: string): Promise<void> {
  const read = readSettings(readFileSync(configuration, "utf8"));
  if (!read.ok) throw new Error(`The demo's configuration does not hold: ${JSON.stringify(read.problems)}`);
  const clusters = makeClusters({ kubeconfig });
  const fence = { run: "demo", version: "v0.0.0", number: 0, takeOver: false };
  for (const environment of read.settings.environments) {
    const object = { apiVersion: "v1", kind: "Namespace", metadata: { name: environment.namespace } };
    await clusters.of(environment).carryOut({ do: "apply", object }, fence);
  }
  await clusters.close();
}
