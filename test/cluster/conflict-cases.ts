import { objectAt, textAt } from "../../demo/cluster/json.ts";
import { type Case, refusal } from "./case.ts";
import { configMap, configMaps, deployments, owners, withContainer } from "./samples.ts";

/** Server-side apply where several write: conflicts, shared fields, force, and what is refused. */
export const conflictCases: Case[] = [
  {
    name: "names the owner of a field that it would change",
    act: async (client) => {
      await client.apply(deployments, withContainer({}));
      const patch = { spec: { template: { spec: { containers: [{ name: "app", image: "nexus:hand" }] } } } };
      const path = `${client.path(deployments, "app")}?fieldManager=kubectl-edit`;
      await client.server.call("PATCH", path, patch, "application/strategic-merge-patch+json");
      return refusal(await client.apply(deployments, withContainer({ image: "nexus:2" })));
    },
    expected: {
      code: 409,
      reason: "Conflict",
      message:
        'Apply failed with 1 conflict: conflict with "kubectl-edit" using apps/v1: .spec.template.spec.containers[name="app"].image',
      causes: [["FieldManagerConflict", '.spec.template.spec.containers[name="app"].image']],
    },
  },
  {
    name: "names every owner of several fields",
    act: async (client) => {
      await client.apply(configMaps, configMap("a", { a: "1", b: "2" }), "fieldManager=argocd");
      return refusal(await client.apply(configMaps, configMap("a", { a: "8", b: "9" })));
    },
    expected: {
      code: 409,
      reason: "Conflict",
      message: 'Apply failed with 2 conflicts: conflicts with "argocd":\n- .data.a\n- .data.b',
      causes: [
        ["FieldManagerConflict", ".data.a"],
        ["FieldManagerConflict", ".data.b"],
      ],
    },
  },
  {
    name: "shares a field that two apply alike",
    act: async (client) => {
      await client.apply(configMaps, configMap("a", { a: "1" }), "fieldManager=argocd");
      const shared = await client.apply(configMaps, configMap("a", { a: "1" }));
      return [
        shared.code,
        owners(shared.body)
          .map((owner) => textAt(owner, "manager"))
          .toSorted(),
      ];
    },
    expected: [200, ["argocd", "slipway"]],
  },
  {
    name: "takes fields over by force",
    act: async (client) => {
      await client.apply(configMaps, configMap("a", { a: "1", b: "2" }), "fieldManager=argocd");
      const { code, body } = await client.apply(
        configMaps,
        configMap("a", { a: "8" }),
        "fieldManager=slipway&force=true",
      );
      return [
        code,
        body["data"],
        owners(body).map((owner) => [owner["manager"], objectAt(owner, "fields")["f:data"]]),
      ];
    },
    expected: [
      200,
      { a: "8", b: "2" },
      [
        ["argocd", { "f:b": {} }],
        ["slipway", { "f:a": {} }],
      ],
    ],
  },
  {
    name: "takes a resourceVersion in what is applied as a condition",
    act: async (client) => {
      await client.apply(configMaps, configMap("a", { a: "1" }));
      const old = await client.get(configMaps, "a");
      await client.patch(configMaps, "a", "merge", { data: { b: "2" } });
      const resourceVersion = textAt(old, "metadata", "resourceVersion");
      return (await client.apply(configMaps, configMap("a", { a: "3" }, { resourceVersion }))).code;
    },
    expected: 409,
  },
  {
    name: "asks for a field manager",
    act: async (client) => refusal(await client.apply(configMaps, configMap("a", {}), "")),
    expected: {
      code: 422,
      reason: "Invalid",
      message:
        'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      causes: [["FieldValueRequired", "fieldManager"]],
    },
  },
  {
    name: "refuses a name that is not the path's",
    act: async (client) => {
      const path = `${client.path(configMaps, "b")}?fieldManager=slipway`;
      const body = configMap("a", {});
      return refusal(await client.server.call("PATCH", path, body, "application/apply-patch+yaml"));
    },
    expected: {
      code: 400,
      reason: "BadRequest",
      message: "the name of the object (a) does not match the name on the URL (b)",
      causes: [],
    },
  },
];
