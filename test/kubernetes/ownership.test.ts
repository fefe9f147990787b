import { expect, test } from "vitest";
import { gatheredOwnership } from "../../src/kubernetes/ownership.ts";
import type { JsonObject, KubernetesObject } from "../../src/release/cluster/kubernetes-object.ts";

function owned(...managedFields: JsonObject[]): KubernetesObject {
  return { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "app", managedFields } };
}

function entry(manager: string, operation: string, fieldsV1: JsonObject, more: JsonObject = {}): JsonObject {
  return { manager, operation, apiVersion: "apps/v1", fieldsType: "FieldsV1", fieldsV1, ...more };
}

const applied = entry("slipway", "Apply", { "f:spec": { "f:a": {} } });
const updated = entry("slipway", "Update", { "f:spec": { "f:b": {} }, "f:metadata": {} });
const foreign = entry("kubectl", "Update", { "f:spec": { "f:c": {} } });
const status = entry("slipway", "Update", { "f:status": {} }, { subresource: "status" });

test("what we own by an update joins what we own by an apply", () => {
  const all = { "f:spec": { "f:a": {}, "f:b": {} }, "f:metadata": {} };
  expect(gatheredOwnership(owned(foreign, applied, updated))).toEqual([
    foreign,
    entry("slipway", "Apply", all),
  ]);
});

test("an update alone becomes an apply", () => {
  expect(gatheredOwnership(owned(updated))).toEqual([{ ...updated, operation: "Apply" }]);
});

test("there is nothing to do without an update of ours", () => {
  expect(gatheredOwnership(owned(foreign, applied, status))).toBeUndefined();
});
