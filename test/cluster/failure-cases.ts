import { type JsonObject, at, listAt, numberAt, objectsAt, textAt } from "../../demo/cluster/json.ts";
import type { Case } from "./case.ts";
import { deployments, pods, progress, replicaSets, rolledOut, version } from "./samples.ts";
import { type Client, conditionOf, deployment, isRolledOut, poll } from "./server.ts";

function isShown(one: JsonObject): boolean {
  const isUnschedulable = conditionOf(one, "PodScheduled")?.["reason"] === "Unschedulable";
  return isUnschedulable || objectsAt(one, "status", "containerStatuses").length > 0;
}

async function stuck(client: Client, annotations: JsonObject, pod: JsonObject = {}): Promise<JsonObject[]> {
  await client.apply(deployments, deployment("app", { progressDeadlineSeconds: 1 }, pod, annotations));
  await client.until(deployments, "app", (object) => progress(object)[1] === "ProgressDeadlineExceeded");
  return poll(
    () => client.list(pods),
    (all) => all.length > 0 && all.every(isShown),
  );
}

function waiting(pod: JsonObject | undefined): unknown[] {
  const status = objectsAt(pod, "status", "containerStatuses")[0];
  return [
    at(pod, "status", "phase"),
    status?.["ready"],
    status?.["restartCount"],
    at(status, "state", "waiting", "reason"),
    at(status, "lastState", "terminated", "exitCode"),
  ];
}

function failedInPart(one: JsonObject): boolean {
  return conditionOf(one, "ReplicaFailure") !== undefined && numberAt(one, "status", "readyReplicas") === 1;
}

/** Deployments that fail, and what is left when one is deleted. */
export const failureCases: Case[] = [
  {
    name: "says when the deadline is over, and keeps the old pods",
    act: async (client) => {
      await rolledOut(client, version("1"));
      const body = deployment(
        "app",
        { progressDeadlineSeconds: 1 },
        {},
        { "simulate/failure": "ImagePullBackOff" },
      );
      await client.apply(deployments, body);
      const object = await client.until(deployments, "app", (one) => progress(one)[0] === "False");
      return [
        progress(object),
        numberAt(object, "status", "availableReplicas"),
        numberAt(object, "status", "unavailableReplicas"),
      ];
    },
    expected: [["False", "ProgressDeadlineExceeded"], 1, 1],
  },
  {
    name: "shows a crash loop",
    act: async (client) => waiting((await stuck(client, { "simulate/failure": "CrashLoopBackOff" }))[0]),
    expected: ["Running", false, 4, "CrashLoopBackOff", 1],
  },
  {
    name: "shows an image that cannot be pulled",
    act: async (client) => waiting((await stuck(client, { "simulate/failure": "ErrImagePull" }))[0]),
    expected: ["Pending", false, 0, "ErrImagePull", undefined],
  },
  {
    name: "shows a configuration that is missing",
    act: async (client) =>
      waiting((await stuck(client, { "simulate/failure": "CreateContainerConfigError" }))[0]),
    expected: ["Pending", false, 0, "CreateContainerConfigError", undefined],
  },
  {
    name: "shows a pod that runs and is never ready",
    act: async (client) => {
      const [pod] = await stuck(client, { "simulate/failure": "NotReady" });
      return [...waiting(pod).slice(0, 2), pod && conditionOf(pod, "Ready")?.["reason"]];
    },
    expected: ["Running", false, "ContainersNotReady"],
  },
  {
    name: "shows a pod that fits no node",
    act: async (client) => {
      const [pod] = await stuck(client, {}, { nodeSelector: { disk: "none-has-it" } });
      const condition = pod && conditionOf(pod, "PodScheduled");
      const events = await client.list("v1 events", "?fieldSelector=reason=FailedScheduling");
      return [
        at(pod, "status", "phase"),
        condition?.["status"],
        condition?.["reason"],
        condition?.["message"],
        events.length > 0,
      ];
    },
    expected: [
      "Pending",
      "False",
      "Unschedulable",
      "0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
      true,
    ],
  },
  {
    name: "lets a ready pod crash later, and keeps calling the rollout a success",
    act: async (client) => {
      await client.apply(deployments, deployment("app", {}, {}, { "simulate/crash-after": "1s" }));
      await client.until(deployments, "app", isRolledOut);
      const object = await client.until(
        deployments,
        "app",
        (one) => numberAt(one, "status", "availableReplicas") === 0,
      );
      return [progress(object), waiting((await client.list(pods))[0])[3]];
    },
    expected: [["True", "NewReplicaSetAvailable"], "CrashLoopBackOff"],
  },
  {
    name: "says that a quota is used up",
    act: async (client) => {
      const quota = {
        apiVersion: "v1",
        kind: "ResourceQuota",
        metadata: { name: "few" },
        spec: { hard: { pods: "1" } },
      };
      await client.post("v1 resourcequotas", quota);
      await client.until("v1 resourcequotas", "few", (one) => at(one, "status", "used", "pods") === "0");
      await client.apply(deployments, version("1", { replicas: 2 }));
      const object = await client.until(deployments, "app", failedInPart);
      const failure = conditionOf(object, "ReplicaFailure");
      const message = textAt(failure, "message").replace(/"[^"]*"/, "NAME");
      const events = await client.list("v1 events", "?fieldSelector=reason=FailedCreate");
      return [failure?.["reason"], message, events.some((event) => event["type"] === "Warning")];
    },
    expected: [
      "FailedCreate",
      "pods NAME is forbidden: exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1",
      true,
    ],
  },
  {
    name: "takes everything along when a Deployment is deleted",
    act: async (client) => {
      await rolledOut(client, version("1"));
      await client.remove(deployments, "app", { propagationPolicy: "Background" });
      const left = async () => [...(await client.list(replicaSets)), ...(await client.list(pods))];
      return (await poll(left, (all) => all.length === 0)).length;
    },
    expected: 0,
  },
  {
    name: "waits for everything that a Deployment owns in the foreground",
    act: async (client) => {
      await rolledOut(client, deployment("app", {}, {}, { "simulate/delete-after": "1s" }));
      const answer = await client.remove(deployments, "app", { propagationPolicy: "Foreground" });
      const going = await client.get(deployments, "app");
      await poll(
        () => client.server.call("GET", client.path(deployments, "app")),
        (one) => one.code === 404,
      );
      return [answer.body["kind"], listAt(going, "metadata", "finalizers"), (await client.list(pods)).length];
    },
    expected: ["Deployment", ["foregroundDeletion"], 0],
  },
  {
    name: "leaves the pods of an orphaned ReplicaSet alone",
    act: async (client) => {
      await rolledOut(client, version("1"));
      await client.remove(deployments, "app", { propagationPolicy: "Orphan" });
      await poll(
        () => client.server.call("GET", client.path(deployments, "app")),
        (one) => one.code === 404,
      );
      const [set] = await client.list(replicaSets);
      return [listAt(set, "metadata", "ownerReferences").length, (await client.list(pods)).length];
    },
    expected: [0, 1],
  },
];
