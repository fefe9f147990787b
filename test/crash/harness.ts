import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, parseDocument } from "yaml";
import { type StandInCluster, startCluster } from "../../demo/cluster/server.ts";
import { writeConfiguration } from "../../demo/configuration.ts";
import type { Message } from "../../demo/workspace/types.ts";
import { startWorkspace } from "../../demo/workspace/start-workspace.ts";
import type { Workspace } from "../../demo/workspace/workspace.ts";
import { connectRedis } from "../../src/redis/connection.ts";
import { createStores, type Stores } from "../../src/redis/stores.ts";
import type { Run } from "../../src/release/run/run.ts";
import { actions } from "../../views/ids.ts";
import { makeProduct } from "../acceptance/product.ts";
import { lapse } from "../redis/lapse.ts";
import { type MortalRedis, startMortalRedis } from "../redis/redis.ts";
import type { Bot, StartBot } from "./bot.ts";
import { startGuest } from "./guest-bot.ts";

/** How long anything may take that must happen, in milliseconds; a takeover alone takes up to ten seconds. */
export const patience = 120_000;

/** Everything around the bots, which a test starts, kills and freezes. */
export interface Scene extends AsyncDisposable {
  workspace: Workspace;
  cluster: StandInCluster;
  redis: MortalRedis;
  /** The records, seen past every bot. */
  stores: Stores;
  /** Starts a guest, with these words on its command line, and waits until it is ready: until Slack reaches it, if it hears Slack. */
  start(...args: string[]): Promise<Bot>;
  /** The same with a bot of another kind. */
  startAs<B extends Bot>(startBot: StartBot<B>): Promise<B>;
  /** Kills a bot, lets lapse what it held, and starts another one, a guest unless told; answers at once. No other bot may be alive. */
  replace(bot: Bot, startBot?: StartBot<Bot>): Promise<Bot>;
  /** Ends at once what lapses by itself in Redis: what bots hold that are dead or asleep. */
  lapse(): Promise<void>;
  /** How often a bot has taken the run up. */
  claimsOf(run: Pick<Run, "id">): Promise<number>;
  /** How often a job of production was taken over from a bot that had lost it. */
  takeovers(): Promise<number>;
  /** Waits until `read` gives something, and tells what the bots said when it does not. */
  until<T>(read: () => T | undefined | false | Promise<T | undefined | false>, what: string): Promise<T>;
}

/**
 * Opens a scene; disposing of it ends everything that it started. Slack waits for an acknowledgement as long as it does, or
 * as is said. A bot is a guest where nothing depends on its being a process: one costs the processor three seconds.
 */
export async function openScene(slack: { ackTimeoutMs?: number } = {}): Promise<Scene> {
  await using built = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "slipway-crash-"));
  // A git that a killed guest has started may still be writing for a moment.
  built.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 }));
  const product = await makeProduct();
  built.defer(() => product.remove());
  const cluster = built.use(await startCluster({ pace: { readyAfter: 20, jobAfter: 20, retryAfter: 100 } }));
  const workspace = built.use(await openWorkspace(slack));
  const redis = await startMortalRedis();
  built.defer(() => redis.remove());
  const watch = await connectRedis(redis.url, "worker");
  built.defer(() => watch.disconnect());
  const variables = await furnish(folder, product.location, { cluster, workspace });
  const bots: Bot[] = [];
  built.defer(async () => void (await Promise.all(bots.map((bot) => bot[Symbol.asyncDispose]()))));
  const launch = async <B extends Bot>(startBot: StartBot<B>, args: string[] = []): Promise<B> => {
    const bot = await startBot({ workspace, cluster, redisUrl: redis.url, variables, args });
    bots.push(bot);
    return bot;
  };
  const until: Scene["until"] = (read, what) => poll(read, what, () => bots.map((bot) => bot.output()));
  const ready = async <B extends Bot>(launched: Promise<B>): Promise<B> => {
    const bot = await launched;
    await until(() => bot.isReady(), "the bot to be ready");
    return bot;
  };
  const running = built.move();
  return {
    workspace,
    cluster,
    redis,
    stores: createStores(watch, "slipway", Date.now),
    start: (...args) => ready(launch(startGuest, args)),
    startAs: (startBot) => ready(launch(startBot)),
    replace: async (bot, startBot = startGuest) => {
      await bot.kill();
      await lapse(watch);
      return launch(startBot);
    },
    lapse: () => lapse(watch),
    claimsOf: async ({ id }) => Number(await watch.hget(`{slipway}:run:${id}`, "claim")),
    takeovers: async () => {
      const events = await watch.xrange("{slipway}:queue:run.production:events", "-", "+");
      return events.filter(([, fields]) => fields.includes("stalled")).length;
    },
    until,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function openWorkspace(options: { ackTimeoutMs?: number }): Promise<Workspace> {
  const manifest: unknown = parse(await readFile(new URL("../../manifest.yml", import.meta.url), "utf8"));
  return startWorkspace({ manifest, ...options });
}

/** Makes what a bot finds around it, and answers the environment variables that lead there. */
async function furnish(
  folder: string,
  repository: string,
  { cluster, workspace }: Pick<Scene, "cluster" | "workspace">,
): Promise<Record<string, string>> {
  const [kubeconfig, configuration] = [join(folder, "kubeconfig"), join(folder, "release.config.yaml")];
  await writeFile(kubeconfig, cluster.kubeconfig(), { mode: 0o600 });
  await configure(configuration, repository);
  for (const name of ["nexus-staging", "nexus-production"]) await makeNamespace(cluster, name);
  const { url, identity } = workspace;
  return {
    RELEASE_CONFIG: configuration,
    // A bot that is started anew finds the disk of the one before, and replicas may share one.
    SLIPWAY_DATA: join(folder, "data"),
    SLACK_API_URL: url,
    SLACK_BOT_TOKEN: identity.botToken,
    SLACK_APP_TOKEN: identity.appToken,
    KUBECONFIG: kubeconfig,
    LOG_LEVEL: "warn",
  };
}

/** The example configuration; production does not ask for staging first, so that a story is one run. */
async function configure(path: string, repository: string): Promise<void> {
  // One context for both environments: each would cost every bot a process that reads its credentials.
  await writeConfiguration(path, { repository, stayUp: 1, context: "staging" });
  const document = parseDocument(await readFile(path, "utf8"));
  document.deleteIn(["environments", 1, "after"]);
  await writeFile(path, String(document));
}

async function makeNamespace({ url, token }: StandInCluster, name: string): Promise<void> {
  const answer = await fetch(`${url}/api/v1/namespaces`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name } }),
  });
  if (answer.status !== 201) throw new Error(`no namespace: ${await answer.text()}`);
}

