import { type JsonObject, at, textAt } from "../../demo/cluster/json.ts";
import type { Case } from "./case.ts";
import type { Client } from "./server.ts";

const configMaps = "v1 configmaps";

async function put(
  client: Client,
  name: string,
  data: JsonObject,
  labels: JsonObject = {},
): Promise<JsonObject> {
  const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name, labels }, data };
  return (await client.apply(configMaps, body)).body;
}

async function watched(client: Client, query: string, seconds = 1): Promise<unknown[]> {
  const events = await client.server.watch(
    `${client.path(configMaps)}?watch=true&timeoutSeconds=${seconds}${query}`,
  );
  return events.map((event) => [
    event["type"],
    textAt(event, "object", "metadata", "name"),
    at(event, "object", "data"),
  ]);
}

/** Watches: what they begin with, what they leave out, and when they refuse. */
export const watchCases: Case[] = [
  {
    name: "streams every change after a resourceVersion",
    act: async (client) => {
      const first = await put(client, "a", { a: "1" });
      await put(client, "a", { a: "2" });
      await put(client, "b", {});
      await client.remove(configMaps, "a");
      return watched(
        client,
        `&resourceVersion=${textAt(first, "metadata", "resourceVersion")}&fieldSelector=metadata.name!=kube-root-ca.crt`,
      );
    },
    expected: [
      ["MODIFIED", "a", { a: "2" }],
      ["ADDED", "b", undefined],
      ["DELETED", "a", { a: "2" }],
    ],
  },
  {
    name: "begins with what is there",
    act: async (client) => {
      await put(client, "a", { a: "1" });
      return watched(client, "&fieldSelector=metadata.name=a");
    },
    expected: [["ADDED", "a", { a: "1" }]],
  },
  {
    name: "adds and deletes what begins and ceases to match",
    act: async (client) => {
      const first = await put(client, "a", {}, { on: "no" });
      await put(client, "a", { n: "1" }, { on: "yes" });
      await put(client, "a", { n: "2" }, { on: "no" });
      const from = textAt(first, "metadata", "resourceVersion");
      const events = await client.server.watch(
        `${client.path(configMaps)}?watch=true&timeoutSeconds=1&resourceVersion=${from}&labelSelector=on=yes`,
      );
      return events.map((event) => event["type"]);
    },
    expected: ["ADDED", "DELETED"],
  },
  {
    name: "sees a change that comes while it watches",
    act: async (client) => {
      const first = await put(client, "a", { a: "1" });
      const watching = watched(
        client,
        `&resourceVersion=${textAt(first, "metadata", "resourceVersion")}&fieldSelector=metadata.name=a`,
        // On a busy machine the change takes its time.
        4,
      );
      await new Promise((resolve) => setTimeout(resolve, 200));
      await put(client, "a", { a: "2" });
      return watching;
    },
    expected: [["MODIFIED", "a", { a: "2" }]],
  },
];
