import { type JsonObject, at, objectAt, objectsAt, textAt } from "../../demo/cluster/json.ts";
import type { Case } from "./case.ts";
import { configMap, configMaps, deployments, owners, withContainer } from "./samples.ts";
import { type Client } from "./server.ts";

function firstContainer(object: JsonObject): JsonObject {
  return objectsAt(object, "spec", "template", "spec", "containers")[0] ?? {};
}

async function appliedTwice(client: Client, first: JsonObject, second: JsonObject): Promise<JsonObject> {
  await client.apply(deployments, first);
  return firstContainer((await client.apply(deployments, second)).body);
}

/** Server-side apply: who owns what, what goes when it is no longer applied, and conflicts. */
export const applyCases: Case[] = [
  {
    name: "creates what is applied and answers 201, then 200",
    act: async (client) => {
      const first = await client.apply(configMaps, configMap("a", { a: "1" }));
      const second = await client.apply(configMaps, configMap("a", { a: "2" }));
      return [first.code, second.code, second.body["data"]];
    },
    expected: [201, 200, { a: "2" }],
  },
  {
    name: "writes down the fields that were applied",
    act: async (client) =>
      owners((await client.apply(deployments, withContainer({ ports: [{ containerPort: 80 }] }))).body),
    expected: [
      {
        manager: "slipway",
        operation: "Apply",
        fields: {
          "f:spec": {
            "f:replicas": {},
            "f:selector": {},
            "f:template": {
              "f:metadata": { "f:annotations": {}, "f:labels": { "f:app": {} } },
              "f:spec": {
                "f:containers": {
                  'k:{"name":"app"}': {
                    ".": {},
                    "f:name": {},
                    "f:image": {},
                    "f:ports": {
                      'k:{"containerPort":80,"protocol":"TCP"}': { ".": {}, "f:containerPort": {} },
                    },
                  },
                },
                "f:terminationGracePeriodSeconds": {},
              },
            },
          },
        },
      },
    ],
  },
  {
    name: "writes down the fields that were posted",
    act: async (client) =>
      owners((await client.post(configMaps, configMap("a", { a: "1" }, { labels: { x: "y" } }))).body),
    expected: [
      {
        manager: "conformance",
        operation: "Update",
        fields: { "f:data": { ".": {}, "f:a": {} }, "f:metadata": { "f:labels": { ".": {}, "f:x": {} } } },
      },
    ],
  },
  {
    name: "writes nothing when the same is applied again",
    act: async (client) => {
      const first = await client.apply(configMaps, configMap("a", { a: "1" }));
      const second = await client.apply(configMaps, configMap("a", { a: "1" }));
      return at(first.body, "metadata", "resourceVersion") === at(second.body, "metadata", "resourceVersion");
    },
    expected: true,
  },
  {
    name: "takes away what is no longer applied, and keeps what others own",
    act: async (client) => {
      await client.apply(configMaps, configMap("a", { a: "1", b: "2" }, { labels: { x: "y" } }));
      await client.patch(configMaps, "a", "merge", { data: { c: "3" } });
      const { body } = await client.apply(configMaps, configMap("a", { a: "1" }));
      return [body["data"], at(body, "metadata", "labels")];
    },
    expected: [{ a: "1", c: "3" }, undefined],
  },
  {
    name: "merges variables, ports and mounts by their keys",
    act: async (client) => {
      const env = [
        { name: "A", value: "1" },
        { name: "B", value: "2" },
      ];
      const container = await appliedTwice(
        client,
        withContainer({ env, ports: [{ containerPort: 80 }] }),
        withContainer({
          env: [
            { name: "B", value: "3" },
            { name: "C", value: "4" },
          ],
          ports: [{ containerPort: 81 }],
        }),
      );
      return [container["env"], container["ports"]];
    },
    expected: [
      [
        { name: "B", value: "3" },
        { name: "C", value: "4" },
      ],
      [{ containerPort: 81, protocol: "TCP" }],
    ],
  },
  {
    name: "takes away a probe and limits that are no longer applied",
    act: async (client) => {
      const readinessProbe = { httpGet: { path: "/", port: 80 } };
      const resources = { limits: { cpu: "1" } };
      const container = await appliedTwice(
        client,
        withContainer({ readinessProbe, resources }),
        withContainer({}),
      );
      return [container["readinessProbe"], container["resources"]];
    },
    expected: [undefined, {}],
  },
  {
    name: "keeps replicas that somebody else scaled when it does not apply them",
    act: async (client) => {
      const { spec, ...rest } = withContainer({});
      const { replicas: _, ...withoutReplicas } = objectAt({ spec: spec ?? {} }, "spec");
      await client.apply(deployments, { ...rest, spec: withoutReplicas });
      await client.patch(deployments, "app", "merge", { spec: { replicas: 0 } });
      const { code, body } = await client.apply(deployments, {
        ...rest,
        spec: { ...withoutReplicas, minReadySeconds: 1 },
      });
      return [code, at(body, "spec", "replicas")];
    },
    expected: [200, 0],
  },
  {
    name: "tries a dry run of an apply without doing it",
    act: async (client) => {
      const before = (await client.apply(configMaps, configMap("a", { a: "1" }))).body;
      const tried = await client.apply(
        configMaps,
        configMap("a", { a: "2" }),
        "fieldManager=slipway&dryRun=All",
      );
      const after = await client.get(configMaps, "a");
      const versions = [before, tried.body, after].map((object) =>
        textAt(object, "metadata", "resourceVersion"),
      );
      return [tried.body["data"], after["data"], new Set(versions).size];
    },
    expected: [{ a: "2" }, { a: "1" }, 1],
  },
];
