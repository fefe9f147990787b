import { z } from "zod";
import { settingsSchema } from "./schema.ts";

type SchemaNode = z.core.JSONSchema.JSONSchema;

/** JSON Schema (2020-12) of the configuration file as people write it, for editors. */
export function settingsJsonSchema(): SchemaNode {
  return z.toJSONSchema(settingsSchema, { io: "input" });
}

/** The node of the schema that describes the value at a path; of a union, the branch whose `kind` the value has. */
export function schemaAt(path: readonly PropertyKey[], value: unknown): SchemaNode | undefined {
  let node: SchemaNode | undefined = branchOf(settingsJsonSchema(), value);
  let here = value;
  for (const key of path) {
    here = childOf(here, key);
    node = node && branchOf(step(node, key), here);
  }
  return node;
}

function step(node: SchemaNode, key: PropertyKey): SchemaNode | undefined {
  const next =
    typeof key === "number" ? node.items : (node.properties?.[String(key)] ?? node.additionalProperties);
  return typeof next === "object" && !Array.isArray(next) ? next : undefined;
}

function branchOf(node: SchemaNode | undefined, value: unknown): SchemaNode | undefined {
  const kind = childOf(value, "kind");
  return node?.oneOf?.find((branch) => kindOf(branch) === kind) ?? node;
}

function kindOf(branch: SchemaNode): unknown {
  return childOf(branch.properties?.["kind"], "const");
}

/** The value under a key of an object or list; undefined where there is none. */
export function childOf(value: unknown, key: PropertyKey): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
