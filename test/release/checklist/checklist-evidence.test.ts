import { describe, expect, it } from "vitest";
import {
  type Finding,
  judgeChecks,
  judgeCoverageOfCheck,
  judgeCoverageOfFile,
  judgeDocumentation,
  judgeMigrations,
  judgeRollbackTarget,
  judgeScan,
  readCoverage,
} from "../../../src/release/checklist/checklist-evidence.ts";
import type { CheckResult } from "../../../src/release/checklist/code-host.ts";
import type { ChangedFile } from "../../../src/release/git.ts";

const check = (name: string, state: CheckResult["state"], output = ""): CheckResult => ({
  name,
  state,
  output,
  url: `https://github.com/checks/${name}`,
});

function changed(paths: string[]): ChangedFile[] {
  return paths.map((path) => ({ path, isGone: false }));
}

function gone(path: string): ChangedFile {
  return { path, isGone: true };
}

function finding(result: Finding["result"], words: RegExp): object {
  return { result, words: expect.stringMatching(words) };
}

describe("checks of a commit", () => {
  const green = [check("build", "passed"), check("lint", "passed"), check("preview", "skipped")];
  const all = { kind: "checks" } as const;

  it.each<[string, CheckResult[], string[] | undefined, Finding["result"], RegExp]>([
    ["all green", green, undefined, "passed", /^All 2 checks passed/u],
    ["one red", [...green, check("test", "failed")], undefined, "failed", /“test” failed/u],
    [
      "one red that does not count",
      [...green, check("test", "failed")],
      ["build"],
      "passed",
      /“build” passed/u,
    ],
    ["red and unfinished", [check("a", "waiting"), check("b", "failed")], undefined, "failed", /“b” failed/u],
    ["unfinished", [...green, check("test", "waiting")], undefined, "unknown", /^1 of 4 checks/u],
    ["none at all", [], undefined, "unknown", /No check has run/u],
    ["only skipped ones", [check("preview", "skipped")], undefined, "unknown", /No check has run/u],
    ["the named one is missing", green, ["test"], "unknown", /no check named “test”/u],
  ])("%s", (_name, checks, names, result, words) => {
    expect(judgeChecks(checks, names ? { ...all, names } : all)).toMatchObject(finding(result, words));
  });

  it("link to what is wrong", () => {
    expect(judgeChecks([...green, check("test", "failed")], all).url).toBe("https://github.com/checks/test");
  });
});

describe("code scanning", () => {
  const source = { kind: "code-scanning", severity: "critical" } as const;

  it.each<[string, boolean, number, Finding["result"], RegExp]>([
    ["no alert", true, 0, "passed", /^0 critical alerts/u],
    ["alerts", true, 2, "failed", /^2 critical alerts/u],
    ["no alert, but no scan either", false, 0, "unknown", /has not analysed/u],
  ])("%s", (_name, scanned, alerts, result, words) => {
    expect(judgeScan({ scanned, alerts }, source)).toMatchObject(finding(result, words));
  });

  it("says which severities count", () => {
    expect(judgeScan({ scanned: true, alerts: 1 }, { ...source, severity: "high" })).toMatchObject(
      finding("failed", /1 high or worse alert\./u),
    );
  });
});

