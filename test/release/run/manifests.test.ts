import { describe, expect, test } from "vitest";
import { imagesOf, parseImage } from "../../../src/release/cluster/images.ts";
import type { JsonObject } from "../../../src/release/cluster/kubernetes-object.ts";
import {
  labelValue,
  orderInWaves,
  prepareObjects,
  removedSince,
} from "../../../src/release/run/manifests.ts";
import { ProblemError } from "../../../src/release/problem.ts";
import { deployment, object } from "../cluster/objects.ts";

const environment = {
  name: "staging",
  namespace: "nexus-staging",
  images: ["registry.example:5000/nexus-app"],
  imageTag: "number" as const,
};

function prepare(objects: JsonObject[], version = "v1.5.0") {
  return prepareObjects({ objects, environment, version, tagPrefix: "v" });
}

function problemOf(act: () => unknown) {
  try {
    act();
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  return undefined;
}

const app = deployment("nexus-app", "registry.example:5000/nexus-app:dev");

describe("preparing manifests", () => {
  test.each([
    ["nginx", { repository: "nginx" }],
    ["host:5000/team/app", { repository: "host:5000/team/app" }],
    ["host:5000/team/app:1.4.2", { repository: "host:5000/team/app", tag: "1.4.2" }],
    ["app@sha256:abc", { repository: "app", digest: "sha256:abc" }],
    ["app:1@sha256:abc", { repository: "app", tag: "1", digest: "sha256:abc" }],
  ])("reads the image reference %s", (image, parts) => {
    expect(parseImage(image)).toEqual(parts);
  });

  test.each([
    ["number", "v1.5.0", "1.5.0"],
    ["tag", "v1.5.0", "v1.5.0"],
    ["number", "v1.0.1-hotfix.1", "1.0.1-hotfix.1"],
  ] as const)("sets image tags by %s", (imageTag, version, tag) => {
    const target = { ...environment, imageTag };
    const [first] = prepareObjects({ objects: [app], environment: target, version, tagPrefix: "v" });
    expect(first && imagesOf(first)).toEqual([`registry.example:5000/nexus-app:${tag}`]);
  });

  test("leaves digests and other repositories alone", () => {
    const pinned = "registry.example:5000/nexus-app@sha256:abc";
    const mixed = deployment("a", pinned, "redis:7", "registry.example:5000/nexus-app-extra:1");
    expect(prepare([app, mixed]).map(imagesOf)[1]).toEqual([
      pinned,
      "redis:7",
      "registry.example:5000/nexus-app-extra:1",
    ]);
  });

  test("reaches the init containers of a CronJob", () => {
    const pod = {
      spec: { initContainers: [{ image: "registry.example:5000/nexus-app" }], containers: [{ image: "x" }] },
    };
    const cron = object("CronJob", "c", { spec: { jobTemplate: { spec: { template: pod } } } });
    expect(prepare([cron]).flatMap(imagesOf)).toEqual(["registry.example:5000/nexus-app:1.5.0", "x"]);
  });

  test("labels pod templates that run the product, and no others", () => {
    const [ours, database] = prepare([app, deployment("nexus-db", "postgres:17")]);
    expect(ours).toMatchObject({
      metadata: { labels: { "slipway.dev/version": "v1.5.0" } },
      spec: { template: { metadata: { labels: { "slipway.dev/version": "v1.5.0" } } } },
    });
    expect(database).toMatchObject({ metadata: { labels: { "slipway.dev/version": "v1.5.0" } } });
    expect(JSON.stringify(database?.spec)).not.toContain("slipway.dev");
  });

  test("gives objects the namespace of the environment, but not those of the whole cluster", () => {
    const prepared = prepare([app, object("ConfigMap", "c"), object("ClusterRole", "r")]);
    expect(prepared.map(({ metadata }) => metadata.namespace)).toEqual([
      "nexus-staging",
      "nexus-staging",
      undefined,
    ]);
  });

  test("flattens lists within lists", () => {
    const inner = { apiVersion: "v1", kind: "ConfigMapList", items: [object("ConfigMap", "inner")] };
    const list = { apiVersion: "v1", kind: "List", items: [app, inner] };
    expect(prepare([list]).map(({ metadata }) => metadata.name)).toEqual(["nexus-app", "inner"]);
  });

  test.each([
    [
      "a foreign namespace",
      [app, object("ConfigMap", "c", { metadata: { namespace: "prod" } })],
      "manifests-invalid",
    ],
    ["a duplicate", [app, app], "manifests-invalid"],
    ["no kind", [{ apiVersion: "v1", metadata: { name: "x" } }], "manifests-invalid"],
    [
      "an annotation that is no text",
      [{ ...app, metadata: { name: "a", annotations: { "prometheus.io/scrape": true } } }],
      "manifests-invalid",
    ],
    [
      "a label of pods that is no text",
      [
        {
          ...app,
          spec: { template: { metadata: { labels: { tier: 1 } }, spec: { containers: [{ name: "c" }] } } },
        },
      ],
      "manifests-invalid",
    ],
    ["no name", [{ apiVersion: "v1", kind: "Service", metadata: {} }], "manifests-invalid"],
    ["no configured image", [deployment("other", "redis:7")], "image-not-found"],
    ["no workload at all", [object("ConfigMap", "c")], "image-not-found"],
  ])("refuses %s", (_, objects, code) => {
    expect(problemOf(() => prepare(objects))?.code).toBe(code);
  });

  test("says which images there are when none is the configured one", () => {
    expect(problemOf(() => prepare([deployment("other", "redis:7")]))?.what).toContain("redis:7");
  });

  test("does not change what it was given", () => {
    const before = structuredClone(app);
    prepare([app]);
    expect(app).toEqual(before);
  });

  test.each([
    ["v1.5.0", "v1.5.0"],
    ["v1.5.0+build.7", "v1.5.0-build.7"],
    [`v${"1".repeat(80)}`, `v${"1".repeat(62)}`],
    ["v1.0.0-", "v1.0.0"],
  ])("makes a label value of %s", (version, value) => {
    expect(labelValue(version)).toBe(value);
  });
});

describe("waves", () => {
  test("go from the ground up", () => {
    const kinds = [
      "Ingress",
      "Deployment",
      "Widget",
      "Job",
      "Service",
      "Secret",
      "ServiceAccount",
      "Namespace",
    ];
    const waves = orderInWaves(kinds.map((kind) => object(kind, kind.toLowerCase())));
    const order = waves.map(({ name, effects }) => {
      const inside = effects.flatMap((effect) => (effect.do === "remove" ? [] : effect.object.kind));
      return [name, inside.join(" ")];
    });
    expect(order).toEqual([
      ["namespaces", "Namespace"],
      ["identities", "ServiceAccount"],
      ["configuration", "Secret"],
      ["network", "Service"],
      ["jobs", "Job"],
      ["workloads", "Deployment Widget"],
      ["edges", "Ingress"],
    ]);
  });

  test("carry the digest of each Secret", () => {
    const [wave] = orderInWaves([object("Secret", "s")], { "core/Secret/s": "d1" });
    expect(wave?.effects[0]).toMatchObject({ do: "apply", secretDigest: "d1" });
  });
});

test("removes what is gone, but never what holds data or tells what was done", () => {
  const kept = ["Namespace", "PersistentVolumeClaim", "CustomResourceDefinition", "Job"];
  const before = [...kept, "ConfigMap", "Service"].map((kind) => object(kind, "x"));
  const after = [object("Service", "x")];
  expect(removedSince(before, after)).toEqual([{ apiVersion: "v1", kind: "ConfigMap", name: "x" }]);
});

test("knows an object again whatever the version of its API group", () => {
  const before = object("HorizontalPodAutoscaler", "a", { apiVersion: "autoscaling/v1" });
  const after = object("HorizontalPodAutoscaler", "a", { apiVersion: "autoscaling/v2" });
  expect(removedSince([before], [after])).toEqual([]);
});
