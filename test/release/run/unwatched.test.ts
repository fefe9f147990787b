import { expect, it } from "vitest";
import type { JsonObject, KubernetesObject } from "../../../src/release/cluster/kubernetes-object.ts";
import { unwatchedWords } from "../../../src/release/run/unwatched.ts";
import { environment, object } from "./decisions.ts";

const { images } = environment();

function running(kind: string, spec: JsonObject = {}, image = `${images[0]}:v1.5.0`): KubernetesObject {
  const template = { spec: { containers: [{ name: "main", image }] } };
  return object(kind, "nexus", { spec: { template, ...spec } });
}

const nothing = /^$/;
const nightly = object("CronJob", "nightly", { spec: { jobTemplate: { spec: running("Job").spec ?? {} } } });

it.each<[string, KubernetesObject, RegExp]>([
  ["a Deployment", running("Deployment"), nothing],
  ["a CronJob", nightly, nothing],
  ["configuration", object("ConfigMap", "settings"), nothing],
  ["a Rollout of Argo", running("Rollout"), /does not wait for Rollout nexus/],
  ["a Rollout of something else", running("Rollout", {}, "redis:7"), nothing],
  ["OnDelete", running("DaemonSet", { updateStrategy: { type: "OnDelete" } }), /when somebody deletes it/],
  [
    "a partition",
    running("StatefulSet", { updateStrategy: { rollingUpdate: { partition: 2 } } }),
    /first 2 pods back/,
  ],
])("%s", (_name, given, words) => {
  expect(unwatchedWords([given], { images }).join("\n")).toMatch(words);
});
