import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeConfiguration } from "../../demo/configuration.ts";
import { readSettings } from "../../src/config/file.ts";
import { freezeAt } from "../../src/release/calendar/freeze.ts";

it("can be tried out on every day of the year", async () => {
  const path = join(tmpdir(), `slipway-try-out-${process.pid}.yaml`);
  await writeConfiguration(path, { repository: "/product", stayUp: 1 });
  const read = readSettings(await readFile(path, "utf8"));
  await rm(path);
  if (!read.ok) throw new Error("the example does not hold");
  const days = Array.from({ length: 400 }, (_, day) => Date.parse("2026-11-01T12:00:00Z") + day * 86_400_000);
  expect(days.filter((day) => freezeAt(day, "minor", "production", read.settings))).toEqual([]);
});
