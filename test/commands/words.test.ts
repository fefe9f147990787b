import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Options, readerOf, readWords, splitWords } from "../../commands/words.ts";
import { ProblemError } from "../../src/release/problem.ts";
import { growsLinearly } from "../growth.ts";
import { anyCharacter } from "../any-text.ts";

const options: Options = { reason: "text", env: "text", yes: "flag", "take-over": "flag" };

/** What a text is read as, or the code and advice of the problem that it raises. Other errors are thrown on. */
function read(text: string): unknown {
  try {
    const { positionals, values, flags } = readWords(text, options);
    return [...positionals, ...Object.entries(values).map(([name, value]) => `${name}=${value}`), ...flags];
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.code;
    throw error;
  }
}

describe("readWords", () => {
  it.each([
    ["", []],
    ["   ", []],
    ["v1.5.0 staging", ["v1.5.0", "staging"]],
    ["  v1.5.0\t staging \n", ["v1.5.0", "staging"]],
    ["v1 --yes", ["v1", "yes"]],
    ["--yes v1 --take-over", ["v1", "yes", "take-over"]],
    ["--env staging v1", ["v1", "env=staging"]],
    ["--env=staging v1", ["v1", "env=staging"]],
    ['v1 --reason "leaks memory"', ["v1", "reason=leaks memory"]],
    ['v1 --reason="leaks memory"', ["v1", "reason=leaks memory"]],
    ["v1 --reason “leaks memory”", ["v1", "reason=leaks memory"]],
    ["v1 --reason=“leaks memory”", ["v1", "reason=leaks memory"]],
    ["v1 —reason “leaks”", ["v1", "reason=leaks"]],
    ["v1 —reason=“leaks memory”", ["v1", "reason=leaks memory"]],
    ["v1 –yes", ["v1", "yes"]],
    ["v1 „unten und oben“", ["v1", "unten und oben"]],
    ['v1 "a – b"', ["v1", "a – b"]],
    ["it's fine", ["it's", "fine"]],
    ["--env a --env b", ["env=b"]],
    ["v1 -- staging", ["v1", "staging"]],
    ["v1 $(rm -rf) `x`;", "unknown-argument"],
    ["v1 $(id) `x`;", ["v1", "$(id)", "`x`;"]],
    ["constructor __proto__", ["constructor", "__proto__"]],
  ])("reads %j", (text, expected) => {
    expect(read(text)).toStrictEqual(expected);
  });

  it.each([
    ["an option that does not exist", "v1 --force", "unknown-argument"],
    ["a short option", "v1 -y", "unknown-argument"],
    ["the names of what every object has", "--constructor x", "unknown-argument"],
    ["the prototype", "--__proto__=x", "unknown-argument"],
    ["an option without its value", "v1 --reason", "missing-argument"],
    ["an option whose value is another option", "v1 --reason --yes", "missing-argument"],
    ["an empty value", 'v1 --reason ""', "missing-argument"],
    ["an empty value after =", "v1 --reason=", "missing-argument"],
    ["a value of spaces", 'v1 --reason "   "', "missing-argument"],
    ["a flag with a value", "v1 --yes=no", "unknown-argument"],
    ["a negated flag", "v1 --no-yes", "unknown-argument"],
    ["an open quotation", 'v1 "leaks', "bad-text"],
    ["an open curly quotation", "v1 “leaks", "bad-text"],
    ["a NUL", "v1\0", "bad-text"],
    ["an escape sequence", "v1 \u001B[31m", "bad-text"],
    ["2,001 characters", "x".repeat(2001), "bad-text"],
  ])("refuses %s", (_name, text, code) => {
    expect(read(text)).toBe(code);
  });

  it.each([
    ["--reson x", "Did you mean --reason? It knows --reason, --env, --yes, --take-over."],
    ["--takeover", "Did you mean --take-over? It knows --reason, --env, --yes, --take-over."],
    ["--zzzzzzzz", "It knows --reason, --env, --yes, --take-over."],
  ])("advises after %s", (text, advice) => {
    expect(() => readWords(text, options)).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ advice }) }),
    );
  });

  it("says so when a verb takes no options", () => {
    expect(() => readWords("--yes", {})).toThrow(
      expect.objectContaining({
        problem: expect.objectContaining({ advice: "This verb takes no options." }),
      }),
    );
  });

  it("answers 10,000 texts with words or a problem, never anything else", () => {
    const piece = fc.oneof(
      fc.string({ unit: anyCharacter, maxLength: 40 }),
      fc.constantFrom(
        "--",
        "—",
        "–",
        "=",
        '"',
        "“",
        "”",
        "„",
        " ",
        "--reason",
        "--yes",
        "\\",
        "--env=",
        "v1.5.0",
      ),
    );
    const text = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.array(piece, { maxLength: 30 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(text, (typed) => {
        expect(read(typed)).toBeDefined();
      }),
      { numRuns: 10_000 },
    );
  });

  it.each(['"', "-", "--a-", " ", "“a”"])("takes linear time on %j, however often", (piece) => {
    expect(growsLinearly((size) => read(piece.repeat(5000 * size)))).toBe(true);
  });
});

describe("splitWords", () => {
  it("gives words back that hold neither spaces nor quotation marks", () => {
    const word = fc.stringMatching(/^[a-z0-9.$/:<>@!]{1,12}$/u);
    fc.assert(
      fc.property(fc.array(word), fc.constantFrom(" ", "\n", "\t  "), (words, space) => {
        expect(splitWords(words.join(space))).toStrictEqual(words);
        expect(splitWords(words.map((one) => `"${one} ${one}"`).join(space))).toStrictEqual(
          words.map((one) => `${one} ${one}`),
        );
      }),
    );
  });
});

describe("readerOf", () => {
  it.each([
    ["doctor", 0],
    ["status [environment|version]", 1],
    ['deploy <version> <environment> [--reason "…"]', 2],
    ["rollback <version> [--env <environment>] [--yes]", 1],
    ["prepare [minor|patch] [--from <branch|version>]", 1],
  ])("takes for %s as many words as it names, and not one more", (usage, most) => {
    const words = Array.from({ length: most }, (_, n) => `w${n}`);
    const readTyped = readerOf(usage);
    expect(readTyped(words.join(" ")).positionals).toEqual(words);
    expect(() => readTyped([...words, "more"].join(" "))).toThrow(
      expect.objectContaining({
        problem: expect.objectContaining({
          what: '"more" is one word too many.',
          advice: `Type \`/release ${usage}\`.`,
        }),
      }),
    );
  });
});
