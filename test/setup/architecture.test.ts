import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

/**
 * Lints one small file per line of the tables below with the project's own rules, in a folder that is laid out like the
 * project. Type-aware rules are left out: the files import things that are not there.
 */
const root = path.join(import.meta.dirname, "../..");

const value = (from: string): string => `import * as it from "${from}";\nexport const known = it;\n`;
const type = (from: string): string => `import type { It } from "${from}";\nexport type Known = It;\n`;

const refusedImports: [string, string][] = [
  ["src/release/a.ts", value("ioredis")],
  ["src/release/a.ts", value("node:fs")],
  ["src/release/a.ts", value("zod")],
  ["src/release/a.ts", value("../git/repository.ts")],
  ["src/release/a.ts", type("../git/repository.ts")],
  ["src/release/a.ts", value("../../views/blocks.ts")],
  ["src/release/a.ts", 'export * from "bullmq";\n'],
  ["src/release/a.ts", 'export const late = (): Promise<unknown> => import("yaml");\n'],
  ["src/release/run/a.ts", value("ioredis")],
  ["src/release/run/a.ts", value("../../git/repository.ts")],
  ["src/release/run/a.ts", type("../../../views/blocks.ts")],
  ["views/a.ts", value("@slack/types")],
  ["views/run/a.ts", value("@slack/types")],
  ["views/run/a.ts", value("../../commands/deploy.ts")],
  ["views/run/a.ts", value("../../src/slack/messenger.ts")],
  ["views/a.ts", value("semver")],
  ["views/a.ts", value("node:crypto")],
  ["views/a.ts", value("../commands/deploy.ts")],
  ["views/a.ts", value("../src/slack/messenger.ts")],
  ["commands/a.ts", value("../jobs/deploy.ts")],
  ["commands/a.ts", value("../src/git/repository.ts")],
  ["commands/a.ts", value("../src/kubernetes/cluster.ts")],
  ["commands/a.ts", value("../src/redis/locks.ts")],
  ["commands/a.ts", value("../src/slack/messenger.ts")],
  ["commands/a.ts", value("../src/manifests/reader.ts")],
  ["commands/a.ts", value("../src/parts.ts")],
  ["commands/a.ts", value("@slack/bolt")],
  ["commands/a.ts", value("bullmq")],
  ["commands/a.ts", value("node:child_process")],
  ["jobs/a.ts", value("../commands/deploy.ts")],
  ["jobs/a.ts", type("../src/redis/locks.ts")],
  ["jobs/run/a.ts", value("../../commands/deploy.ts")],
  ["jobs/run/a.ts", type("../../src/redis/locks.ts")],
  ["jobs/run/a.ts", value("../../src/parts.ts")],
  ["jobs/run/a.ts", value("node-cron")],
  ["jobs/a.ts", value("node-cron")],
  ["jobs/a.ts", value("pino")],
  ["src/git/a.ts", value("../kubernetes/cluster.ts")],
  ["src/git/a.ts", value("../../commands/deploy.ts")],
  ["src/git/a.ts", value("yaml")],
  ["src/git/a.ts", value("ical.js")],
  ["src/kubernetes/a.ts", value("../../views/blocks.ts")],
  ["src/github/a.ts", value("../git/mirror.ts")],
  ["src/github/a.ts", value("undici")],
  ["src/git/a.ts", value("@octokit/core")],
  ["src/kubernetes/a.ts", value("simple-git")],
  ["src/version-files/a.ts", value("simple-git")],
  ["src/config/a.ts", value("jsonc-parser")],
  ["src/redis/a.ts", value("../slack/messenger.ts")],
  ["src/redis/a.ts", value("@kubernetes/client-node")],
  ["src/kubernetes/a.ts", value("@kubernetes/client-node")],
  ["src/slack/a.ts", value("ioredis")],
  ["src/slack/a.ts", value("../../jobs/deploy.ts")],
  ["src/manifests/a.ts", value("undici")],
  ["src/templates/a.ts", value("ioredis")],
  ["jobs/a.ts", value("liquidjs")],
  ["src/config/a.ts", value("bullmq")],
  ["src/config/a.ts", value("pino")],
  ["src/newroom/a.ts", value("nodemailer")],
  ["src/newroom/a.ts", value("../redis/locks.ts")],
  ["src/health.ts", value("ioredis")],
  ["src/health.ts", value("../commands/deploy.ts")],
  ["src/main.ts", value("simple-git")],
  ["src/main.ts", value("pino")],
];

