import { type JsonObject, at, numberAt, objectAt, objectsAt, textAt } from "../../demo/cluster/json.ts";
import type { Case } from "./case.ts";
import { type Client, conditionOf, deployment, isRolledOut, poll } from "./server.ts";

const statefulSets = "apps/v1 statefulsets";
const daemonSets = "apps/v1 daemonsets";
const jobs = "batch/v1 jobs";
const pods = "v1 pods";

function workload(kind: string, tag: string, spec: JsonObject = {}): JsonObject {
  const body = deployment("app", spec, { containers: [{ name: "app", image: `nexus:${tag}` }] });
  return { ...body, kind };
}

function job(spec: JsonObject, annotations: JsonObject = {}): JsonObject {
  const template = {
    metadata: { annotations },
    spec: { restartPolicy: "Never", containers: [{ name: "app", image: "migrate:1" }] },
  };
  return { apiVersion: "batch/v1", kind: "Job", metadata: { name: "job" }, spec: { template, ...spec } };
}

function statefulSetDone(one: JsonObject): boolean {
  const status = objectAt(one, "status");
  const wanted = at(one, "spec", "replicas");
  const isSeen = status["observedGeneration"] === at(one, "metadata", "generation");
  return (
    isSeen &&
    status["updatedReplicas"] === wanted &&
    status["readyReplicas"] === wanted &&
    status["currentRevision"] === status["updateRevision"]
  );
}

function isHalfDone(one: JsonObject): boolean {
  return numberAt(one, "status", "updatedReplicas") === 1 && numberAt(one, "status", "readyReplicas") === 2;
}

function daemonSetDone(one: JsonObject): boolean {
  const status = objectAt(one, "status");
  const isSeen = status["observedGeneration"] === at(one, "metadata", "generation");
  return isSeen && status["updatedNumberScheduled"] === 3 && status["numberAvailable"] === 3;
}

async function images(client: Client): Promise<unknown[]> {
  return (await client.list(pods)).map((one) => [
    textAt(one, "metadata", "name"),
    objectsAt(one, "spec", "containers")[0]?.["image"],
  ]);
}

