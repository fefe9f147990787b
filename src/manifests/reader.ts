import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubernetesObject } from "../release/cluster/kubernetes-object.ts";
import type { Git } from "../release/git.ts";
import type { ManifestReader } from "../release/cluster/cluster.ts";
import { makeProblem, ProblemError } from "../release/problem.ts";
import type { Environment, ManifestSource } from "../release/settings.ts";
import { findProgram, render, renderingFailed } from "./program.ts";
import { parseManifests } from "./yaml.ts";

export interface ManifestReaderOptions {
  git: Pick<Git, "extract" | "readFiles">;
  /** Folders in which `kubectl` or `kustomize`, and `helm`, are looked for, as in PATH. */
  searchPath: string;
  /** The longest that one rendering may take, in milliseconds. */
  timeout?: number;
}

/** Everything that one reading needs: the commit, and folders on disk that go away afterwards. */
interface Reading {
  git: ManifestReaderOptions["git"];
  searchPath: string;
  timeout: number;
  commit: string;
  namespace: string;
  /** Where the repository's files are written. */
  files: string;
  /** An empty home for programs. */
  home: string;
}

/**
 * Reads manifests at a commit through git, never from a work tree. Programs are run only for environments whose source
 * needs them, on a copy, without settings or credentials of ours.
 */
export function openManifestReader(options: ManifestReaderOptions): ManifestReader {
  const { git, searchPath, timeout = 30_000 } = options;
  return {
    async read(commit, environment) {
      const root = await mkdtemp(join(tmpdir(), "slipway-manifests-"));
      try {
        const [files, home] = [join(root, "files"), join(root, "home")];
        await Promise.all([mkdir(files), mkdir(home)]);
        const { namespace } = environment;
        return await readSource({ git, searchPath, timeout, commit, namespace, files, home }, environment);
      } finally {
        await rm(root, { recursive: true, force: true });
      }
    },
  };
}

async function readSource(reading: Reading, { source }: Environment): Promise<KubernetesObject[]> {
  const objects = await readBy(reading, source);
  if (objects.length > 0) return objects;
  throw missing(`${pathOf(source)} holds no Kubernetes object at commit ${reading.commit.slice(0, 7)}.`);
}

function readBy(reading: Reading, source: ManifestSource): Promise<KubernetesObject[]> {
  switch (source.kind) {
    case "folder":
      return readFolder(reading, source.path);
    case "kustomize":
      return readKustomize(reading, source.path);
    case "helm":
      return readHelm(reading, source);
  }
}

/** Every YAML and JSON file below the folder, in the order of their paths. */
async function readFolder(reading: Reading, path: string): Promise<KubernetesObject[]> {
  await extract(reading, path, reading.files);
  const names = await readdir(reading.files, { recursive: true });
  const objects: KubernetesObject[] = [];
  for (const name of names.filter((file) => /\.(ya?ml|json)$/i.test(file)).toSorted(byCodePoint)) {
    const text = await readFile(join(reading.files, name), "utf8");
    objects.push(...parseManifests(text, `${path.replace(/\/+$/, "")}/${name}`));
  }
  return objects;
}

/** The whole commit is laid out, because a kustomization may refer to bases anywhere in the repository. */
async function readKustomize(reading: Reading, path: string): Promise<KubernetesObject[]> {
  const program = await findProgram(reading.searchPath, ["kustomize", "kubectl"]);
  if (program === undefined) throw programMissing("kubectl", "kustomizations");
  await extract(reading, "", reading.files);
  const folder = join(reading.files, path);
  if (!(await isFolder(folder))) throw missingFolder(path, reading.commit);
  const verb = program.endsWith("kubectl") ? "kustomize" : "build";
  const text = await render({ ...reading, program, args: [verb, "."], folder });
  return parseManifests(text, `what kustomize made of ${path}`);
}

/**
 * The chart with its values, as `helm template` renders it. Hooks are left out: they belong to Helm's own installation
 * and tests, and Slipway has checks for that; the chart's resource definitions are part of it.
 */
async function readHelm(
  reading: Reading,
  { chart, release, values }: Extract<ManifestSource, { kind: "helm" }>,
): Promise<KubernetesObject[]> {
  const program = await findProgram(reading.searchPath, ["helm"]);
  if (program === undefined) throw programMissing("helm", "Helm charts");
  await extract(reading, chart, reading.files);
  const flags = ["--namespace", reading.namespace, "--no-hooks", "--include-crds"];
  const texts = await reading.git.readFiles(reading.commit, values);
  for (const [index, text] of texts.entries()) {
    if (text === undefined) throw missing(`The values file ${values[index]} is not there.`);
    const file = join(reading.home, `values-${index}.yaml`);
    await writeFile(file, text);
    flags.push("--values", file);
  }
  const args = ["template", ...flags, "--", release, "."];
  const text = await render({ ...reading, program, args, folder: reading.files });
  return parseManifests(text, `what Helm made of ${chart}`);
}

async function extract({ git, commit }: Reading, path: string, into: string): Promise<void> {
  if ((await git.extract(commit, path, into)) === "nothing there") throw missingFolder(path, commit);
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function pathOf(source: ManifestSource): string {
  return source.kind === "helm" ? source.chart : source.path;
}

function missingFolder(path: string, commit: string): ProblemError {
  return missing(`The folder ${path} is not there at commit ${commit.slice(0, 7)}.`);
}

function missing(what: string): ProblemError {
  const advice = "Check the environment's source in the configuration, and that the version has it.";
  return new ProblemError(makeProblem("manifests-missing", what, advice));
}

function programMissing(program: string, what: string): ProblemError {
  return renderingFailed(
    `the program ${program} is not installed where Slipway runs.`,
    `Install ${program}: the environment's source needs it for ${what}.`,
  );
}
