import { at, listAt, objectAt, objectsAt, textAt, without } from "../../demo/cluster/json.ts";
import { type Case, refusal } from "./case.ts";
import { configMap, configMaps, createApp, deployments, namesOf } from "./samples.ts";
import { deployment } from "./server.ts";

const changed = "the object has been modified; please apply your changes to the latest version and try again";

/** Reading, creating, changing and deleting single objects, and every refusal on the way. */
export const objectCases: Case[] = [
  {
    name: "fills in what a Deployment leaves open",
    act: async (client) => {
      const probe = { httpGet: { port: 80 } };
      const env = [{ name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }];
      const container = {
        name: "app",
        image: "nexus",
        ports: [{ containerPort: 80 }],
        readinessProbe: probe,
        env,
      };
      const volumes = [{ name: "c", configMap: { name: "x" } }, { name: "e" }];
      const body = deployment("app", {}, { containers: [container], volumes });
      const answer = await client.post(deployments, {
        metadata: { name: "app" },
        spec: body["spec"] ?? {},
      });
      return without(objectAt(answer.body, "spec"), "selector");
    },
    expected: {
      replicas: 1,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
      template: {
        metadata: { labels: { app: "app" } },
        spec: {
          containers: [
            {
              name: "app",
              image: "nexus",
              imagePullPolicy: "Always",
              ports: [{ containerPort: 80, protocol: "TCP" }],
              env: [
                { name: "NODE", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "spec.nodeName" } } },
              ],
              readinessProbe: {
                httpGet: { path: "/", port: 80, scheme: "HTTP" },
                timeoutSeconds: 1,
                periodSeconds: 10,
                successThreshold: 1,
                failureThreshold: 3,
              },
              resources: {},
              terminationMessagePath: "/dev/termination-log",
              terminationMessagePolicy: "File",
            },
          ],
          volumes: [
            { name: "c", configMap: { name: "x", defaultMode: 420 } },
            { name: "e", emptyDir: {} },
          ],
          dnsPolicy: "ClusterFirst",
          restartPolicy: "Always",
          schedulerName: "default-scheduler",
          securityContext: {},
          terminationGracePeriodSeconds: 0,
        },
      },
    },
  },
  {
    name: "keeps a Secret's plain text encoded",
    act: async (client) => {
      const answer = await client.post("v1 secrets", { metadata: { name: "s" }, stringData: { a: "b" } });
      return [answer.body["data"], answer.body["type"], answer.body["stringData"]];
    },
    expected: [{ a: "Yg==" }, "Opaque", undefined],
  },
  {
    name: "counts the generation with the specification only",
    act: async (client) => {
      await createApp(client);
      const labelled = await client.patch(deployments, "app", "merge", { metadata: { labels: { a: "b" } } });
      const scaled = await client.patch(deployments, "app", "merge", { spec: { minReadySeconds: 1 } });
      return [labelled, scaled].map((answer) => at(answer.body, "metadata", "generation"));
    },
    expected: [1, 2],
  },
  {
    name: "writes nothing for a change of nothing",
    act: async (client) => {
      await client.post(configMaps, configMap("a", { a: "1" }));
      const before = await client.get(configMaps, "a");
      const after = (await client.patch(configMaps, "a", "merge", { data: { a: "1" } })).body;
      return at(before, "metadata", "resourceVersion") === at(after, "metadata", "resourceVersion");
    },
    expected: true,
  },
  {
    name: "refuses a stale resourceVersion, put or patched",
    act: async (client) => {
      const first = (await client.post(configMaps, configMap("a", { a: "1" }))).body;
      await client.patch(configMaps, "a", "merge", { data: { a: "2" } });
      const put = await client.server.call("PUT", client.path(configMaps, "a"), first);
      const resourceVersion = textAt(first, "metadata", "resourceVersion");
      const patched = await client.patch(configMaps, "a", "merge", { metadata: { resourceVersion } });
      return [refusal(put), patched.code];
    },
    expected: [
      {
        code: 409,
        reason: "Conflict",
        message: `Operation cannot be fulfilled on configmaps "a": ${changed}`,
        causes: [],
      },
      409,
    ],
  },
  {
    name: "replaces what is put",
    act: async (client) => {
      await client.post(configMaps, configMap("a", { a: "1", b: "2" }));
      await client.server.call("PUT", client.path(configMaps, "a"), configMap("a", { b: "3" }));
      return (await client.get(configMaps, "a"))["data"];
    },
    expected: { b: "3" },
  },
  {
    name: "carries out a JSON patch whose test holds, and none whose test fails",
    act: async (client) => {
      await client.post(configMaps, configMap("a", { a: "1" }));
      const wrong = { op: "test", path: "/data/a", value: "9" };
      const change = { op: "replace", path: "/data/a", value: "2" };
      const bad = await client.patch(configMaps, "a", "json", [wrong, change]);
      const missing = await client.patch(configMaps, "a", "json", [{ op: "remove", path: "/nothing/there" }]);
      const good = await client.patch(configMaps, "a", "json", [{ ...wrong, value: "1" }, change]);
      return [refusal(bad), missing.code, good.code, good.body["data"]];
    },
    expected: [
      {
        code: 422,
        reason: "Invalid",
        message: "the server rejected our request due to an error in our request",
        causes: [],
      },
      422,
      200,
      { a: "2" },
    ],
  },
  {
    name: "merges containers and variables of a strategic patch by name",
    act: async (client) => {
      const containers = [
        { name: "app", image: "nexus:1", env: [{ name: "A", value: "1" }] },
        { name: "side", image: "side:1" },
      ];
      await client.post(deployments, deployment("app", { replicas: 0 }, { containers }));
      const env = [
        { name: "B", value: "2" },
        { name: "A", $patch: "delete" },
      ];
      const patch = {
        spec: { template: { spec: { containers: [{ name: "app", image: "nexus:2", env }] } } },
      };
      const { body } = await client.patch(deployments, "app", "strategic-merge", patch);
      return objectsAt(body, "spec", "template", "spec", "containers").map((one) => [
        one["name"],
        one["image"],
        one["env"],
      ]);
    },
    expected: [
      ["app", "nexus:2", [{ name: "B", value: "2" }]],
      ["side", "side:1", undefined],
    ],
  },
  {
    name: "tries a dry run without doing it",
    act: async (client) => {
      const tried = await client.server.call(
        "POST",
        `${client.path(configMaps)}?dryRun=All`,
        configMap("a", { a: "1" }),
      );
      return [tried.code, (await client.server.call("GET", client.path(configMaps, "a"))).code];
    },
    expected: [201, 404],
  },
  {
    name: "lists by label, by name and by page",
    act: async (client) => {
      for (const name of ["a", "b", "c"]) {
        const body = configMap(name, {});
        await client.post(configMaps, { ...body, metadata: { name, labels: { letter: name } } });
      }
      const byLabel = await client.list(configMaps, "?labelSelector=letter+in+(a,c),letter!=c");
      const byName = await client.list(configMaps, "?fieldSelector=metadata.name=b");
      const page = (
        await client.server.call("GET", `${client.path(configMaps)}?labelSelector=letter&limit=2`)
      ).body;
      const rest = await client.list(
        configMaps,
        `?labelSelector=letter&limit=2&continue=${textAt(page, "metadata", "continue")}`,
      );
      return [byLabel, byName, objectsAt(page, "items"), rest].map(namesOf);
    },
    expected: [["a"], ["b"], ["a", "b"], ["c"]],
  },
  {
    name: "deletes only the object that is meant",
    act: async (client) => {
      await client.post(configMaps, configMap("a", {}));
      const other = await client.remove(configMaps, "a", { preconditions: { uid: "other" } });
      const done = await client.remove(configMaps, "a");
      const again = await client.remove(configMaps, "a");
      return [
        other.code,
        at(other.body, "reason"),
        done.body["status"],
        at(done.body, "details", "kind"),
        again.code,
      ];
    },
    expected: [409, "Conflict", "Success", "configmaps", 404],
  },
  {
    name: "answers discovery as lists of resources",
    act: async ({ server }) => {
      const { body } = await server.call("GET", "/apis/apps/v1");
      const found = objectsAt(body, "resources").find((one) => one["name"] === "deployments");
      return [
        body["kind"],
        body["groupVersion"],
        found?.["kind"],
        found?.["namespaced"],
        listAt(found, "shortNames"),
      ];
    },
    expected: ["APIResourceList", "apps/v1", "Deployment", true, ["deploy"]],
  },
];