/** StatefulSets, DaemonSets, Jobs and the logs of their pods. */
export const workloadCases: Case[] = [
  {
    name: "names the pods of a StatefulSet in order and replaces them from the last",
    act: async (client) => {
      await client.apply(statefulSets, workload("StatefulSet", "1", { replicas: 2, serviceName: "app" }));
      const first = await client.until(statefulSets, "app", statefulSetDone);
      await client.apply(statefulSets, workload("StatefulSet", "2", { replicas: 2, serviceName: "app" }));
      const seen: unknown[] = [];
      const second = await poll(async () => {
        for (const one of await images(client))
          if (JSON.stringify(one).includes("nexus:2") && !seen.includes(JSON.stringify(one)))
            seen.push(JSON.stringify(one));
        return client.get(statefulSets, "app");
      }, statefulSetDone);
      return [
        seen,
        await images(client),
        at(first, "status", "updateRevision") === at(second, "status", "updateRevision"),
        numberAt(second, "status", "currentReplicas"),
      ];
    },
    expected: [
      ['["app-1","nexus:2"]', '["app-0","nexus:2"]'],
      [
        ["app-0", "nexus:2"],
        ["app-1", "nexus:2"],
      ],
      false,
      2,
    ],
  },
  {
    name: "leaves the pods of a StatefulSet below its partition alone",
    act: async (client) => {
      const spec = { replicas: 2, serviceName: "app" };
      await client.apply(statefulSets, workload("StatefulSet", "1", spec));
      await client.until(statefulSets, "app", statefulSetDone);
      const updateStrategy = { rollingUpdate: { partition: 1 } };
      await client.apply(statefulSets, workload("StatefulSet", "2", { ...spec, updateStrategy }));
      const object = await client.until(statefulSets, "app", isHalfDone);
      return [await images(client), numberAt(object, "status", "currentReplicas")];
    },
    expected: [
      [
        ["app-0", "nexus:1"],
        ["app-1", "nexus:2"],
      ],
      1,
    ],
  },
  {
    name: "keeps the service name of a StatefulSet",
    act: async (client) => {
      await client.apply(statefulSets, workload("StatefulSet", "1", { replicas: 0, serviceName: "app" }));
      const answer = await client.patch(statefulSets, "app", "merge", { spec: { serviceName: "other" } });
      return [answer.code, textAt(answer.body, "message")];
    },
    expected: [
      422,
      'StatefulSet.apps "app" is invalid: spec.serviceName: Invalid value: "other": field is immutable',
    ],
  },
  {
    name: "runs a DaemonSet on every node and replaces its pods one by one",
    act: async (client) => {
      await client.apply(daemonSets, workload("DaemonSet", "1"));
      const first = await client.until(daemonSets, "app", daemonSetDone);
      await client.apply(daemonSets, workload("DaemonSet", "2"));
      const second = await client.until(daemonSets, "app", daemonSetDone);
      const nodes = new Set((await client.list(pods)).map((one) => textAt(one, "spec", "nodeName")));
      const shown = ["desiredNumberScheduled", "currentNumberScheduled", "numberReady", "numberMisscheduled"];
      return [
        shown.map((field) => at(first, "status", field)),
        nodes.size,
        numberAt(second, "metadata", "generation"),
      ];
    },
    expected: [[3, 3, 3, 0], 3, 2],
  },
  {
    name: "completes a Job",
    act: async (client) => {
      await client.apply(jobs, job({}));
      const object = await client.until(jobs, "job", (one) => conditionOf(one, "Complete") !== undefined);
      const [pod] = await client.list(pods, "?labelSelector=job-name=job");
      return [
        numberAt(object, "status", "succeeded"),
        conditionOf(object, "Complete")?.["reason"],
        at(pod, "status", "phase"),
      ];
    },
    expected: [1, "CompletionsReached", "Succeeded"],
  },
  {
    name: "fails a Job whose pods fail too often",
    act: async (client) => {
      await client.apply(jobs, job({ backoffLimit: 0 }, { "simulate/failure": "Error" }));
      const object = await client.until(jobs, "job", (one) => conditionOf(one, "Failed") !== undefined);
      const [pod] = await client.list(pods);
      const state = at(objectsAt(pod, "status", "containerStatuses")[0], "state", "terminated", "exitCode");
      return [
        numberAt(object, "status", "failed"),
        conditionOf(object, "Failed")?.["reason"],
        at(pod, "status", "phase"),
        state,
      ];
    },
    expected: [1, "BackoffLimitExceeded", "Failed", 1],
  },
  {
    name: "fails a Job that takes too long",
    act: async (client) => {
      await client.apply(jobs, job({ activeDeadlineSeconds: 1 }, { "simulate/failure": "ImagePullBackOff" }));
      const object = await client.until(jobs, "job", (one) => conditionOf(one, "Failed") !== undefined);
      return conditionOf(object, "Failed")?.["reason"];
    },
    expected: "DeadlineExceeded",
  },
  {
    name: "refuses a Job whose pods would restart for ever",
    act: async (client) => {
      const body = job({});
      const spec = { template: { spec: { containers: [{ name: "app", image: "migrate:1" }] } } };
      const answer = await client.post(jobs, { ...body, spec });
      return [answer.code, objectsAt(answer.body, "details", "causes").map((cause) => cause["field"])];
    },
    expected: [422, ["spec.template.spec.restartPolicy"]],
  },
  {
    name: "shows the log of a pod and its last line",
    act: async (client) => {
      await client.apply("apps/v1 deployments", deployment("app"));
      await client.until("apps/v1 deployments", "app", isRolledOut);
      const [pod] = await client.list(pods);
      const log = `${client.path(pods, textAt(pod, "metadata", "name"))}/log`;
      const read = async (query: string) => (await client.server.call("GET", log + query)).text;
      return [
        await read(""),
        await read("?tailLines=1"),
        (await read("?timestamps=true&tailLines=1")).replace(/^\S+/, "TIME"),
      ];
    },
    expected: [
      "starting\nfatal: cannot reach the database at nexus-db:5432: connection refused\n",
      "fatal: cannot reach the database at nexus-db:5432: connection refused\n",
      "TIME fatal: cannot reach the database at nexus-db:5432: connection refused\n",
    ],
  },
  {
    name: "replaces a pod that is deleted",
    act: async (client) => {
      await client.apply("apps/v1 deployments", deployment("app"));
      await client.until("apps/v1 deployments", "app", isRolledOut);
      const [pod] = await client.list(pods);
      const name = textAt(pod, "metadata", "name");
      const answer = await client.remove(pods, name);
      const others = await poll(
        () => client.list(pods),
        (all) => all.length === 1 && textAt(all[0], "metadata", "name") !== name,
      );
      return [answer.body["kind"], others.length];
    },
    expected: ["Pod", 1],
  },
];
