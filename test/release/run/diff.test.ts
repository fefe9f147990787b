import { expect, test } from "vitest";
import { describeChange } from "../../../src/release/run/diff.ts";
import type { Json, JsonObject, KubernetesObject } from "../../../src/release/cluster/kubernetes-object.ts";

function deployment(container: JsonObject, spec: JsonObject = {}, ...others: Json[]): KubernetesObject {
  const template = { spec: { containers: [{ name: "app", image: "r/app:1.4.2", ...container }, ...others] } };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "nexus-app" },
    spec: { template, ...spec },
  };
}

function holder(kind: string, more: JsonObject, metadata: JsonObject = {}): KubernetesObject {
  return { apiVersion: "v1", kind, ...more, metadata: { name: "x", ...metadata } };
}

const plain = deployment({});
const e = (name: string, value: string) => ({ name, value });
const sidecar = { name: "sidecar", image: "s:1" };

test.each<[string, KubernetesObject, KubernetesObject, string[]]>([
  ["an image", plain, deployment({ image: "r/app:1.5.0" }), ["image 1.4.2 → 1.5.0"]],
  ["another image", plain, deployment({ image: "r/web:1.5.0" }), ["image app:1.4.2 → web:1.5.0"]],
  ["another registry", plain, deployment({ image: "q/app:1.4.2" }), ["image r/app:1.4.2 → q/app:1.4.2"]],
  ["replicas", deployment({}, { replicas: 3 }), deployment({}, { replicas: 5 }), ["replicas 3 → 5"]],
  ["new env", plain, deployment({ env: [e("LOG_LEVEL", "x"), e("B", "y")] }), ["+2 env LOG_LEVEL, B"]],
  [
    "env gone",
    deployment({ env: [e("A", "1"), e("B", "2")] }),
    deployment({ env: [e("B", "2")] }),
    ["-1 env A"],
  ],
  [
    "env changed",
    deployment({ env: [e("A", "old")] }),
    deployment({ env: [e("A", "new")] }),
    ["env A changed"],
  ],
  ["a sidecar", plain, deployment({}, {}, sidecar), ["+1 container sidecar"]],
  ["a sidecar gone", deployment({}, {}, sidecar), plain, ["-1 container sidecar"]],
  [
    "which container",
    deployment({}, {}, sidecar),
    deployment({ image: "r/app:2" }, {}, sidecar),
    ["app: image 1.4.2 → 2"],
  ],
  [
    "a limit",
    deployment({ resources: { limits: { memory: "256Mi" } } }),
    deployment({ resources: { limits: { memory: "512Mi" } } }),
    ["memory limit 256Mi → 512Mi"],
  ],
  ["a new limit", plain, deployment({ resources: { limits: { cpu: "1" } } }), ["cpu limit none → 1"]],
  [
    "config",
    holder("ConfigMap", { data: { "app.yaml": "a", gone: "b" } }),
    holder("ConfigMap", { data: { "app.yaml": "b", fresh: "c" } }),
    ["config key app.yaml changed", "-1 config key gone", "+1 config key fresh"],
  ],
  [
    "the first config",
    holder("ConfigMap", {}),
    holder("ConfigMap", { data: { a: "1" } }),
    ["+1 config key a"],
  ],
  [
    "labels",
    holder("Service", {}, { labels: { a: "1" } }),
    holder("Service", {}, { labels: { a: "2", b: "1" } }),
    ["label a changed", "+1 label b"],
  ],
  [
    "other numbers",
    deployment({}, { minReadySeconds: 0 }),
    deployment({}, { minReadySeconds: 5 }),
    ["spec.minReadySeconds 0 → 5"],
  ],
  [
    "other text",
    holder("Service", { spec: { type: "A" } }),
    holder("Service", { spec: { type: "B" } }),
    ["spec.type changed"],
  ],
])("says in words: %s", (_, before, after, words) => {
  const change = describeChange(before, after);
  expect(change.words).toEqual(words);
  expect(change.what).toBe("change");
});

test("never tells a Secret's values", () => {
  const before = holder("Secret", { data: { password: "b2xk" } });
  const after = holder("Secret", { data: { password: "bmV3", token: "dG9rZW4=" } });
  const { words } = describeChange(before, after);
  expect(words).toEqual(["secret key password changed", "+1 secret key token"]);
});

test("never tells the value of an environment variable", () => {
  const change = describeChange(
    plain,
    deployment({ env: [e("PASSWORD", "hunter2")], args: ["--key=hunter2"] }),
  );
  expect(JSON.stringify(change)).not.toContain("hunter2");
});

test("says nothing of what the server and Slipway write themselves", () => {
  const marks = { "slipway.dev/run": "2", "deployment.kubernetes.io/revision": "9" };
  const after: KubernetesObject = {
    ...plain,
    metadata: {
      name: "nexus-app",
      resourceVersion: "8",
      generation: 4,
      managedFields: [{}],
      annotations: marks,
      labels: { "slipway.dev/version": "v2" },
    },
    status: { replicas: 1 },
  };
  expect(describeChange(plain, after)).toMatchObject({ what: "keep", words: [] });
});

test("stays short", () => {
  const env = Array.from({ length: 12 }, (_, index) => e(`E${index}`, "old"));
  const changed = env.map(({ name }) => e(name, "new"));
  const { words } = describeChange(deployment({ env }), deployment({ env: changed }));
  expect(words).toHaveLength(8);
  expect(words.at(-1)).toBe("and 5 more");
});

test("tells what comes and what goes", () => {
  expect(describeChange(undefined, deployment({}, { replicas: 3 }))).toMatchObject({
    what: "create",
    words: ["image app:1.4.2", "replicas 3"],
  });
  expect(describeChange(plain, undefined)).toMatchObject({ what: "remove", ref: { name: "nexus-app" } });
});
