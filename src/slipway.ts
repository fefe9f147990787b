import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createHandlers } from "../jobs/index.ts";
import { beginTheRest } from "./afterwards.ts";
import { openCalendarFiles } from "./calendar/files.ts";
import { createCheckRunner } from "./checks/runner.ts";
import { type Config, secretsOf } from "./config.ts";
import { openGit } from "./git/mirror.ts";
import { openReleaseWriter } from "./git/writer.ts";
import { openGitHub } from "./github/client.ts";
import { createCodeHost } from "./github/code-host.ts";
import { createReleasePages } from "./github/releases.ts";
import { type ClustersInUse, makeClusters } from "./kubernetes/clusters.ts";
import { healthRoutes, serveHealth } from "./health.ts";
import { createLog } from "./log.ts";
import { openManifestReader } from "./manifests/reader.ts";
import type { JobParts, Log } from "./parts.ts";
import type { Clock } from "./release/clock.ts";
import { probesOf } from "./probes.ts";
import { openRedis, type OpenRedis } from "./redis/open.ts";
import { createQueues, type Queues } from "./redis/queue.ts";
import { createStores, type Stores } from "./redis/stores.ts";
import { createWorkers, type Workers } from "./redis/workers.ts";
import { createAuthors } from "./slack/authors.ts";
import { createClients, type SlackClients } from "./slack/clients.ts";
import { createFiles } from "./slack/files.ts";
import { createDialogs } from "./slack/dialogs.ts";
import { createDeliveries, createMessenger } from "./slack/messenger.ts";
import { createAnswers } from "./slack/respond.ts";
import { createNames } from "./slack/people.ts";
import { createUndeliverable } from "./slack/undeliverable.ts";
import { untilBroken } from "./watch.ts";
import { openTemplates } from "./templates/templates.ts";
import { type Tempo, usualTempo } from "./tempo.ts";
import { openPlaceFinder } from "./version-files/open.ts";

/** What keeps installations in one Redis apart. */
const prefix = "slipway";
/** How long what is under way may take to finish when the process is told to stop, in milliseconds. */
const grace = 20_000;
/** How long a delivery of an event is remembered, in milliseconds: longer than Slack repeats it. */
const remembered = 2 * 3_600_000;

export interface Slipway {
  /** Where health is told, and Slack is heard in HTTP mode. */
  port: number;
  stop(): Promise<void>;
  /** Resolves when the process can no longer do its work and should be started anew. */
  broken: Promise<string>;
}

/**
 * The composition root: builds every part once, starts the work, and connects to Slack, which may take its time. What
 * was built is taken down in the opposite order. What is not needed to be ready is imported afterwards or on first use.
 */
export async function startSlipway(
  config: Config,
  tempo: Tempo = usualTempo,
  clusters: ClustersInUse = makeClusters(kubeconfigOf(config)),
): Promise<Slipway> {
  const log: Log = createLog({ level: config.logLevel, secrets: secretsOf(config) });
  await using built = new AsyncDisposableStack();
  // Slack's libraries are half of the start: they load while Redis starts and answers.
  const loading = config.role === "worker" ? undefined : import("./connect-slack.ts");
  const redis = await openRedis(redisPlace(config), { log });
  built.defer(() => redis.close());
  built.defer(() => clusters.close());
  const core = await buildCore({ config, redis, clusters, log, tempo }, built);
  const workers = config.role === "bot" ? undefined : await startWorkers(core, redis, built);
  const { parts, clients, stores } = core;
  const face = loading
    ? await (await loading).connectSlack({ config, clients, cache: stores.cache, parts, log })
    : await serveHealth(healthRoutes(always, always), config.port);
  built.defer(() => face.stop(grace));
  built.defer(beginTheRest(parts, config.role, tempo.beat));
  const running = built.move();
  return { port: face.port, stop: () => running.disposeAsync(), broken: whenBroken(redis, workers, core) };
}

/** A worker that has come so far is ready: nobody but Redis sends it anything. */
const always = (): boolean => true;

interface Core {
  parts: JobParts;
  stores: Stores;
  queues: Queues;
  clients: SlackClients;
  environments: string[];
  deliveries: ReturnType<typeof createDeliveries>;
  log: Log;
}

interface Ground {
  config: Config;
  redis: OpenRedis;
  clusters: ClustersInUse;
  log: Log;
  tempo: Tempo;
}

