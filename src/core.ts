import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { openCalendarFiles } from "./calendar/files.ts";
import { createCheckRunner } from "./checks/runner.ts";
import type { Config } from "./config.ts";
import { openGit } from "./git/mirror.ts";
import { openReleaseWriter } from "./git/writer.ts";
import { openGitHub } from "./github/client.ts";
import { createCodeHost } from "./github/code-host.ts";
import { createReleasePages } from "./github/releases.ts";
import type { ClustersInUse } from "./kubernetes/clusters.ts";
import { openManifestReader } from "./manifests/reader.ts";
import type { JobParts, Log } from "./parts.ts";
import type { Clock } from "./release/clock.ts";
import { probesOf } from "./probes.ts";
import type { OpenRedis } from "./redis/open.ts";
import { createQueues, type Queues } from "./redis/queue.ts";
import { createStores, type Stores } from "./redis/stores.ts";
import { createAuthors } from "./slack/authors.ts";
import { createClients, type SlackClients } from "./slack/clients.ts";
import { createFiles } from "./slack/files.ts";
import { createDialogs } from "./slack/dialogs.ts";
import { createDeliveries, createMessenger } from "./slack/messenger.ts";
import { createAnswers } from "./slack/respond.ts";
import { createNames } from "./slack/people.ts";
import { createUndeliverable } from "./slack/undeliverable.ts";
import { openTemplates } from "./templates/templates.ts";
import type { Tempo } from "./tempo.ts";
import { openPlaceFinder } from "./version-files/open.ts";

/** How long a delivery of an event is remembered, in milliseconds: longer than Slack repeats it. */
const remembered = 2 * 3_600_000;

/** What a start goes on with: the parts that are handed down, and what only the process itself deals with. */
export interface Core {
  parts: JobParts;
  stores: Stores;
  queues: Queues;
  clients: SlackClients;
  /** Names of the configured environments. */
  environments: string[];
  deliveries: ReturnType<typeof createDeliveries>;
}

/** What stands before anything is built on it. */
export interface Ground {
  /** Keeps installations in one Redis apart. */
  prefix: string;
  config: Config;
  redis: OpenRedis;
  clusters: ClustersInUse;
  log: Log;
  tempo: Tempo;
}

/** The composition root: builds every part once; its end is deferred on the stack. */
export async function buildCore(
  { prefix, config, redis, clusters, log, tempo }: Ground,
  built: AsyncDisposableStack,
): Promise<Core> {
  const { clock = Date.now, edits } = tempo;
  const { settings } = config;
  const environments = settings.environments.map(({ name }) => name);
  const stores = openStores(redis, prefix, tempo.clock);
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
    queues: () => queues.states(),
  });
  return { parts: { ...parts, probes }, stores, queues, clients, environments, deliveries };
}

/** The time of the store is the one that all replicas share. */
function openStores({ interactive }: OpenRedis, prefix: string, clock?: Clock): Stores {
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

/** Where the clusters are named, as far as the configuration says it. */
export function kubeconfigOf({ kubeconfig }: Config): { kubeconfig?: string } {
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
