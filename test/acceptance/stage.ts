import { mkdtemp, readFile, rm } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import type { StandInCluster } from "../../demo/cluster/server.ts";
import { writeConfiguration } from "../../demo/configuration.ts";
import { startWorkspace } from "../../demo/workspace/start-workspace.ts";
import type { Message } from "../../demo/workspace/types.ts";
import type { Workspace } from "../../demo/workspace/workspace.ts";
import { type Config, formatConfigProblems, loadConfig } from "../../src/config.ts";
import type { Settings } from "../../src/release/settings.ts";
import { startSlipway } from "../../src/slipway.ts";
import { type Tempo, usualTempo } from "../../src/tempo.ts";
import type { ServerUnderTest } from "../cluster/server.ts";
import { parseDuration } from "../../src/release/duration.ts";
import { Actor, wordsOf } from "./actor.ts";
import { makeProduct, type Product } from "./product.ts";
import { makeNamespace, useCluster } from "./stage-cluster.ts";
import { freePort } from "../../src/redis/free-port.ts";

export interface StageOptions {
  mode?: "socket" | "http";
  /** Changes the settings of the example before the bot starts. */
  settings?: (settings: Settings) => void;
  /** Adds to the product before the bot starts. */
  product?: (product: Product) => Promise<unknown>;
  /** What is to be no quicker than in production, or quicker still. */
  tempo?: Partial<Tempo>;
  /** The address of a Redis, in place of one of the bot's own. */
  redis?: string;
  /** A real control plane in place of the stand-in. */
  kubeconfig?: string;
}

/** The whole bot and everything around it, for one test file; people are named as in the workspace. */
export interface Stage extends AsyncDisposable {
  workspace: Workspace;
  product: Product;
  /** Missing on a real control plane. */
  standIn: StandInCluster | undefined;
  /** The cluster's API, to look behind Slipway and to act as somebody else. */
  api: ServerUnderTest;
  /**
   * Lets time pass at once, `7d` or `20m`; what nobody waits for is noticed at the next beat. Not by signed HTTP, where a
   * request from the future is refused.
   */
  passes(time: string): void;
  actor(handle: string): Actor;
  namespaceOf(environment: string): string;
  /** Waits for the newest message in #releases that holds all these words; answers it as it is at that moment. */
  cardOf(...words: string[]): Promise<Message>;
  /** Waits for a reply below a card. */
  reply(card: Message, ...words: string[]): Promise<Message>;
  /** The message as it is now, if its words hold all of these. */
  messageAt(card: Message, ...words: string[]): Message | undefined;
  /** Waits until `read` gives something, looking after every change of the workspace. */
  until<T>(read: () => T | undefined | null | false, what: string): Promise<T>;
  /** The image that a Deployment runs now. */
  imageOf(environment: string, name?: string): Promise<string>;
  /** A path below the environment's namespace, such as `apps/v1 deployments nexus-app`. */
  path(environment: string, resource: string): string;
}

/** The workspace sets no limits, so no story waits until it may read on. */
export const quick: Tempo = {
  ...usualTempo,
  edits: { pauseMs: 50, budget: { most: 1000, perMinute: 60_000, kept: 3 } },
};

/**
 * How long a story may wait for anything, in milliseconds. That includes Slack: how quickly the bot answers is for the
 * benchmarks, and a machine that is busy must not fail a story.
 */
const patience = 120_000;

/** Starts a stage. To dispose of it stops everything, and raises whatever was sent that Slack would have refused. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  await using built = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "slipway-stage-"));
  built.defer(() => rm(folder, { recursive: true, force: true }));
  const product = await makeProduct();
  built.defer(() => product.remove());
  await options.product?.(product);
  const cluster = await useCluster(folder, options.kubeconfig, built);
  const time = new StageTime();
  const workspace = built.use(await openWorkspace(time.now));
  const config = await configure({ folder, product, workspace, kubeconfig: cluster.kubeconfig }, options);
  const namespaces = new Map(config.settings.environments.map(({ name, namespace }) => [name, namespace]));
  for (const namespace of namespaces.values()) await makeNamespace(cluster.api, namespace, built);
  const tempo = { ...quick, ...options.tempo, clock: time.now };
  const slipway = await startSlipway(config, tempo, cluster.clusters);
  built.defer(() => slipway.stop());
  if (config.slack.mode === "http")
    await workspace.useRequestUrl(`http://127.0.0.1:${config.port}/slack/events`);
  else await workspace.connected();
  const running = built.move();
  return {
    ...verbs(workspace, cluster.api, namespaces),
    product,
    passes: time.passes,
    standIn: cluster.standIn,
    [Symbol.asyncDispose]: async () => {
      await running.disposeAsync();
      refuseTroubles(workspace);
    },
  };
}

/** The time on the stage: that of the machine, and what a story lets pass. */
class StageTime {
  #ahead = 0;

  readonly now = (): number => Date.now() + this.#ahead;

  /** Lets time pass at once, written as people write it: `7d`, `20m`. */
  readonly passes = (time: string): void => {
    const seconds = parseDuration(time);
    if (seconds === undefined) throw new Error(`${time} is no time`);
    this.#ahead += seconds * 1000;
  };
}

