import { describe, expect, test } from "vitest";
import { previewChanges } from "../../jobs/plan/preview.ts";
import { refOf } from "../../src/release/run/manifests.ts";
import type { Effect } from "../../src/release/run/plan.ts";
import { fence, openRoom } from "./room.ts";
import { clusterSuite } from "./suite.ts";
import { controlPlaneTarget } from "./target.ts";

/** Only a kubeconfig that was made for tests is ever used; the everyday one may be somebody's production. */
const kubeconfig = process.env["SLIPWAY_TEST_KUBECONFIG"];

describe.skipIf(kubeconfig === undefined)(
  "a real control plane (skipped unless SLIPWAY_TEST_KUBECONFIG names one)",
  () => {
    clusterSuite(() => controlPlaneTarget(kubeconfig ?? ""));

    test("a type and its first object are planned, written and taken away together", async () => {
      await using target = await controlPlaneTarget(kubeconfig ?? "");
      await using room = await openRoom(target);
      const group = `${room.namespace}.example.com`;
      const names = { kind: "Widget", plural: "widgets" };
      const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
      const versions = [{ name: "v1", served: true, storage: true, schema }];
      const type = {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: `widgets.${group}` },
        spec: { group, names, scope: "Namespaced", versions },
      };
      const widget = {
        apiVersion: `${group}/v1`,
        kind: "Widget",
        metadata: { name: "first" },
        spec: { size: 1 },
      };
      const effects: Effect[] = [type, widget].map((object) => ({ do: "apply", object }));
      const changes = await previewChanges(room.cluster, effects, fence(1));
      expect(changes.map(({ what }) => what)).toEqual(["create", "create"]);
      for (const effect of effects)
        expect(await room.cluster.carryOut(effect, fence(1))).toMatchObject({
          outcome: "done",
          changed: true,
        });
      const removal = { do: "remove", ref: refOf(widget) } as const;
      await room.cluster.carryOut({ do: "remove", ref: refOf(type) }, fence(2));
      await expect.poll(() => room.cluster.read([refOf(widget)])).toEqual([undefined]);
      expect(await room.cluster.carryOut(removal, fence(2))).toEqual({ outcome: "done", changed: false });
    });
  },
);