async function poll<T>(
  read: () => T | undefined | false | Promise<T | undefined | false>,
  what: string,
  context: () => string[],
): Promise<T> {
  const deadline = Date.now() + patience;
  while (Date.now() < deadline) {
    const value = await read();
    if (value !== undefined && value !== false) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Waited in vain for ${what}.\n${context().join("\n--- another bot\n")}`);
}

/** The newest run of a version on production, once there is one. */
export async function newestRun(
  scene: Scene,
  version: string,
  kind: Run["kind"] = "deploy",
  since = 0,
): Promise<Run> {
  return scene.until(async () => {
    const [run] = await scene.stores.runs.history({ environment: "production", version }, 1);
    return run?.kind === kind && run.requestedAt >= since && run;
  }, `a ${kind} of ${version}`);
}

/** The run as it is, once it is final. */
export function ended(scene: Scene, { id }: Pick<Run, "id">): Promise<Run> {
  return scene.until(async () => {
    const run = await scene.stores.runs.get(id);
    return run?.finishedAt !== undefined && run;
  }, `the end of ${id}`);
}

/** The living message of a run, once it is posted. */
export function cardOf(scene: Scene, { id }: Pick<Run, "id">): Promise<Message> {
  return scene.until(() => messagesWithKey(scene, id)[0], `the message of ${id}`);
}

/** All messages that the bot marked with this key. */
export function messagesWithKey({ workspace }: Pick<Scene, "workspace">, key: string): Message[] {
  return workspace.messages("releases").filter((one) => one.metadata?.event_payload["key"] === key);
}

/** One yes from each approver; whoever gets no answer presses again, as people do. */
export async function approve(scene: Scene, run: Pick<Run, "id">): Promise<void> {
  const card = await cardOf(scene, run);
  for (const handle of ["ade", "bea"]) await approveAs(scene, handle, card, run);
}

async function approveAs(
  scene: Scene,
  handle: string,
  card: Message,
  { id }: Pick<Run, "id">,
): Promise<void> {
  const { id: user } = scene.workspace.person(handle);
  await scene.until(async () => {
    if (scene.workspace.socketMode.isConnected())
      await scene.workspace.as(handle).click(card, actions.approve);
    const run = await scene.stores.runs.get(id);
    return run?.approvals.some(({ by }) => by.user === user);
  }, `the yes of ${handle}`);
}

/** Asks for a deploy to production, gets it approved and waits for its end. */
export async function deploy(scene: Scene, version: string): Promise<Run> {
  await scene.workspace.as("rosa").command(`/release deploy ${version} production`);
  const run = await newestRun(scene, version);
  await approve(scene, run);
  return ended(scene, run);
}

/** Asks for a rollback without a dialog; answers the run, which goes on by itself. */
export async function askRollback(scene: Scene, version: string): Promise<Run> {
  await scene.workspace.as("rosa").command(`/release rollback ${version} --yes --reason "leaks memory"`);
  return newestRun(scene, version, "rollback");
}
