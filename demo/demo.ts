import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { type Bot, keepBot } from "./bot.ts";
import { startCluster } from "./cluster/server.ts";
import { type ConfigurationFacts, writeConfiguration } from "./configuration.ts";
import { type FakeGitHub, startGitHub } from "./github/host.ts";
import { makeHistory } from "./history.ts";
import { makeNamespaces } from "./namespaces.ts";
import { makeSampleRepository } from "./sample-repository.ts";
import { buildPage } from "./workspace/page/build.ts";
import { demoPeople } from "./workspace/people.ts";
import { startWorkspace } from "./workspace/start-workspace.ts";
import type { Workspace } from "./workspace/workspace.ts";

export interface DemoOptions {
  /** Begin again with nothing. */
  reset: boolean;
  /** The port of the page; the bot's health is told on the next one. */
  port: number;
  /** Where everything is kept. */
  folder: string;
  /** A cluster of one's own in place of the stand-in; its current context serves as staging and production. */
  kubeconfig?: string;
  /** Production waits for the checklist of a release, once the product has its past, which has none. */
  checklist?: boolean;
  /** A month begins with the start: its plan is posted, and v1.5.0 is not cut yet. The checklist is waited for. */
  plan?: boolean;
  /** So many times as long as usual lies between the start of a deploy and the notices that follow it. */
  slowness?: number;
  say: (line: string) => void;
}

export interface Demo {
  /** The address of the page. */
  origin: string;
  stop(): Promise<void>;
}

/** Starts the workspace, the stand-in cluster and the bot; the first time it also makes a product with a past. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { reset, folder, say } = options;
  if (reset) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await using started = new AsyncDisposableStack();
  const repository = join(folder, "nexus.git");
  if (!existsSync(repository)) await makeSampleRepository(repository, options.plan);
  const cluster = await useCluster(options, started);
  const workspace = started.use(await openWorkspace(options));
  const gitHub = started.use(await openGitHub(repository));
  const place: Place = { workspace, repository, gitHubUrl: gitHub.url, ...cluster };
  if (!existsSync(join(folder, "ready"))) await makePast(place, options);
  const { plan = false, checklist = plan } = options;
  const bot = await openBot(
    place,
    { checklist, ...(plan && { monthBegins: await beginning(folder) }) },
    options,
  );
  started.defer(() => bot.stop());
  await workspace.connected();
  say(
    `\nOpen ${workspace.origin} and act as Rosa, the release manager. Type /release in #releases. Ctrl-C stops everything.`,
  );
  const running = started.move();
  return { origin: workspace.origin, stop: () => running.disposeAsync() };
}

interface Place {
  workspace: Workspace;
  repository: string;
  gitHubUrl: string;
  kubeconfig: string;
  context: { context?: string };
}

/** What GitHub would say of the product: every commit is checked and scanned, so that the checklist ticks itself where it can. */
async function openGitHub(repository: string): Promise<FakeGitHub> {
  const gitHub = await startGitHub({ mirrored: repository });
  await gitHub.check("unit tests", "success");
  await gitHub.check("coverage", "success", { title: "Coverage is 87.4 %", summary: "Of 4,120 lines." });
  return gitHub;
}

/** A bot of its own ships the product's past: it waits for no checklist, and knows no calendar that could interfere. */
async function makePast(place: Place, options: DemoOptions): Promise<void> {
  const bot = await openBot(place, { hasNoCalendar: true }, options);
  try {
    await place.workspace.connected();
    await makeHistory(place.workspace, options.say);
  } finally {
    await bot.stop();
  }
  await writeFile(join(options.folder, "ready"), "");
}

/** When the month of this installation began, the same at every start. */
async function beginning(folder: string): Promise<number> {
  const file = join(folder, "month");
  if (!existsSync(file)) await writeFile(file, String(Date.now()));
  return Number(await readFile(file, "utf8"));
}

async function useCluster(
  { kubeconfig, folder, say }: DemoOptions,
  started: AsyncDisposableStack,
): Promise<{ kubeconfig: string; context: { context?: string } }> {
  if (kubeconfig !== undefined) return { kubeconfig, context: await currentContext(kubeconfig) };
  say("Starting a stand-in for a Kubernetes cluster…");
  const cluster = started.use(await startCluster({ file: join(folder, "cluster.json") }));
  const path = join(folder, "kubeconfig.yaml");
  await writeFile(path, cluster.kubeconfig(), { mode: 0o600 });
  return { kubeconfig: path, context: {} };
}

async function currentContext(kubeconfig: string): Promise<{ context?: string }> {
  const read: unknown = parse(await readFile(kubeconfig, "utf8"));
  const named =
    typeof read === "object" && read !== null && "current-context" in read
      ? read["current-context"]
      : undefined;
  return typeof named === "string" ? { context: named } : {};
}

async function openWorkspace({ port, folder }: DemoOptions): Promise<Workspace> {
  return startWorkspace({
    port,
    people: demoPeople,
    manifest: parse(await readFile(new URL("../manifest.yml", import.meta.url), "utf8")),
    rateLimits: true,
    dataFile: join(folder, "workspace.json"),
    pageFolder: await buildPage(),
  });
}

async function openBot(
  { workspace, repository, gitHubUrl, kubeconfig, context }: Place,
  facts: Partial<ConfigurationFacts>,
  { port, folder, say, slowness = 1 }: DemoOptions,
): Promise<Pick<Bot, "stop">> {
  const { identity } = workspace;
  const configuration = join(folder, "release.config.yaml");
  const demoFacts = { repository, gitHubUrl, stayUp: 3, timelineSlowness: slowness, ...context, ...facts };
  await writeConfiguration(configuration, demoFacts);
  await makeNamespaces(configuration, kubeconfig);
  say("Starting the bot…");
  return keepBot({
    port: port + 1,
    onOutput: (text) => say(text.trimEnd()),
    variables: {
      RELEASE_CONFIG: configuration,
      SLIPWAY_DATA: join(folder, "slipway"),
      SLACK_API_URL: workspace.url,
      SLACK_BOT_TOKEN: identity.botToken,
      SLACK_APP_TOKEN: identity.appToken,
      KUBECONFIG: kubeconfig,
      LOG_LEVEL: process.env["LOG_LEVEL"] ?? "error",
    },
  });
}
