import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { expect, test } from "vitest";
import { settingsJsonSchema } from "../../src/config/json-schema.ts";
import { shipped } from "./sources.ts";

// Written anew with `vitest run -u test/config`.
test("the JSON Schema that editors read is current", async () => {
  const text = `${JSON.stringify(settingsJsonSchema(), undefined, 2)}\n`;
  await expect(text).toMatchFileSnapshot("../../release.config.schema.json");
});

test("an editor accepts the shipped file and marks a typo", () => {
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(settingsJsonSchema());
  expect(validate(parse(shipped))).toBe(true);
  expect(validate(parse(shipped.replace("timeZone", "timezone")))).toBe(false);
});