async function buildCore(
  { config, redis, clusters, log, tempo }: Ground,
  built: AsyncDisposableStack,
): Promise<Core> {
  const { clock = Date.now, edits } = tempo;
  const { settings } = config;
  const environments = settings.environments.map(({ name }) => name);
  const stores = openStores(redis, tempo.clock);
  const queues = createQueues(redis.interactive, { prefix, environments });
  built.defer(() => queues.close());
  const clients = createClients(config.slack);
  const undeliverable = createUndeliverable(stores.cache, log);
  const { background: client } = clients;
  const sending = { ...deliveryPartsOf(stores), client, edits, clock, queue: queues };
  const deliveries = createDeliveries({ ...sending, undeliverable, log });
  const repository = openRepository(config);
  const { git } = repository;
  const searchPath = process.env["PATH"] ?? "";
  const messenger = createMessenger({
    store: stores.conversations,
    client,
    enqueue: (conversation, part) =>
      queues.enqueue("deliver", { conversation }, { id: `deliver.${conversation}.${part}` }),
  });
  const parts: Omit<JobParts, "probes"> = {
    settings,
    clock,
    pause: (ms) => pause(ms),
    ...repository,
    manifests: openManifestReader({ git, searchPath }),
    clusters,
    ...stores,
    ...gitHubOf(config),
    secretKey: await stores.secretKey(),
    firstTime: (key) => stores.firstTime(key, remembered),
    messenger,
    media: { slack: messenger },
    templates: openTemplates(),
    ...directoryOf({ client, clock, cache: stores.cache }),
    queue: queues,
    dialogs: createDialogs(clients),
    answers: createAnswers({ client: clients.interactive, log }),
    checks: createCheckRunner({ git, searchPath, ...kubeconfigOf(config) }),
    calendarFiles: openCalendars(config, stores, clock, log),
    files: createFiles({ client: clients.background, log }),
    log,
  };
  const probes = probesOf({
    parts,
    undeliverable: () => undeliverable.problem(),
    pending: () => deliveries.pending(),
    oldestWaiting: () => queues.oldestWaiting(),
  });
  return { parts: { ...parts, probes }, stores, queues, clients, environments, deliveries, log };
}

/** The time of the store is the one that all replicas share. */
function openStores({ interactive }: OpenRedis, clock?: Clock): Stores {
  const stores = createStores(interactive, prefix, clock ?? Date.now);
  return clock ? { ...stores, notices: { ...stores.notices, now: async () => clock() } } : stores;
}

function deliveryPartsOf({ conversations: store, pace, notices }: Stores) {
  return { store, pace, sharedClock: (): Promise<number> => notices.now() };
}

/** Whom Slack knows by an address, and what people are called. */
function directoryOf(facts: Parameters<typeof createNames>[0]): Pick<JobParts, "authors" | "names"> {
  return { authors: createAuthors(facts), names: createNames(facts) };
}

function gitHubOf({ settings, githubToken }: Config): Pick<JobParts, "codeHost" | "releasePages"> {
  if (!settings.github) return {};
  const token = githubToken === undefined ? {} : { token: githubToken };
  const github = openGitHub({ ...settings.github, ...token });
  return {
    codeHost: createCodeHost(github),
    ...(settings.github.releases && { releasePages: createReleasePages(github) }),
  };
}

function kubeconfigOf({ kubeconfig }: Config): { kubeconfig?: string } {
  return kubeconfig === undefined ? {} : { kubeconfig };
}

function openCalendars(
  { settings }: Config,
  { cache }: Stores,
  clock: Clock,
  log: Log,
): JobParts["calendarFiles"] {
  return openCalendarFiles({
    source: settings.holidays.source,
    cache,
    clock,
    onTrouble: (error) => log.warn({ err: error }, "calendar file not read; the last copy serves"),
  });
}

function openRepository({ settings, dataFolder }: Config): Pick<JobParts, "git" | "writer" | "placeFinder"> {
  const place = {
    location: settings.repository.location,
    cacheFolder: join(dataFolder, "git"),
    env: process.env,
  };
  return { git: openGit(place), writer: openReleaseWriter(place), placeFinder: openPlaceFinder };
}

async function startWorkers(core: Core, redis: OpenRedis, built: AsyncDisposableStack): Promise<Workers> {
  const workers = await createWorkers(redis.worker, createHandlers(core.parts, core.deliveries), {
    prefix,
    environments: core.environments,
    concurrency: 10,
    onError: (error, queue, job) =>
      core.log.warn({ err: error, queue, job }, "job or connection failed; it is repeated"),
  });
  built.defer(() => workers.close(grace));
  return workers;
}

/** Our own Redis gone, or work that cannot be done: better to start anew than to half live. */
async function whenBroken(
  redis: OpenRedis,
  workers: Workers | undefined,
  { queues, stores, parts }: Core,
): Promise<string> {
  const broken = untilBroken({
    // That nobody consumes the queue is for workers to mend; a bot goes on taking orders.
    oldestWaiting: () => (workers ? queues.oldestWaiting() : Promise.resolve(undefined)),
    lastConsumed: () => workers?.lastConsumed()["work"] ?? 0,
    secretKey: parts.secretKey,
    secretKeyNow: () => stores.secretKey(),
    onLoss: async (name) => (await import("../jobs/run/tell-loss.ts")).tellLoss(name, parts),
    pause: (ms) => pause(ms, undefined, { ref: false }),
    clock: parts.clock,
    log: parts.log,
  });
  return Promise.race([broken, redis.lost.then(() => "the private Redis has ended")]);
}

function redisPlace(config: Config): { url: string } | { folder: string } {
  if ("url" in config.redis) return config.redis;
  const folder = join(config.redis.folder, "redis");
  mkdirSync(folder, { recursive: true });
  return { folder };
}
