import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { verbs } from "../commands/index.ts";
import { findVerb } from "../commands/typed.ts";
import { readerOf } from "../commands/words.ts";

const root = path.join(import.meta.dirname, "..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");
const sources = globSync("{src,commands,jobs,views}/**/*.ts", { cwd: root });

/** What stands between back quotes in the texts of a program: in templates, where they are escaped, and in plain strings. */
function spansOfProgram(source: string): string[] {
  const inTemplates = source.matchAll(/\\`([^`\\]+)\\`/gu);
  const strings = [...source.matchAll(/"(?:[^"\\\n]|\\.)*"/gu)].map(([text]) => text).join("\n");
  const inStrings = strings.matchAll(/`([^`\n]+)`/gu);
  return [...inTemplates, ...inStrings].map(([, span = ""]) => span);
}

/** What a person could take for a command, but could not type as it stands. */
function isIncomplete(span: string): boolean {
  const [first = ""] = span.split(" ");
  return verbs.some(({ name }) => name === first) || first === "${usage}" || first.startsWith("--");
}

const commands = sources.flatMap((file) =>
  spansOfProgram(read(file))
    .filter((span) => /^(?:\/release|\$\{command\}) [a-z]/u.test(span))
    .map((span) => ({ file, span })),
);

describe("what people are told to type", () => {
  it("is whole in all texts of the program", () => {
    const incomplete = sources.flatMap((file) =>
      spansOfProgram(read(file))
        .filter(isIncomplete)
        .map((span) => `${file}: ${span}`),
    );
    expect(incomplete).toEqual([]);
  });

  it("is whole in docs/problems.md", () => {
    const spans = [...read("docs/problems.md").matchAll(/`([^`]+)`/gu)].map(([, span = ""]) => span);
    expect(spans.filter(isIncomplete)).toEqual([]);
  });

  it.each(commands)("$span, as $file says, is understood", ({ span }) => {
    const typed = span.replace(/^\S+ /u, "").replaceAll(/\$\{[^}]*\}/gu, "x");
    const { verb, rest } = findVerb(typed, "/release", verbs);
    const options = [...verb.usage.matchAll(/\[--([a-z-]+)(\s)?/gu)].map(
      ([, name = "", value]) => [name, value === undefined ? "flag" : "text"] as const,
    );
    expect(readerOf(verb.usage, Object.fromEntries(options))(rest)).toBeDefined();
  });
});
