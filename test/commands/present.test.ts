import { describe, expect, it } from "vitest";
import { present, presentAtInput } from "../../commands/present.ts";
import type { Log } from "../../src/parts.ts";
import { makeProblem, type ProblemCode, ProblemError } from "../../src/release/problem.ts";

/** A log that keeps what it was told. */
function memory(): { log: Log; lines: [string, object][] } {
  const lines: [string, object][] = [];
  const keep =
    (level: string) =>
    (fields: object): void => {
      lines.push([level, fields]);
    };
  return { lines, log: { info: keep("info"), warn: keep("warn"), error: keep("error") } };
}

const raised = (code: ProblemCode): ProblemError =>
  new ProblemError(makeProblem(code, "It is so.", "Type `/release help`."));

const settings = { command: "/ship" };
const parts = () => ({ log: memory().log, settings });

describe("present", () => {
  it("turns a problem into its words and code", () => {
    const { log, lines } = memory();
    const said = present(raised("bad-version"), { log, settings });
    expect(said.text).toBe("It is so. Type `/ship help`.");
    expect(JSON.stringify(said.blocks)).toContain("bad-version");
    expect(lines).toStrictEqual([["info", { code: "bad-version" }]]);
  });

  it.each([
    ["an error", new Error("password=hunter2")],
    ["a text", "password=hunter2"],
    ["nothing", undefined],
  ])("tells of %s only a reference, and the log the rest", (_name, thrown) => {
    const { log, lines } = memory();
    const said = present(thrown, { log, settings });
    const reference = /reference: ([0-9a-f]{8})\.$/u.exec(said.text)?.[1];
    expect(JSON.stringify(said)).not.toContain("hunter2");
    expect(lines).toStrictEqual([["error", { err: thrown, reference }]]);
  });
});

describe("presentAtInput", () => {
  const blocks = ["environment", "version", "duration", "reason"];
  const at = (code: ProblemCode, inputs = blocks): string[] =>
    Object.keys(presentAtInput(raised(code), inputs, parts()));

  it.each([
    ["bad-version", "version"],
    ["unknown-version", "version"],
    ["bad-duration", "duration"],
    ["bad-text", "reason"],
    ["not-allowed", "environment"],
  ] as const)("says %s at the input %s", (code, input) => {
    expect(at(code)).toStrictEqual([input]);
  });

  it("says it at the first input when the right one is not there, and nowhere without inputs", () => {
    expect(at("bad-duration", ["reason"])).toStrictEqual(["reason"]);
    expect(at("bad-duration", [])).toStrictEqual([]);
  });

  it("writes plain text: no code marks, no reference of its own for problems", () => {
    expect(presentAtInput(raised("bad-version"), ["version"], parts())).toStrictEqual({
      version: "It is so. Type /ship help.",
    });
  });
});
