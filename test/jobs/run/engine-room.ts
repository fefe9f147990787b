import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type StandInCluster, startCluster } from "../../../demo/cluster/server.ts";
import { writeConfiguration } from "../../../demo/configuration.ts";
import { planJob } from "../../../jobs/plan/plan.ts";
import { runJob } from "../../../jobs/run/run.ts";
import { openCalendarFiles } from "../../../src/calendar/files.ts";
import { createCheckRunner } from "../../../src/checks/runner.ts";
import { formatConfigProblems, loadConfig } from "../../../src/config.ts";
import { openGit } from "../../../src/git/mirror.ts";
import { openReleaseWriter } from "../../../src/git/writer.ts";
import { makeClusters } from "../../../src/kubernetes/clusters.ts";
import { createLog } from "../../../src/log.ts";
import { openManifestReader } from "../../../src/manifests/reader.ts";
import type { JobParts } from "../../../src/parts.ts";
import { connectRedis } from "../../../src/redis/connection.ts";
import { createQueues } from "../../../src/redis/queue.ts";
import { createStores, type Stores } from "../../../src/redis/stores.ts";
import type { MessagePayload } from "../../../src/release/messages.ts";
import type { DeployAsk, PlanRequest, RollbackAsk } from "../../../src/release/request.ts";
import type { Run } from "../../../src/release/run/run.ts";
import type { Environment } from "../../../src/release/settings.ts";
import { createAuthors } from "../../../src/slack/authors.ts";
import { createClients } from "../../../src/slack/clients.ts";
import { createFiles } from "../../../src/slack/files.ts";
import { createMessenger } from "../../../src/slack/messenger.ts";
import { createNames } from "../../../src/slack/people.ts";
import { openTemplates } from "../../../src/templates/templates.ts";
import { openPlaceFinder } from "../../../src/version-files/open.ts";
import { makeProduct, type Product } from "../../acceptance/product.ts";
import { makeNamespace } from "../../acceptance/stage-cluster.ts";
import { realServer, type ServerUnderTest } from "../../cluster/server.ts";
import { startMortalRedis } from "../../redis/redis.ts";

/**
 * The part of Slipway that plans and carries out runs, on a real Redis, a real repository and a stand-in cluster, without
 * Slack and without workers: a test calls each job itself, in the order that it is about.
 */
export interface EngineRoom extends AsyncDisposable {
  parts: JobParts;
  product: Product;
  standIn: StandInCluster;
  api: ServerUnderTest;
  staging: Environment;
  /** What people were told in their sight only. */
  told: MessagePayload[];
  /** Plans a request of a person, as the job `plan` does; answers the run that it led to. */
  ask(id: string, ask: DeployAsk | RollbackAsk, at?: number): Promise<Run | undefined>;
  /** Delivers the job of a run once; answers the run as it is then, and for how long the job was given back. */
  deliver(id: string): Promise<{ run: Run | undefined; backFor?: number }>;
  /** What the message of a conversation should show, as text. */
  shown(key: string): Promise<string>;
}

