import { type Case, refusal } from "./case.ts";
import { configMap, configMaps, createApp, deployments } from "./samples.ts";
import { deployment } from "./server.ts";

/** Everything that an API server refuses, and in which words. */
export const refusalCases: Case[] = [
  {
    name: "says which objects are missing",
    act: async (client) => refusal(await client.server.call("GET", client.path(deployments, "none"))),
    expected: { code: 404, reason: "NotFound", message: 'deployments.apps "none" not found', causes: [] },
  },
  {
    name: "refuses objects for a namespace that is not there",
    act: async ({ server }) =>
      refusal(await server.call("POST", "/api/v1/namespaces/no-such/configmaps", configMap("a", {}))),
    expected: { code: 404, reason: "NotFound", message: 'namespaces "no-such" not found', causes: [] },
  },
  {
    name: "refuses a second object of the same name",
    act: async (client) => {
      await createApp(client);
      return refusal(await client.post(deployments, deployment("app")));
    },
    expected: {
      code: 409,
      reason: "AlreadyExists",
      message: 'deployments.apps "app" already exists',
      causes: [],
    },
  },
  {
    name: "names every field that is wrong",
    act: async (client) => {
      const body = deployment("a_B");
      const template = { metadata: { labels: { a: "c" } }, spec: { containers: [{ name: "x" }] } };
      const answer = await client.post(deployments, {
        ...body,
        spec: { selector: { matchLabels: { a: "b" } }, template },
      });
      const { code, reason, causes } = refusal(answer);
      return { code, reason, causes };
    },
    expected: {
      code: 422,
      reason: "Invalid",
      causes: [
        ["FieldValueInvalid", "metadata.name"],
        ["FieldValueInvalid", "spec.template.metadata.labels"],
        ["FieldValueRequired", "spec.template.spec.containers[0].image"],
      ],
    },
  },
  {
    name: "refuses a pod template without containers",
    act: async (client) => {
      const body = deployment("app", {}, { containers: [] });
      return refusal(await client.post(deployments, body));
    },
    expected: {
      code: 422,
      reason: "Invalid",
      message: 'Deployment.apps "app" is invalid: spec.template.spec.containers: Required value',
      causes: [["FieldValueRequired", "spec.template.spec.containers"]],
    },
  },
  {
    name: "refuses to mount a volume that is not declared",
    act: async (client) => {
      const containers = [{ name: "app", image: "nexus:1", volumeMounts: [{ name: "v", mountPath: "/v" }] }];
      return refusal(await client.post(deployments, deployment("app", {}, { containers })));
    },
    expected: {
      code: 422,
      reason: "Invalid",
      message:
        'Deployment.apps "app" is invalid: spec.template.spec.containers[0].volumeMounts[0].name: Not found: "v"',
      causes: [["FieldValueNotFound", "spec.template.spec.containers[0].volumeMounts[0].name"]],
    },
  },
  {
    name: "keeps the selector of a Deployment",
    act: async (client) => {
      await createApp(client);
      const patch = { spec: { selector: { matchLabels: { app: "b" } } } };
      return refusal(await client.patch(deployments, "app", "merge", patch));
    },
    expected: {
      code: 422,
      reason: "Invalid",
      message:
        'Deployment.apps "app" is invalid: [spec.template.metadata.labels: Invalid value: {"app":"app"}: `selector` does not match template `labels`, spec.selector: Invalid value: {"matchLabels":{"app":"b"}}: field is immutable]',
      causes: [
        ["FieldValueInvalid", "spec.template.metadata.labels"],
        ["FieldValueInvalid", "spec.selector"],
      ],
    },
  },
  {
    name: "keeps the template of a Job",
    act: async (client) => {
      const spec = {
        template: { spec: { restartPolicy: "Never", containers: [{ name: "a", image: "b:1" }] } },
      };
      await client.post("batch/v1 jobs", { metadata: { name: "job" }, spec });
      const patch = { spec: { template: { spec: { containers: [{ name: "a", image: "b:2" }] } } } };
      const { code, causes } = refusal(await client.patch("batch/v1 jobs", "job", "strategic-merge", patch));
      return { code, causes };
    },
    expected: { code: 422, causes: [["FieldValueInvalid", "spec.template"]] },
  },
  {
    name: "refuses media types that it does not read",
    act: async (client) => {
      await client.post(configMaps, configMap("a", {}));
      const path = client.path(configMaps, "a");
      return (await client.server.call("PATCH", path, "{}", "application/xml")).code;
    },
    expected: 415,
  },
  {
    name: "knows nothing of paths outside of the API",
    act: async ({ server }) => (await server.call("GET", "/apis/nothing.example/v1/things")).code,
    expected: 404,
  },
];
