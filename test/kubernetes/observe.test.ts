import { expect, test } from "vitest";
import { observe, type Shelf } from "../../src/kubernetes/observe.ts";
import type { JsonObject, KubernetesObject } from "../../src/release/cluster/kubernetes-object.ts";

function object(
  kind: string,
  name: string,
  owner?: string,
  more: JsonObject = {},
  labels: JsonObject = {},
): KubernetesObject {
  const ownerReferences = owner === undefined ? [] : [{ uid: owner, controller: true }];
  return { apiVersion: "v1", kind, ...more, metadata: { name, uid: `uid-${name}`, labels, ownerReferences } };
}

function shelvesOf(...objects: KubernetesObject[]) {
  return (_: string, kind: string): Shelf =>
    new Map(objects.filter((one) => one.kind === kind).map((one) => [one.metadata.name, one]));
}

function podNames(kind: string, ...objects: KubernetesObject[]): string[] {
  const { pods } = observe({ apiVersion: "apps/v1", kind, name: "app" }, shelvesOf(...objects));
  return pods.map(({ metadata }) => metadata.name);
}

const template = (image: string, hash?: string): JsonObject => ({
  metadata: { labels: { app: "a", ...(hash !== undefined && { "pod-template-hash": hash }) } },
  spec: { containers: [{ image }] },
});

test("a Deployment's pods are those of the ReplicaSet with its template, whatever the numbers say", () => {
  const objects = [
    object("Deployment", "app", undefined, { spec: { template: template("app:1") } }),
    object("ReplicaSet", "old", "uid-app", { spec: { template: template("app:1", "h1") } }),
    object("ReplicaSet", "new", "uid-app", { spec: { template: template("app:2", "h2") } }),
    object("ReplicaSet", "foreign", "uid-other", { spec: { template: template("app:1", "h3") } }),
    object("Pod", "right", "uid-old"),
    object("Pod", "newer", "uid-new"),
    object("Pod", "stranger", "uid-foreign"),
  ];
  expect(podNames("Deployment", ...objects)).toEqual(["right"]);
});

test("a StatefulSet's pods are those of its update revision", () => {
  const objects = [
    object("StatefulSet", "app", undefined, { status: { updateRevision: "r2" } }),
    object("Pod", "app-0", "uid-app", {}, { "controller-revision-hash": "r1" }),
    object("Pod", "app-1", "uid-app", {}, { "controller-revision-hash": "r2" }),
  ];
  expect(podNames("StatefulSet", ...objects)).toEqual(["app-1"]);
  const ref = { apiVersion: "apps/v1", kind: "StatefulSet", name: "app" };
  const { older } = observe(ref, shelvesOf(...objects));
  expect(older?.map(({ metadata }) => metadata.name)).toEqual(["app-0"]);
});

test("a DaemonSet's pods are those of its newest revision", () => {
  const objects = [
    object("DaemonSet", "app"),
    object("ControllerRevision", "one", "uid-app", { revision: 1 }, { "controller-revision-hash": "h1" }),
    object("ControllerRevision", "two", "uid-app", { revision: 2 }, { "controller-revision-hash": "h2" }),
    object("Pod", "on-a", "uid-app", {}, { "controller-revision-hash": "h1" }),
    object("Pod", "on-b", "uid-app", {}, { "controller-revision-hash": "h2" }),
  ];
  expect(podNames("DaemonSet", ...objects)).toEqual(["on-b"]);
});

test("a workload that is gone has neither object nor pods", () => {
  expect(observe({ apiVersion: "apps/v1", kind: "Deployment", name: "app" }, shelvesOf())).toEqual({
    ref: { apiVersion: "apps/v1", kind: "Deployment", name: "app" },
    pods: [],
  });
});
