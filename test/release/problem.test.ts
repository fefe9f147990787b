import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { makeProblem, problemCodes, ProblemError } from "../../src/release/problem.ts";

describe("ProblemError", () => {
  it("carries its problem, says what happened, and keeps the cause", () => {
    const cause = new Error("ECONNREFUSED");
    const problem = makeProblem("git-unavailable", "Git does not answer.", "Try again.");
    const error = new ProblemError(problem, cause);
    expect(error).toMatchObject({ name: "ProblemError", message: "Git does not answer.", problem, cause });
  });
});

describe("docs/problems.md", () => {
  const page = readFileSync(path.join(import.meta.dirname, "../../docs/problems.md"), "utf8");
  const rows = [...page.matchAll(/^\| `([a-z-]+)` +\| (.+?) +\| (.+?) +\|$/gmu)];

  it("explains every code and no other, in the order of the program", () => {
    expect(rows.map(([, code]) => code)).toStrictEqual([...problemCodes]);
  });

  it.each(rows.map(([, code, meaning, advice]) => ({ code, meaning, advice })))(
    "says what $code means and what to do",
    ({ meaning, advice }) => {
      expect(meaning).toMatch(/^[A-Z“`].{15,}\.$/u);
      expect(advice).toMatch(/^[A-Z“`].{10,}\.$/u);
    },
  );
});
