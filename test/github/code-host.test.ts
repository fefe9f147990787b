import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openGitHub } from "../../src/github/client.ts";
import { createCodeHost } from "../../src/github/code-host.ts";
import type { CodeHost } from "../../src/release/checklist/code-host.ts";
import { makeRepository } from "../git/repository.ts";
import { type FakeGitHub, repository, startGitHub } from "../../demo/github/host.ts";

let github: FakeGitHub;
let host: CodeHost;

beforeAll(async () => {
  github = await startGitHub();
  host = createCodeHost(openGitHub(place()));
});
const place = () => ({ repository, apiUrl: github.url, token: "secret-token" });

afterAll(() => github[Symbol.asyncDispose]());
beforeEach(() => {
  github.trouble = undefined;
  github.scans = [];
  github.alerts = [];
});

describe("checks", () => {
  it("are read as they stand, the newest of each name", async () => {
    expect(await host.checks(github.commit)).toEqual([]);
    await github.check("build", "failure");
    await github.check("build", "success");
    await github.check("preview", "skipped");
    await github.check("deploy", "cancelled");
    await github.check("test", undefined);
    await github.check("coverage", "success", { title: "84.2% of lines", summary: "up by 1%" });
    const checks = await host.checks(github.commit);
    const states = Object.fromEntries(checks.map(({ name, state }) => [name, state]));
    expect(states).toEqual({
      build: "passed",
      preview: "skipped",
      deploy: "failed",
      test: "waiting",
      coverage: "passed",
    });
    expect(checks.find(({ name }) => name === "coverage")).toMatchObject({
      output: "84.2% of lines\nup by 1%",
      url: expect.stringMatching(/^http/u),
    });
  });

  it("of a commit that GitHub does not know are none", async () => {
    expect(await host.checks("0".repeat(40))).toEqual([]);
  });

  it("are asked for with the token", () => {
    expect(github.headers.at(-1)?.authorization).toBe("token secret-token");
  });
});

const scan = (): ReturnType<CodeHost["scan"]> => host.scan(github.commit, "main", "high");

describe("code scanning", () => {
  const scannedAt = "2026-11-20T10:00:00Z";
  const before = "2026-11-19T10:00:00Z";
  const after = "2026-11-21T10:00:00Z";

  it("says nothing of a commit that was not scanned", async () => {
    expect(await scan()).toEqual({ scanned: false, alerts: 0 });
    github.scans = [{ commit: "0".repeat(40), at: scannedAt, ref: "refs/heads/main" }];
    expect(await scan()).toEqual({ scanned: false, alerts: 0 });
    github.scans = [{ commit: github.commit, at: scannedAt, ref: "refs/heads/develop" }];
    expect(await scan()).toEqual({ scanned: false, alerts: 0 });
  });

  it.each<[string, FakeGitHub["alerts"], number]>([
    ["none", [], 0],
    [
      "open ones of the severity and worse",
      [
        { severity: "critical", state: "open" },
        { severity: "high", state: "open" },
      ],
      2,
    ],
    ["not the milder ones", [{ severity: "medium", state: "open" }], 0],
    ["not the dismissed ones", [{ severity: "high", state: "dismissed" }], 0],
    ["not what was mended before", [{ severity: "high", state: "fixed", fixedAt: before }], 0],
    ["what was mended only afterwards", [{ severity: "high", state: "fixed", fixedAt: after }], 1],
    [
      "more than a page",
      Array.from({ length: 130 }, () => ({ severity: "high", state: "open" as const })),
      130,
    ],
  ])("counts alerts: %s", async (_name, alerts, count) => {
    github.scans = [{ commit: github.commit, at: scannedAt, ref: "refs/heads/main" }];
    github.alerts = alerts;
    expect(await scan()).toMatchObject({ scanned: true, alerts: count });
  });

  it("takes an analysis that came to nothing for none", async () => {
    github.scans = [{ commit: github.commit, at: scannedAt, ref: "refs/heads/main", error: "out of disk" }];
    expect(await scan()).toEqual({ scanned: false, alerts: 0 });
  });

  it("is unknown where the alerts are not shown to the token", async () => {
    github.scans = [{ commit: github.commit, at: scannedAt, ref: "refs/heads/main" }];
    github.alerts = undefined;
    await expect(scan()).rejects.toMatchObject({ problem: { code: "github-unavailable" } });
  });

  it("links to the first alert", async () => {
    github.scans = [{ commit: github.commit, at: scannedAt, ref: "refs/heads/main" }];
    github.alerts = [{ severity: "critical", state: "open" }];
    expect(await scan()).toMatchObject({ url: `https://github.com/${repository}/security/code-scanning/1` });
  });
});

describe("the repository", () => {
  it("is called what GitHub calls it, and a problem where it shows none", async () => {
    expect(await host.name()).toBe(repository);
    const other = createCodeHost(openGitHub({ ...place(), repository: "nexus/nothing" }));
    await expect(other.name()).rejects.toMatchObject({ problem: { code: "github-unavailable" } });
  });
});

describe("trouble", () => {
  it.each<[string, FakeGitHub["trouble"], RegExp]>([
    ["a refusal", 403, /refused to answer about nexus\/platform \(HTTP 403\)/u],
    ["a failure", 502, /HTTP 502/u],
    ["a rate limit", 429, /HTTP 429/u],
    ["silence", "silence", /did not answer about nexus\/platform/u],
    ["nonsense", "nonsense", /something unknown/u],
  ])("%s is a problem, never an empty answer", async (_name, trouble, words) => {
    github.trouble = trouble;
    // Only an answer that never comes is not waited for.
    const asked = trouble === "silence" ? createCodeHost(openGitHub({ ...place(), timeout: 500 })) : host;
    await expect(asked.checks(github.commit)).rejects.toMatchObject({
      problem: { code: "github-unavailable", what: expect.stringMatching(words) },
    });
  });

  it("of the connection is one too, and names no token", async () => {
    const away = createCodeHost(
      openGitHub({ repository, apiUrl: "http://127.0.0.1:9", token: "secret-token" }),
    );
    const error: unknown = await away.checks(github.commit).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ problem: { code: "github-unavailable" } });
    expect(JSON.stringify(error)).not.toContain("secret-token");
  });
});

it("of the demo knows every commit of the product: checked, and scanned without an alert", async () => {
  const product = await makeRepository();
  const commit = await product.commit("feat: begin");
  await using demo = await startGitHub({ mirrored: product.folder });
  await demo.check("unit tests", "success");
  const code = createCodeHost(openGitHub({ repository, apiUrl: demo.url }));
  expect(await code.checks(commit)).toMatchObject([{ name: "unit tests", state: "passed" }]);
  expect(await code.scan(commit, "main", "critical")).toEqual({ scanned: true, alerts: 0 });
  expect(await code.scan("f".repeat(40), "main", "critical")).toMatchObject({ scanned: false });
  expect(await code.scan(commit, "release/9", "critical")).toMatchObject({ scanned: false });
  await product.remove();
});
