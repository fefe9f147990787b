import {
  type JsonObject,
  at,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
  without,
} from "../../demo/cluster/json.ts";
import type { Case } from "./case.ts";
import { deployments, pods, progress, replicaSets, revision, rolledOut, version } from "./samples.ts";
import { type Client, conditionOf, isRolledOut, poll } from "./server.ts";

async function revisions(client: Client): Promise<unknown[]> {
  const found = (await client.list(replicaSets)).map((one) => [
    objectsAt(one, "spec", "template", "spec", "containers")[0]?.["image"],
    textAt(one, "metadata", "annotations", revision),
    textAt(one, "metadata", "annotations", "deployment.kubernetes.io/revision-history"),
    at(one, "spec", "replicas"),
  ]);
  return found.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

function isPaused(one: JsonObject): boolean {
  return progress(one)[1] === "DeploymentPaused" && numberAt(one, "status", "observedGeneration") === 2;
}

/** Deployments: ReplicaSets and revisions, waves, pauses, deadlines. */
export const rolloutCases: Case[] = [
  {
    name: "rolls a Deployment out and says so",
    act: async (client) => {
      const object = await rolledOut(client, version("1", { replicas: 2 }));
      return [
        without(objectAt(object, "status"), "conditions", "terminatingReplicas"),
        progress(object),
        conditionOf(object, "Available")?.["reason"],
      ];
    },
    expected: [
      { observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 },
      ["True", "NewReplicaSetAvailable"],
      "MinimumReplicasAvailable",
    ],
  },
  {
    name: "gives an old template its ReplicaSet back under a new revision",
    act: async (client) => {
      await rolledOut(client, version("1"));
      await rolledOut(client, version("2"));
      const object = await rolledOut(client, version("1"));
      const settled = await poll(
        () => revisions(client),
        (all) => JSON.stringify(all).includes('"2","",0'),
      );
      return [textAt(object, "metadata", "annotations", revision), settled];
    },
    expected: [
      "3",
      [
        ["nexus:1", "3", "1", 1],
        ["nexus:2", "2", "", 0],
      ],
    ],
  },
  {
    name: "labels ReplicaSet and pods with the hash of their template",
    act: async (client) => {
      await rolledOut(client, version("1"));
      const [set] = await client.list(replicaSets);
      const [pod] = await client.list(pods);
      const hash = textAt(set, "metadata", "labels", "pod-template-hash");
      return [
        textAt(set, "metadata", "name") === `app-${hash}`,
        at(set, "spec", "selector", "matchLabels", "pod-template-hash") === hash,
        textAt(pod, "metadata", "labels", "pod-template-hash") === hash,
        textAt(pod, "metadata", "name").startsWith(`app-${hash}-`),
        objectsAt(set, "metadata", "ownerReferences").map((owner) => [
          owner["kind"],
          owner["name"],
          owner["controller"],
        ]),
      ];
    },
    expected: [true, true, true, true, [["Deployment", "app", true]]],
  },
  {
    name: "keeps to maxSurge and maxUnavailable in waves",
    act: async (client) => {
      const strategy = { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
      await rolledOut(client, version("1", { replicas: 3, strategy }));
      await client.apply(deployments, version("2", { replicas: 3, strategy }));
      const seen = { most: 0, least: 9 };
      await poll(
        async () => {
          const sizes = (await client.list(replicaSets)).map((one) => numberAt(one, "spec", "replicas"));
          seen.most = Math.max(
            seen.most,
            sizes.reduce((total, size) => total + size, 0),
          );
          return client.get(deployments, "app");
        },
        (object) => {
          seen.least = Math.min(seen.least, numberAt(object, "status", "availableReplicas"));
          return isRolledOut(object);
        },
      );
      return seen;
    },
    expected: { most: 4, least: 3 },
  },
  {
    name: "forgets old ReplicaSets beyond the history limit",
    act: async (client) => {
      for (const tag of ["1", "2", "3"]) await rolledOut(client, version(tag, { revisionHistoryLimit: 1 }));
      const left = await poll(
        () => revisions(client),
        (all) => all.length === 2,
      );
      return left.map((one) => (Array.isArray(one) ? one[0] : one));
    },
    expected: ["nexus:2", "nexus:3"],
  },
  {
    name: "does nothing while it is paused",
    act: async (client) => {
      await rolledOut(client, version("1"));
      await client.apply(deployments, version("2", { paused: true }));
      const object = await client.until(deployments, "app", isPaused);
      return [
        progress(object),
        numberAt(object, "status", "updatedReplicas"),
        (await client.list(replicaSets)).length,
      ];
    },
    expected: [["Unknown", "DeploymentPaused"], 0, 1],
  },
  {
    name: "counts a pod as available only after minReadySeconds",
    act: async (client) => {
      await client.apply(deployments, version("1", { minReadySeconds: 2 }));
      const ready = await client.until(
        deployments,
        "app",
        (one) => numberAt(one, "status", "readyReplicas") === 1,
      );
      const done = await client.until(deployments, "app", isRolledOut);
      return [ready, done].map((one) => numberAt(one, "status", "availableReplicas"));
    },
    expected: [0, 1],
  },
  {
    name: "stops the old pods first where it is told to recreate",
    act: async (client) => {
      const strategy = { type: "Recreate" };
      await rolledOut(client, version("1", { strategy }));
      await client.apply(deployments, version("2", { strategy }));
      let most = 0;
      await poll(
        () => client.get(deployments, "app"),
        (object) => {
          most = Math.max(most, numberAt(object, "status", "replicas"));
          return isRolledOut(object) && textAt(object, "metadata", "annotations", revision) === "2";
        },
      );
      return most;
    },
    expected: 1,
  },
  {
    name: "scales by the scale subresource without a new revision",
    act: async (client) => {
      await rolledOut(client, version("1"));
      const path = `${client.path(deployments, "app")}/scale`;
      const answer = await client.server.call(
        "PATCH",
        path,
        { spec: { replicas: 3 } },
        "application/merge-patch+json",
      );
      const object = await client.until(
        deployments,
        "app",
        (one) => isRolledOut(one) && numberAt(one, "spec", "replicas") === 3,
      );
      return [
        answer.body["kind"],
        numberAt(object, "status", "readyReplicas"),
        textAt(object, "metadata", "annotations", revision),
      ];
    },
    expected: ["Scale", 3, "1"],
  },
];
