import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse, stringify, type Document } from "yaml";
import { startCluster } from "../../demo/cluster/server.ts";
import type { Workspace } from "../../demo/workspace/workspace.ts";
import { Actor, wordsOf } from "../acceptance/actor.ts";
import { makeRepository, type TestRepository } from "../git/repository.ts";
import { openInstallation, startWithoutWait } from "./installation.ts";
import { compare, type Row, time } from "./measure.ts";

const run = promisify(execFile);
const rounds = 3;
const sizes = [
  { count: 1, most: 1.1 },
  { count: 5, most: 1 },
  { count: 20, most: 1 },
];
const versions = ["v1.0.0", "v1.1.0"];
/** How long anything may take, in milliseconds. */
const patience = 60_000;

/**
 * From the click that confirms a rollback until people are told that it is verified, for so many Deployments of three
 * replicas, beside `kubectl rollout undo` and `rollout status` of as many on the same API server, in turn. The API
 * server is the one that SLIPWAY_TEST_KUBECONFIG names, or a stand-in of our own.
 */
export async function benchRollback(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const { count, most } of sizes) {
    const { ours, beside } = await measure(count);
    rows.push(compare(`rollback of ${count}, beside kubectl`, ours, beside, most));
  }
  return rows;
}

interface Series {
  ours: number[];
  beside: number[];
}

async function measure(count: number): Promise<Series> {
  await using built = new AsyncDisposableStack();
  const repository = await makeProduct(count);
  built.defer(() => repository.remove());
  const kubeconfig =
    process.env["SLIPWAY_TEST_KUBECONFIG"] ?? (await standIn(await repository.scratch("cluster"), built));
  const kubectl = kubectlWith(kubeconfig);
  const own = `bench-${process.pid}-${count}`;
  const other = `${own}-kubectl`;
  for (const name of [own, other]) {
    await makeNamespace(kubectl, name, await repository.scratch(name));
    built.defer(async () => void (await kubectl("delete", "namespace", name, "--wait=false")));
  }
  const context = contextOf(await readFile(kubeconfig, "utf8"));
  const change = (document: Document): void => configure(document, { count, namespace: own, context });
  const installation = built.use(
    await openInstallation({ repository: repository.folder, kubeconfig, change }),
  );
  const { port } = built.use(await startWithoutWait(installation));
  const { workspace } = installation;
  await workspace.useRequestUrl(`http://127.0.0.1:${port}/slack/events`);
  await shipBoth(workspace);
  await applyBoth(kubectl, other, count, await repository.scratch("manifests"));
  // Awaited here: what was built is taken down as soon as this function is left.
  return await takeTurns(workspace, (...args) => kubectl("--namespace", other, ...args));
}

/** The first round warms both up and does not count. */
async function takeTurns(workspace: Workspace, kubectl: Kubectl): Promise<Series> {
  const series: Series = { ours: [], beside: [] };
  for (let round = 0; round <= rounds; round += 1) {
    const [back = "", bad = ""] = round % 2 === 0 ? versions : versions.toReversed();
    const ours = await rollBack(workspace, back, bad);
    const beside = await time(async () => {
      await kubectl("rollout", "undo", "deployment", "--selector=bench=rollback");
      await kubectl("rollout", "status", "deployment", "--selector=bench=rollback");
    });
    if (round === 0) continue;
    series.ours.push(ours);
    series.beside.push(beside);
  }
  return series;
}

/** One rollback as a person does it; what it took back is held afterwards, and let go for the next round. */
async function rollBack(workspace: Workspace, version: string, from: string): Promise<number> {
  const rosa = new Actor(workspace, "rosa");
  const words = `The rollback of staging to ${version} succeeded.`;
  const told = countOf(workspace, words);
  await rosa.types(`rollback ${version} --env staging`);
  await rosa.sees(`staging: ${from} → ${version}`);
  const took = await time(async () => {
    const sent = await rosa.submits();
    if (!sent.ok) throw new Error(`The dialog was not taken: ${sent.error}`);
    await workspace.waitFor(() => countOf(workspace, words) > told, words, patience);
  });
  await rosa.asks(`unhold ${from}`);
  return took;
}

async function shipBoth(workspace: Workspace): Promise<void> {
  const rosa = new Actor(workspace, "rosa");
  for (const version of versions) {
    const words = `The deploy of ${version} to staging succeeded.`;
    await rosa.types(`deploy ${version} staging`);
    await workspace.waitFor(() => countOf(workspace, words) > 0, words, patience);
  }
}

/** Only replies count: each is posted once, while the message above them is edited a few seconds later. */
function countOf(workspace: Workspace, words: string): number {
  const replies = workspace.messages("releases").filter(({ threadTs }) => threadTs !== undefined);
  return replies.filter((message) => wordsOf(message).includes(words)).length;
}

/** Through a manifest, which is JSON: what kubectl makes by itself is in a form that the stand-in does not read. */
async function makeNamespace(kubectl: Kubectl, name: string, folder: string): Promise<void> {
  const file = join(folder, "namespace.yaml");
  await writeFile(file, stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name } }));
  await kubectl("apply", "--filename", file);
}

type Kubectl = (...args: string[]) => Promise<unknown>;

function kubectlWith(kubeconfig: string): Kubectl {
  return (...args) => run("kubectl", ["--kubeconfig", kubeconfig, ...args], { timeout: patience });
}

async function applyBoth(kubectl: Kubectl, namespace: string, count: number, folder: string): Promise<void> {
  for (const version of versions) {
    const file = join(folder, `${version}.yaml`);
    await writeFile(file, manifestsOf(version, count));
    await kubectl("--namespace", namespace, "apply", "--filename", file);
    await kubectl("--namespace", namespace, "rollout", "status", "deployment", "--selector=bench=rollback");
  }
}

async function standIn(folder: string, built: AsyncDisposableStack): Promise<string> {
  const cluster = built.use(await startCluster({ pace: { readyAfter: 200 } }));
  const path = join(folder, "kubeconfig");
  await writeFile(path, cluster.kubeconfig(), { mode: 0o600 });
  return path;
}

function contextOf(kubeconfig: string): string {
  const read: unknown = parse(kubeconfig);
  const isNamed = typeof read === "object" && read !== null && "current-context" in read;
  return isNamed ? String(read["current-context"]) : "";
}

interface Place {
  count: number;
  namespace: string;
  context: string;
}

function configure(document: Document, { count, namespace, context }: Place): void {
  document.deleteIn(["environments", 1]);
  document.deleteIn(["environments", 0, "checks"]);
  document.setIn(["environments", 0, "cluster", "context"], context);
  document.setIn(["environments", 0, "namespace"], namespace);
  document.setIn(["environments", 0, "images"], namesOf(count).map(imageOf));
}

async function makeProduct(count: number): Promise<TestRepository> {
  const repository = await makeRepository();
  for (const version of versions) {
    const files = { "infrastructure/k8s/staging/nexus.yaml": manifestsOf(version, count) };
    await repository.commit(`feat: ${version}`, { files });
    await repository.tag(version);
  }
  return repository;
}

function manifestsOf(version: string, count: number): string {
  return namesOf(count)
    .map((name) => stringify(deployment(name, version), { aliasDuplicateObjects: false }))
    .join("---\n");
}

function namesOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `app-${index}`);
}

function imageOf(name: string): string {
  return `registry.nexus.example/${name}`;
}

function deployment(name: string, version: string): object {
  const labels = { app: name };
  const containers = [{ name: "app", image: `${imageOf(name)}:${version}` }];
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, labels: { ...labels, bench: "rollback" } },
    spec: {
      replicas: 3,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    },
  };
}