describe("coverage", () => {
  it.each<[string, string, number | undefined]>([
    [
      "Istanbul",
      '{"total":{"lines":{"total":200,"covered":163,"skipped":0,"pct":81.5},"branches":{"pct":40}}}',
      81.5,
    ],
    ["coverage.py", '{"meta":{},"totals":{"covered_lines":9,"percent_covered":88.123456}}', 88.1234],
    [
      "Cobertura",
      '<?xml version="1.0"?>\n<coverage branch-rate="0.5" line-rate="0.8312" version="7">',
      83.12,
    ],
    ["LCOV", "SF:a.ts\nLF:10\nLH:9\nend_of_record\nSF:b.ts\nLF:10\nLH:8\nend_of_record\n", 85],
    ["plain words", "Lines covered: 79.9 % (branches 60 %)", 79.9],
    ["almost eighty", '<coverage line-rate="0.79999">', 79.999],
    ["nothing", "no figures here", undefined],
    ["an empty file", "", undefined],
  ])("is read from %s", (_name, text, percent) => {
    expect(readCoverage(text)).toBe(percent);
  });

  const file = { kind: "coverage-of-file", file: "coverage.json", above: 80 } as const;
  it.each<[string, string | undefined, Finding["result"]]>([
    ["more than wanted", "80.1 %", "passed"],
    ["a little more than wanted", '<coverage line-rate="0.80004">', "passed"],
    ["just as much as the bound", "80 %", "failed"],
    ["less", "12%", "failed"],
    ["no file", undefined, "unknown"],
    ["no percentage", "well covered", "unknown"],
    ["nonsense", "480 %", "unknown"],
  ])("of a file: %s", (_name, text, result) => {
    expect(judgeCoverageOfFile(text, file).result).toBe(result);
  });

  const source = { kind: "coverage-of-check", check: "coverage", above: 80 } as const;
  it.each<[string, CheckResult[], Finding["result"]]>([
    ["enough", [check("coverage", "passed", "91.2% of lines")], "passed"],
    ["too little, though the check itself passed", [check("coverage", "passed", "41.2% of lines")], "failed"],
    ["not done", [check("coverage", "waiting", "91% so far")], "unknown"],
    ["no such check", [check("test", "passed", "91%")], "unknown"],
  ])("of a check: %s", (_name, checks, result) => {
    expect(judgeCoverageOfCheck(checks, source).result).toBe(result);
  });
});

describe("the changes of a release", () => {
  const migrations = { kind: "migrations", paths: ["db/migrations"], neededBy: ["backend/models"] } as const;
  const source = { ...migrations, paths: [...migrations.paths], neededBy: [...migrations.neededBy] };

  it.each<[string, string[], Finding["result"], RegExp]>([
    [
      "a migration",
      ["db/migrations/7.sql", "a.ts"],
      "passed",
      /^1 migration among the changes: db\/migrations\/7\.sql\.$/u,
    ],
    ["nothing that needs one", ["a.ts"], "passed", /Nothing has changed that needs/u],
    [
      "something that needs one",
      ["backend/models/user.py"],
      "failed",
      /backend\/models\/user\.py changed, and no migration/u,
    ],
    ["a path that only begins alike", ["db/migrations-old/7.sql", "backend/models.py"], "passed", /Nothing/u],
  ])("migrations: %s", (_name, files, result, words) => {
    expect(judgeMigrations(changed(files), source)).toMatchObject(finding(result, words));
  });

  it("count no migration that was taken out, but what was taken out may need one", () => {
    expect(judgeMigrations([gone("db/migrations/7.sql")], source).words).toMatch(/^Nothing has changed/u);
    expect(judgeMigrations([gone("backend/models/user.py")], source).result).toBe("failed");
  });

  it("leave it to people whether a migration is missing where nothing says so", () => {
    expect(judgeMigrations(changed(["a.ts"]), { ...source, neededBy: [] })).toMatchObject(
      finding("unknown", /only people know/u),
    );
  });

  const documentation = { kind: "documentation" as const, paths: ["docs", "README.md"] };
  it.each<[string, string[], Finding["result"]]>([
    ["a page", ["docs/a/b.md"], "passed"],
    ["a file by name", ["README.md"], "passed"],
    ["none", ["src/README.md", "documents/x.md"], "failed"],
  ])("documentation: %s", (_name, files, result) => {
    expect(judgeDocumentation(changed(files), documentation).result).toBe(result);
  });

  it("say nothing of more files than were looked at", () => {
    const files = changed(Array.from({ length: 20_000 }, (_, n) => `vendor/${n}`));
    expect(judgeMigrations(files, source)).toMatchObject(finding("unknown", /20,000 files/u));
    expect(judgeDocumentation(files, documentation)).toMatchObject(finding("unknown", /20,000 files/u));
    expect(judgeDocumentation([...changed(["README.md"]), ...files], documentation).result).toBe("passed");
  });

  it("name a few of many files", () => {
    const files = Array.from({ length: 5 }, (_, n) => `docs/${n}.md`);
    expect(judgeDocumentation(changed(files), documentation).words).toBe(
      "5 pages changed: docs/0.md, docs/1.md, docs/2.md and 2 more.",
    );
  });
});

describe("the way back", () => {
  it("is known when another version was verified", () => {
    expect(judgeRollbackTarget("v1.4.2", "production")).toMatchObject(
      finding("passed", /production can go back to v1\.4\.2/u),
    );
    expect(judgeRollbackTarget(undefined, "production")).toMatchObject(
      finding("failed", /nothing to go back to/u),
    );
  });
});
