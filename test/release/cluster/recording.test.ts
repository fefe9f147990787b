import { describe, expect, test } from "vitest";
import { gitOpsOwner } from "../../../src/release/cluster/gitops.ts";
import type { JsonObject } from "../../../src/release/cluster/kubernetes-object.ts";
import { recordable } from "../../../src/release/cluster/recording.ts";
import { withoutSecretData } from "../../../src/release/cluster/secrets.ts";
import { deployment, object } from "./objects.ts";

const app = deployment("nexus-app", "registry.example:5000/nexus-app:dev");

describe("recording", () => {
  test("keeps everything but what the server and Slipway write", () => {
    const recorded = recordable({
      ...app,
      metadata: {
        name: "nexus-app",
        uid: "u",
        resourceVersion: "7",
        generation: 3,
        managedFields: [],
        creationTimestamp: "now",
        annotations: { "slipway.dev/run": "r", "deployment.kubernetes.io/revision": "4", note: "kept" },
        labels: { "slipway.dev/version": "v1" },
      },
      spec: { fieldOfTheFuture: { deep: [1] } },
      status: { replicas: 3 },
    });
    expect(recorded).toEqual({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "nexus-app", annotations: { note: "kept" }, labels: { "slipway.dev/version": "v1" } },
      spec: { fieldOfTheFuture: { deep: [1] } },
    });
  });

  test("puts a digest in the place of a Secret's data", () => {
    const secret = object("Secret", "s", { data: { a: Buffer.from("1").toString("base64") } });
    const other = object("Secret", "s", { stringData: { a: "1" } });
    const { object: bare, digest } = withoutSecretData(secret, "key");
    expect(bare).not.toHaveProperty("data");
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(withoutSecretData(other, "key").digest).toBe(digest);
    expect(withoutSecretData(secret, "another key").digest).not.toBe(digest);
    expect(withoutSecretData(app, "key")).toEqual({ object: app });
  });
});

describe("GitOps owners", () => {
  test.each<[string, JsonObject, string | undefined]>([
    [
      "a tracking id",
      { annotations: { "argocd.argoproj.io/tracking-id": "shop:apps/Deployment:n/a" } },
      "Argo CD (application shop)",
    ],
    ["an Argo CD manager", { managedFields: [{ manager: "argocd-controller" }] }, "Argo CD"],
    [
      "a Flux kustomization",
      { labels: { "kustomize.toolkit.fluxcd.io/name": "apps" } },
      "Flux (kustomization apps)",
    ],
    ["a Flux Helm release", { labels: { "helm.toolkit.fluxcd.io/name": "shop" } }, "Flux (helmrelease shop)"],
    ["a Helm release", { annotations: { "meta.helm.sh/release-name": "shop" } }, "Helm (release shop)"],
    ["kubectl", { managedFields: [{ manager: "kubectl" }] }, undefined],
    ["nobody", {}, undefined],
  ])("are found by %s", (_, metadata, name) => {
    expect(gitOpsOwner(object("Deployment", "a", { metadata }))?.name).toBe(name);
  });
});
