import { expect } from "vitest";
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