async function openWorkspace(now: () => number): Promise<Workspace> {
  const manifest: unknown = parse(await readFile(new URL("../../manifest.yml", import.meta.url), "utf8"));
  return startWorkspace({ manifest, now, ackTimeoutMs: patience });
}

interface Place {
  folder: string;
  product: Product;
  workspace: Workspace;
  kubeconfig: string;
}

/** The example configuration, read as production reads it; times are cut to what a test can wait for. */
async function configure(
  { folder, product, workspace, kubeconfig }: Place,
  options: StageOptions,
): Promise<Config> {
  const path = join(folder, "release.config.yaml");
  await writeConfiguration(path, { repository: product.location, stayUp: 1 });
  const { identity } = workspace;
  const env = {
    RELEASE_CONFIG: path,
    SLIPWAY_DATA: folder,
    SLACK_MODE: options.mode ?? "socket",
    SLACK_API_URL: workspace.url,
    SLACK_BOT_TOKEN: identity.botToken,
    SLACK_APP_TOKEN: identity.appToken,
    SLACK_SIGNING_SECRET: identity.signingSecret,
    KUBECONFIG: kubeconfig,
    PORT: options.mode === "http" ? String(await freePort()) : "0",
    LOG_LEVEL: process.env["LOG_LEVEL"] ?? "silent",
    ...(options.redis !== undefined && { REDIS_URL: options.redis }),
  };
  const loaded = await loadConfig({ env, readFile: (file) => readFileSync(file, "utf8") });
  if (!loaded.ok) throw new Error(formatConfigProblems(loaded.problems));
  const settings = structuredClone(loaded.config.settings);
  // What the calendar and the checklist ask for would mix with what a story asks for.
  settings.cadence.releases = [];
  settings.checklist.items = [];
  for (const environment of settings.environments) {
    environment.stayUp = 0;
    environment.cluster = { context: currentContext(kubeconfig) };
    if (options.kubeconfig !== undefined)
      environment.namespace = `stage-${process.pid}-${(stages += 1)}-${environment.name}`;
  }
  options.settings?.(settings);
  return { ...loaded.config, settings };
}

let stages = 0;

function currentContext(kubeconfig: string): string {
  return /^current-context: *"?([^"\n]+)/m.exec(readFileSync(kubeconfig, "utf8"))?.[1] ?? "";
}

function verbs(
  workspace: Workspace,
  api: ServerUnderTest,
  namespaces: ReadonlyMap<string, string>,
): Omit<Stage, "product" | "passes" | "standIn" | typeof Symbol.asyncDispose> {
  const namespaceOf = (environment: string): string => namespaces.get(environment) ?? environment;
  const until: Stage["until"] = (read, what) => workspace.waitFor(read, what, patience);
  const path: Stage["path"] = (environment, resource) => {
    const [version = "", ...rest] = resource.split(" ");
    const root = version.includes("/") ? "/apis" : "/api";
    return `${root}/${version}/namespaces/${namespaceOf(environment)}/${rest.join("/")}`;
  };
  return {
    workspace,
    api,
    namespaceOf,
    until,
    path,
    actor: (handle) => new Actor(workspace, handle),
    cardOf: async (...words) =>
      structuredClone(
        await until(
          () =>
            workspace.messages("releases").findLast((one) => one.threadTs === undefined && holds(one, words)),
          `a message with ${words.join(", ")}`,
        ),
      ),
    reply: (card, ...words) =>
      until(
        () => workspace.thread(card).find((one) => holds(one, words)),
        `a reply with ${words.join(", ")}`,
      ),
    messageAt: (card, ...words) =>
      workspace.messages("releases").find((one) => one.ts === card.ts && holds(one, words)),
    imageOf: async (environment, name = "nexus-app") => {
      const { body } = await api.call("GET", path(environment, `apps/v1 deployments ${name}`));
      return /"image":"[^"]*:([^"]+)"/.exec(JSON.stringify(body["spec"] ?? {}))?.[1] ?? "nothing";
    },
  };
}

function holds(message: Message, words: string[]): boolean {
  const said = wordsOf(message);
  return words.every((word) => said.includes(word));
}

/** Raises what Slack would have refused: breaches of its protocol, and calls whose content it does not take. */
function refuseTroubles(workspace: Workspace): void {
  const refused = workspace
    .calls()
    .filter(({ outcome }) => /^(?:invalid|missing|no_text|msg_)/u.test(outcome));
  const troubles = [...workspace.breaches, ...refused.map(({ method, outcome }) => `${method}: ${outcome}`)];
  if (troubles.length > 0) throw new Error(`Slack would have refused: ${troubles.join(", ")}`);
}

/** How many entries the journal has, as the doctor tells it. */
export async function journalLength({ actor }: Pick<Stage, "actor">): Promise<number> {
  const said = await actor("rosa").asks("doctor");
  const entries = /(\d+) entries, the chain holds/u.exec(said)?.[1];
  if (entries === undefined) throw new Error(`the journal is not well: ${said}`);
  return Number(entries);
}