const allowedImports: [string, string][] = [
  ["src/release/a.ts", value("semver")],
  ["src/release/a.ts", value("./b.ts")],
  ["src/release/a.ts", value("node:crypto")],
  ["src/release/run/a.ts", value("../version.ts")],
  ["src/release/run/a.ts", value("../cluster/images.ts")],
  ["views/a.ts", type("@slack/types")],
  ["views/run/a.ts", value("../blocks.ts")],
  ["views/run/a.ts", value("../../src/release/run/run.ts")],
  ["jobs/run/a.ts", value("../plan/plan.ts")],
  ["jobs/run/a.ts", value("../../src/release/run/steps.ts")],
  ["jobs/run/a.ts", type("../../src/parts.ts")],
  ["views/a.ts", value("../src/release/version.ts")],
  ["commands/a.ts", type("@slack/bolt")],
  ["commands/a.ts", type("../src/parts.ts")],
  ["commands/a.ts", value("../views/blocks.ts")],
  ["commands/a.ts", value("zod")],
  ["jobs/a.ts", value("../src/release/run/steps.ts")],
  ["jobs/heartbeat.ts", value("node-cron")],
  ["src/templates/a.ts", value("liquidjs")],
  ["src/git/a.ts", value("simple-git")],
  ["src/git/a.ts", value("node:fs/promises")],
  ["src/calendar/a.ts", value("ical.js")],
  ["src/kubernetes/a.ts", value("@kubernetes/client-node/dist/config.js")],
  ["src/github/a.ts", value("@octokit/core")],
  ["src/kubernetes/a.ts", value("undici")],
  ["src/manifests/a.ts", value("yaml")],
  ["src/version-files/a.ts", value("jsonc-parser")],
  ["src/version-files/a.ts", value("toml-eslint-parser")],
  ["src/redis/a.ts", value("bullmq")],
  ["src/redis/a.ts", value("../release/run/stores.ts")],
  ["src/slack/a.ts", value("@slack/web-api")],
  ["src/config/a.ts", value("zod")],
  ["src/log.ts", value("pino")],
  ["src/main.ts", value("./redis/locks.ts")],
  ["src/main.ts", value("../commands/deploy.ts")],
  ["src/main.ts", value("@slack/bolt")],
];

const longFunction = `export function long(): void {\n${"  void 0;\n".repeat(60)}}\n`;

const otherRefusals: [string, string, string][] = [
  ["src/release/a.ts", "export const now = (): number => Date.now();\n", "no-restricted-properties"],
  ["src/release/a.ts", "export const chance = (): number => Math.random();\n", "no-restricted-properties"],
  ["src/release/a.ts", "export const home = process.cwd();\n", "no-restricted-globals"],
  ["views/a.ts", "export const now = (): number => Date.now();\n", "no-restricted-properties"],
  ["src/git/a.ts", "export default 1;\n", "no-default-export"],
  ["src/git/a.ts", "export const bad: any = 1;\n", "no-explicit-any"],
  ["src/git/a.ts", "export const bad = (it: string | undefined): string => it!;\n", "no-non-null-assertion"],
  ["src/git/a.ts", "try {\n  work();\n} catch {}\n", "no-empty"],
  ["src/git/a.ts", 'console.log("here");\n', "no-console"],
  ["src/git/a.ts", longFunction, "max-lines-per-function"],
  ["src/git/a.ts", "export {};\n".repeat(251), "max-lines"],
  ["src/git/a.ts", 'export { b } from "./cycle.ts";\nexport const a = 1;\n', "no-cycle"],
];

let folder: string;
let found: Map<string, string[]>;

/** Every line gets a project of its own inside the folder, so that lines for the same file do not meet. */
const projects = new Map<string, string>();

function project(file: string, text: string): string {
  const key = `${file}\n${text}`;
  const name = projects.get(key) ?? `p${projects.size}`;
  projects.set(key, name);
  return name;
}

const diagnostics = z.object({
  diagnostics: z.array(z.object({ code: z.string().optional(), filename: z.string() })),
});

function lint(): Map<string, string[]> {
  const args = ["--format=json", "--no-ignore", "--disable-nested-config", "--config=.oxlintrc.json", "."];
  const { stdout, stderr } = spawnSync(path.join(root, "node_modules/.bin/oxlint"), args, {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (!stdout.startsWith("{")) throw new Error(`oxlint said: ${stdout}${stderr}`);
  const byProject = new Map<string, string[]>();
  for (const { filename, code } of diagnostics.parse(JSON.parse(stdout)).diagnostics) {
    const name = filename.split("/")[0] ?? "";
    byProject.set(name, [...(byProject.get(name) ?? []), code ?? "no code"]);
  }
  return byProject;
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "slipway-lint-"));
  writeConfiguration();
  const files = [...refusedImports, ...allowedImports, ...otherRefusals];
  for (const [file, text] of files) {
    const target = path.join(folder, project(file, text), file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
    if (text.includes("./cycle.ts")) {
      writeFileSync(path.join(path.dirname(target), "cycle.ts"), 'export { a as b } from "./a.ts";\n');
    }
  }
  found = lint();
});

/** The project's rules, their paths moved one folder down to where each little project lies. */
function writeConfiguration(): void {
  const text = readFileSync(path.join(root, ".oxlintrc.json"), "utf8");
  const config = z
    .looseObject({ overrides: z.array(z.looseObject({ files: z.array(z.string()) })) })
    .parse(JSON.parse(text));
  const overrides = config.overrides.map((one) => ({
    ...one,
    files: one.files.map((glob) => `*/${glob}`),
  }));
  const moved = { ...config, overrides, options: { typeAware: false } };
  writeFileSync(path.join(folder, ".oxlintrc.json"), JSON.stringify(moved));
}

afterAll(() => rmSync(folder, { recursive: true }));

describe("the layer rules", () => {
  it.each(refusedImports)("refuse in %s: %s", (file, text) => {
    expect(found.get(project(file, text))).toContainEqual(expect.stringContaining("no-restricted-imports"));
  });

  it.each(allowedImports)("allow in %s: %s", (file, text) => {
    expect(found.get(project(file, text)) ?? []).not.toContainEqual(
      expect.stringContaining("no-restricted-imports"),
    );
  });
});

describe("the style rules", () => {
  it.each(otherRefusals)("refuse in %s: %s (%#)", (file, text, rule) => {
    expect(found.get(project(file, text))).toContainEqual(expect.stringContaining(rule));
  });
});
