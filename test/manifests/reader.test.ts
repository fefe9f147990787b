import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openGit } from "../../src/git/mirror.ts";
import { findProgram } from "../../src/manifests/program.ts";
import { openManifestReader } from "../../src/manifests/reader.ts";
import type { Git } from "../../src/release/git.ts";
import type { Environment, ManifestSource } from "../../src/release/settings.ts";
import { makeRepository, type TestRepository } from "../git/repository.ts";

const searchPath = process.env["PATH"] ?? "";
const kubectl = await findProgram(searchPath, ["kubectl"]);
const helm = await findProgram(searchPath, ["helm"]);

let repository: TestRepository;
let git: Git;
/** The commits of the trees, by their names. */
const commits = new Map<string, string>();

beforeAll(async () => {
  repository = await makeRepository();
  const branches = Object.entries(trees).map(([branch, files]) => ({ branch, subject: branch, files }));
  const made = await repository.import(branches);
  for (const [index, { branch }] of branches.entries()) commits.set(branch, made[index] ?? "");
  git = openGit({
    location: repository.folder,
    cacheFolder: await repository.scratch("cache"),
    env: { PATH: searchPath },
  });
  await git.refresh();
});
afterAll(() => repository.remove());

function environment(source: ManifestSource): Environment {
  return {
    name: "staging",
    cluster: { context: "staging" },
    namespace: "nexus",
    source,
    images: [],
    imageTag: "tag",
    checks: [],
    approvals: { needed: 0, expiresAfter: 3600 },
    allow: {},
    rollback: { automatic: false },
    stayUp: 0,
    deadline: 600,
  };
}