/** Opens an engine room; staging asks for no check, and for no approval. */
export async function openEngineRoom(): Promise<EngineRoom> {
  await using built = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "slipway-engine-"));
  built.defer(() => rm(folder, { recursive: true, force: true }));
  const product = await makeProduct();
  built.defer(() => product.remove());
  const standIn = built.use(await startCluster({ pace: { readyAfter: 10, jobAfter: 10, retryAfter: 50 } }));
  const kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, standIn.kubeconfig(), { mode: 0o600 });
  const api = built.use(await realServer(kubeconfig));
  await makeNamespace(api, "nexus-staging", built);
  const settings = await settingsOf(folder, product.location);
  const told: MessagePayload[] = [];
  const parts = await partsOf({ folder, kubeconfig, settings, told }, built);
  const [staging] = settings.environments;
  if (!staging) throw new Error("the example has no environment");
  const running = built.move();
  return {
    ...verbsOf(parts),
    parts,
    product,
    standIn,
    api,
    staging,
    told,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function settingsOf(folder: string, repository: string): Promise<JobParts["settings"]> {
  const path = join(folder, "release.config.yaml");
  await writeConfiguration(path, { repository, stayUp: 1, context: "staging", hasNoCalendar: true });
  const env = {
    RELEASE_CONFIG: path,
    SLIPWAY_DATA: folder,
    SLACK_BOT_TOKEN: "xoxb-1",
    SLACK_APP_TOKEN: "xapp-1",
  };
  const loaded = await loadConfig({ env, readFile: (file) => readFileSync(file, "utf8") });
  if (!loaded.ok) throw new Error(formatConfigProblems(loaded.problems));
  const settings = structuredClone(loaded.config.settings);
  for (const environment of settings.environments) {
    environment.stayUp = 0;
    environment.checks = [];
    environment.rollback.automatic = true;
  }
  return settings;
}

interface Place {
  folder: string;
  kubeconfig: string;
  settings: JobParts["settings"];
  told: MessagePayload[];
}

async function partsOf(
  { folder, kubeconfig, settings, told }: Place,
  built: AsyncDisposableStack,
): Promise<JobParts & Pick<Stores, "conversations">> {
  const server = await startMortalRedis();
  built.defer(() => server.remove());
  const redis = await connectRedis(server.url, "worker");
  built.defer(() => redis.disconnect());
  const stores = createStores(redis, "test", Date.now);
  const queue = createQueues(redis, {
    prefix: "test",
    environments: settings.environments.map(({ name }) => name),
  });
  built.defer(() => queue.close());
  const clusters = makeClusters({ kubeconfig });
  built.defer(() => clusters.close());
  const place = {
    location: settings.repository.location,
    cacheFolder: join(folder, "git"),
    env: process.env,
  };
  const git = openGit(place);
  const log = createLog({ level: "silent", secrets: [] });
  const client = createClients({ botToken: "xoxb-1", apiUrl: "http://127.0.0.1:1/" }).background;
  const directory = { client, cache: stores.cache, clock: Date.now };
  const searchPath = process.env["PATH"] ?? "";
  const messenger = createMessenger({ store: stores.conversations, client, enqueue: async () => undefined });
  return {
    ...stores,
    settings,
    clock: Date.now,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 20))),
    git,
    writer: openReleaseWriter(place),
    placeFinder: openPlaceFinder,
    manifests: openManifestReader({ git, searchPath }),
    clusters,
    secretKey: await stores.secretKey(),
    firstTime: (key) => stores.firstTime(key, 1000),
    messenger,
    media: { slack: messenger },
    templates: openTemplates(),
    authors: createAuthors(directory),
    names: createNames(directory),
    queue,
    dialogs: { open: async () => "V1", update: async () => undefined, publish: async () => undefined },
    answers: {
      say: async (_place, payload) => void told.push(payload),
      reply: async () => undefined,
    },
    checks: createCheckRunner({ git, searchPath, kubeconfig }),
    calendarFiles: openCalendarFiles({ cache: stores.cache, clock: Date.now, onTrouble: () => undefined }),
    files: createFiles({ client, log }),
    probes: [],
    log,
  };
}

/** What a job throws when it is given back. */
class GivenBack extends Error {
  readonly ms: number;

  constructor(ms: number) {
    super("given back");
    this.ms = ms;
  }
}

function verbsOf(
  parts: JobParts & Pick<Stores, "conversations">,
): Pick<EngineRoom, "ask" | "deliver" | "shown"> {
  const context = {
    signal: new AbortController().signal,
    redeliver: async (ms: number): Promise<never> => {
      throw new GivenBack(ms);
    },
  };
  return {
    ask: async (id, ask, at = Date.now()) => {
      const by = { user: "U0ROSA", team: "T1" };
      const request: PlanRequest = { id, by, at, answer: { channel: "C1", user: by.user }, ask };
      await planJob(parts)({ request }, context);
      return parts.runs.get(`run-${id}`);
    },
    shown: async (key) => JSON.stringify((await parts.conversations.read(key))?.desired?.payload ?? ""),
    deliver: async (id) => {
      try {
        await runJob(parts)({ run: id }, context);
        return { run: await parts.runs.get(id) };
      } catch (error) {
        if (!(error instanceof GivenBack)) throw error;
        return { run: await parts.runs.get(id), backFor: error.ms };
      }
    },
  };
}
