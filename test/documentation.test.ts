import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { verbs } from "../commands/index.ts";
import { phases } from "../src/release/run/run.ts";

const root = path.join(import.meta.dirname, "..");
const read = (page: string): string => readFileSync(path.join(root, "docs", page), "utf8");

describe.each(["architecture.md", "add-a-verb.md", "add-an-adapter.md", "problems.md"])("docs/%s", (page) => {
  it("names only files and folders that are there", () => {
    const named = [...read(page).matchAll(/`((?:src|commands|jobs|views|test|docs)\/[\w./-]+)`/gu)];
    const missing = named.map(([, file = ""]) => file).filter((file) => !existsSync(path.join(root, file)));
    expect(missing).toStrictEqual([]);
  });
});

describe("docs/architecture.md", () => {
  it("has a sentence for every phase, and for no other", () => {
    const explained = [...read("architecture.md").matchAll(/^- \*\*([a-z ]+)\*\*: /gmu)].map(
      ([, phase]) => phase,
    );
    expect(explained).toHaveLength(phases.length);
    expect(new Set(explained)).toStrictEqual(new Set(phases));
  });
});

describe("README.md", () => {
  it("tells of every verb", () => {
    const table = readFileSync(path.join(root, "README.md"), "utf8").split("## Commands")[1] ?? "";
    const told = [...table.matchAll(/^\| `\/release ([a-z\\|]+)/gmu)].flatMap(([, words = ""]) =>
      words.split("\\|"),
    );
    const names = verbs.map(({ name }) => name).filter((name) => name !== "help");
    expect(new Set(told)).toStrictEqual(new Set(names));
  });
});
