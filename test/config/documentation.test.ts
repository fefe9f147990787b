import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { settingsJsonSchema } from "../../src/config/json-schema.ts";

const page = readFileSync(new URL("../../docs/configuration.md", import.meta.url), "utf8");

/** The rows of the page's tables of keys: the default, written as the page writes it, by key. */
const documented = new Map(
  page
    .split("\n")
    .filter((line) => line.startsWith("| `") && line.split("|").length === 7)
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .map((cells) => [cells[1]?.replaceAll("`", "") ?? "", cells[3] ?? ""]),
);

const node = z.looseObject({
  properties: z.record(z.string(), z.unknown()).default({}),
  required: z.array(z.string()).default([]),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  oneOf: z.array(z.unknown()).default([]),
  default: z.unknown().optional(),
});

const described = z.looseObject({ description: z.string() });

type Found = [key: string, required: boolean, standard: unknown];

function keysOf(schema: unknown, path: string, isRequired: boolean): Found[] {
  const read = node.safeParse(schema);
  if (!read.success) return [];
  const { properties, required, additionalProperties, items, oneOf } = read.data;
  const below = path === "" ? "" : `${path}.`;
  return [
    ...(path === "" || path.endsWith("[]") ? [] : [[path, isRequired, read.data.default] satisfies Found]),
    ...Object.entries(properties).flatMap(([key, value]) =>
      keysOf(value, `${below}${key}`, required.includes(key)),
    ),
    // What people name themselves has a row where it is said what it is: a role, not the text of a heading.
    ...(described.safeParse(additionalProperties).success
      ? keysOf(additionalProperties, `${below}<role>`, false)
      : []),
    ...keysOf(items, `${path}[]`, false),
    ...oneOf.flatMap((branch) => keysOf(branch, path, isRequired)),
  ];
}

const existing = new Map(
  keysOf(settingsJsonSchema(), "", true).map(([key, ...facts]): [string, unknown[]] => [key, facts]),
);

test("the page documents every key, and none that does not exist", () => {
  expect(existing.size).toBeGreaterThan(45);
  expect([...documented.keys()].toSorted()).toEqual([...existing.keys()].toSorted());
});

function defaultOf(key: string): string {
  const [isRequired, standard] = existing.get(key) ?? [];
  if (isRequired === true) return "**required**";
  if (standard === undefined) return "—";
  return `\`${typeof standard === "string" ? standard : JSON.stringify(standard)}\``;
}

test.each([...documented])("the default of %s is on the page as it is", (key, shown) => {
  expect(shown).toBe(defaultOf(key));
});