function object(kind: string, name: string): string {
  return `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
}

async function read(
  tree: string,
  source: ManifestSource,
  path = searchPath,
  timeout = 20_000,
): Promise<string[]> {
  const reader = openManifestReader({ git, searchPath: path, timeout });
  const objects = await reader.read(commits.get(tree) ?? "", environment(source), "v1.0.0");
  return objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}

/** A program of the test's own that stands where the real one would. */
async function standIn(name: string, script: string): Promise<string> {
  const folder = await repository.scratch(`bin-${name}`);
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
  return folder;
}

const kustomization = {
  "deploy/base/kustomization.yaml": "resources: [service.yaml]\n",
  "deploy/base/service.yaml": object("Service", "web"),
  "deploy/overlays/staging/kustomization.yaml": "resources: [../../base]\nnamePrefix: staging-\n",
};
const chart = {
  "chart/Chart.yaml": "apiVersion: v2\nname: nexus\nversion: 1.0.0\n",
  "chart/values.yaml": "title: default\n",
  "chart/templates/app.yaml": object(
    "ConfigMap",
    "{{ .Release.Name }}-{{ .Values.title }}-{{ .Release.Namespace }}",
  ),
  "chart/templates/test.yaml": `${object("Pod", "smoke")}  annotations: {helm.sh/hook: test}\n`,
  "values/staging.yaml": "title: staging\n",
};

/** What commits hold, by a name for each. */
const trees: Record<string, Record<string, string>> = {
  folder: {
    "deploy/staging/b.yaml": object("Service", "b"),
    "deploy/staging/a/z.yml": `${object("Service", "z1")}---\n${object("Service", "z2")}`,
    "deploy/staging/C.json": JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata: { name: "c" } }),
    "deploy/staging/README.md": "# Not a manifest",
    "deploy/production/x.yaml": object("Service", "x"),
  },
  "nothing-in-it": { "deploy/staging/README.md": "" },
  "twice-the-same-key": { "deploy/staging/a.yaml": "a: 1\na: 2\n" },
  kustomization,
  "broken-kustomization": { ...kustomization, "deploy/base/kustomization.yaml": "resources: [gone.yaml]\n" },
  chart,
  "broken-chart": { ...chart, "chart/templates/app.yaml": "{{ .Values.a.b.c }}" },
};

describe("a folder", () => {
  const source: ManifestSource = { kind: "folder", path: "deploy/staging" };

  it("is read file by file in the order of paths", async () => {
    expect(await read("folder", source)).toEqual(["Secret/c", "Service/z1", "Service/z2", "Service/b"]);
  });

  it("is named when it is missing or holds nothing", async () => {
    await expect(read("nothing-in-it", source)).rejects.toMatchObject({
      problem: { code: "manifests-missing" },
    });
    await expect(read("folder", { kind: "folder", path: "nowhere" })).rejects.toMatchObject({
      problem: { code: "manifests-missing", what: expect.stringContaining("nowhere") },
    });
  });

  it("names file and line of what is wrong", async () => {
    await expect(read("twice-the-same-key", source)).rejects.toMatchObject({
      problem: { what: expect.stringMatching(/^deploy\/staging\/a.yaml, line 2/) },
    });
  });
});

describe("a kustomization", () => {
  const source: ManifestSource = { kind: "kustomize", path: "deploy/overlays/staging" };

  it("is rendered by kubectl, bases included", async ({ skip }) => {
    skip(kubectl === undefined, "kubectl is not installed");
    expect(await read("kustomization", source)).toEqual(["Service/staging-web"]);
  });

  it("fails in the program's own words", async ({ skip }) => {
    skip(kubectl === undefined, "kubectl is not installed");
    await expect(read("broken-kustomization", source)).rejects.toMatchObject({
      problem: { code: "rendering-failed", what: expect.stringContaining("gone.yaml") },
    });
  });

  it("says which program is missing", async () => {
    await expect(read("kustomization", source, "")).rejects.toMatchObject({
      problem: { code: "rendering-failed", advice: expect.stringContaining("Install kubectl") },
    });
  });

  it("is given up when it takes too long or prints too much", async () => {
    const slow = await standIn("kubectl", "while :; do :; done");
    await expect(read("kustomization", source, slow, 200)).rejects.toMatchObject({
      problem: { code: "rendering-failed", what: expect.stringContaining("longer than 0.2 s") },
    });
    // Doubled until a line is long: a shell prints few of them quickly, and many short ones slowly.
    const doubled = "words=$words$words; ".repeat(16);
    const loud = await standIn("kustomize", `words=xxxxxxxx; ${doubled}while echo $words; do :; done`);
    await expect(read("kustomization", source, loud)).rejects.toMatchObject({
      problem: { code: "rendering-failed", what: expect.stringContaining("maxBuffer") },
    });
  });

  it("is rendered without our environment", async () => {
    const folder = await standIn("kubectl", 'printf "%s" "${HOME}${SLACK_BOT_TOKEN}" >&2; exit 1');
    process.env["SLACK_BOT_TOKEN"] = "xoxb-secret";
    const failure = await read("kustomization", source, folder).catch((error: unknown) => error);
    delete process.env["SLACK_BOT_TOKEN"];
    expect(JSON.stringify(failure)).not.toContain("xoxb-secret");
  });
});

describe("a Helm chart", () => {
  const source: ManifestSource = {
    kind: "helm",
    chart: "chart",
    release: "nexus",
    values: ["values/staging.yaml"],
  };

  it("is rendered with its values and without hooks", async ({ skip }) => {
    skip(helm === undefined, "helm is not installed");
    expect(await read("chart", source)).toEqual(["ConfigMap/nexus-staging-nexus"]);
  });

  it("fails in the program's own words", async ({ skip }) => {
    skip(helm === undefined, "helm is not installed");
    await expect(read("broken-chart", source)).rejects.toMatchObject({
      problem: { code: "rendering-failed", what: expect.stringContaining("app.yaml") },
    });
  });

  it("names a values file that is missing, and the program", async () => {
    const bin = await standIn("helm", "exit 0");
    await expect(read("chart", { ...source, values: ["values/none.yaml"] }, bin)).rejects.toMatchObject({
      problem: { code: "manifests-missing", what: expect.stringContaining("values/none.yaml") },
    });
    await expect(read("chart", source, "")).rejects.toMatchObject({
      problem: { code: "rendering-failed", advice: expect.stringContaining("Install helm") },
    });
  });
});
