import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { verbs } from "../../commands/index.ts";
import { findVerb } from "../../commands/typed.ts";
import { ProblemError } from "../../src/release/problem.ts";
import { anyCharacter } from "../any-text.ts";

/** The verb and the rest of a text, or what its problem advises. Other errors are thrown on. */
function find(text: string): string[] {
  try {
    const { verb, rest } = findVerb(text, "/release", verbs);
    return [verb.name, rest];
  } catch (error) {
    if (error instanceof ProblemError) return [error.problem.code, error.problem.advice];
    throw error;
  }
}

describe("findVerb", () => {
  it.each([
    ["", "help", ""],
    ["  \n ", "help", ""],
    ["help", "help", ""],
    ["STATUS", "status", ""],
    ["deploy v1.5.0 staging", "deploy", "v1.5.0 staging"],
    ["  rollback\n v1.4.2  --yes ", "rollback", "v1.4.2  --yes"],
    ["lock staging “load test”", "lock", "staging “load test”"],
  ])("finds the verb of %j", (text, verb, rest) => {
    expect(find(text)).toStrictEqual([verb, rest]);
  });

  it.each(verbs.map(({ name }) => name))("finds %s by its own name and begins its usage with it", (name) => {
    expect(find(name)).toStrictEqual([name, ""]);
    expect(verbs.find((verb) => verb.name === name)?.usage.split(" ")[0]).toBe(name);
  });

  it.each([
    ["depoy v1", "deploy"],
    ["rolback v1", "rollback"],
    ["statsu", "status"],
    ["dep", "deploy"],
    ["--help", "help"],
    ["hist", "history"],
    ["unlok staging", "unlock"],
  ])("advises after %s to type %s", (text, verb) => {
    const usage = verbs.find(({ name }) => name === verb)?.usage;
    expect(find(text)).toStrictEqual(["unknown-verb", `Did you mean \`/release ${usage}\`?`]);
  });

  it.each(["xyzzy", "v1.5.0", "<!channel>", "constructor", "__proto__", "$(id)", "x".repeat(5000)])(
    "sends %s to the help",
    (text) => {
      expect(find(text)).toStrictEqual(["unknown-verb", "Type `/release help` for all of them."]);
    },
  );

  it("quotes at most forty characters of what it did not understand", () => {
    expect(() => findVerb("x".repeat(5000), "/release", verbs)).toThrow(`"${"x".repeat(39)}…"`);
  });

  it("answers every text with a verb or a problem", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        expect(find(text)).toHaveLength(2);
      }),
      { numRuns: 2000 },
    );
  });
});
