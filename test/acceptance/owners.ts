import { existsSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { expect } from "vitest";
import { poll } from "../cluster/server.ts";
import { stageOnly } from "./acts.ts";
import type { Stage } from "./stage.ts";

const merge = "application/merge-patch+json";

/** Somebody's kubectl owns a field: the deploy says whose it is, and takes it over when told to. */
export async function tellFieldConflict(stage: Stage): Promise<void> {
  await stageOnly(stage, "v1.4.2");
  const rosa = stage.actor("rosa");
  const path = stage.path("staging", "apps/v1 deployments nexus-app");
  const patched = await stage.api.call(
    "PATCH",
    `${path}?fieldManager=kubectl-edit`,
    { spec: { replicas: 5 } },
    merge,
  );
  expect(patched.code).toBe(200);
  await rosa.types("deploy v1.5.0 staging");
  await rosa.hears("Deployment nexus-app: kubectl-edit owns", "spec.replicas", "--take-over");
  expect(await stage.imageOf("staging")).toBe("v1.4.2");
  await rosa.types("deploy v1.5.0 staging --take-over");
  const card = await stage.cardOf("v1.5.0 → staging");
  await stage.reply(card, "The deploy of v1.5.0 to staging succeeded.");
  const { body } = await stage.api.call("GET", path);
  expect(body["spec"]).toMatchObject({ replicas: 2 });
}

/** Argo CD would undo a rollback: the dialog says so and names the way on. */
export async function tellGitOpsOwner(stage: Stage): Promise<void> {
  const path = stage.path("staging", "apps/v1 deployments nexus-app");
  const annotations = { "argocd.argoproj.io/tracking-id": "nexus:apps/Deployment:nexus/nexus-app" };
  await stage.api.call(
    "PATCH",
    `${path}?fieldManager=argocd-controller`,
    { metadata: { annotations } },
    merge,
  );
  const rosa = stage.actor("rosa");
  await rosa.types("rollback v1.4.2 --env staging");
  await rosa.sees("Argo CD (application nexus) looks after these workloads", "argocd app set nexus");
  expect(await stage.imageOf("staging")).toBe("v1.5.0");
}

/** Somebody changes the image while the last check runs: what was checked is gone, so nothing is called a success. */
export async function tellMeddling(stage: Stage): Promise<void> {
  const gate = `${stage.product.location}.gate`;
  const script = `#!/bin/sh\ntouch '${gate}.reached'\nuntil [ -e '${gate}' ]; do sleep 0.05; done\n`;
  await stage.product.release("v1.8.0", { files: { "scripts/smoke-tests.sh": script } });
  await stage.actor("rosa").types("deploy v1.8.0 staging");
  const card = await stage.cardOf("v1.8.0 → staging");
  await poll(
    async () => existsSync(`${gate}.reached`),
    (isReached) => isReached,
  );
  const path = stage.path("staging", "apps/v1 deployments nexus-app");
  const containers = [{ name: "nexus-app", image: "registry.example/nexus-app:hot" }];
  const spec = { template: { spec: { containers } } };
  const patched = await stage.api.call(
    "PATCH",
    `${path}?fieldManager=kubectl-set`,
    { spec },
    "application/strategic-merge-patch+json",
  );
  expect(patched.code).toBe(200);
  await writeFile(gate, "");
  await stage.reply(card, "The deploy of v1.8.0 to staging failed.");
  await stage.reply(card, "Somebody else changed the pod template of Deployment nexus-app");
  expect(await stage.actor("rosa").asks("status staging")).not.toContain("v1.8.0 is live");
  await rm(gate);
  await rm(`${gate}.reached`);
}
