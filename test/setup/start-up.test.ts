import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.join(import.meta.dirname, "../..");
const imports = /^(?:import|export)\s(?!type\s)[\w\s{},*]+\sfrom\s"([^"]+)";/gmu;

/** The libraries that a file loads as it is imported, through whatever it imports itself. */
function librariesOf(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const names = [...readFileSync(file, "utf8").matchAll(imports)].map(([, name = ""]) => name);
  return names.flatMap((name) => {
    if (name.startsWith("node:")) return [];
    return name.startsWith(".") ? librariesOf(path.resolve(path.dirname(file), name), seen) : [name];
  });
}

function startOf(...files: string[]): string[] {
  return [...new Set(files.flatMap((file) => librariesOf(path.join(root, file))))].toSorted();
}

test("no start waits for a library that it can do without", () => {
  expect(startOf("src/config.ts", "src/slipway.ts", "src/connect-slack.ts")).toEqual([
    "@slack/bolt/dist/App.js",
    "@slack/bolt/dist/receivers/HTTPModuleFunctions.js",
    "@slack/bolt/dist/receivers/HTTPReceiver.js",
    "@slack/bolt/dist/receivers/SocketModeReceiver.js",
    "@slack/web-api",
    "bullmq",
    "ioredis",
    "leven",
    "pino",
    "semver",
    "yaml",
    "zod",
  ]);
});

test("what acts as soon as it is imported begins with the compile cache", () => {
  expect(startOf("src/main.ts")).toEqual([]);
});

test("a process that only reads notes loads no library", () => {
  expect(
    startOf("src/git/mirror.ts", "src/release/notes/notes.ts", "src/release/notes/notes-markdown.ts"),
  ).toEqual([]);
});
