import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createHandlers } from "../jobs/index.ts";
import { beginTheRest } from "./afterwards.ts";
import { type Config, secretsOf } from "./config.ts";
import { buildCore, type Core, kubeconfigOf } from "./core.ts";
import { type ClustersInUse, makeClusters } from "./kubernetes/clusters.ts";
import { healthRoutes, serveHealth } from "./health.ts";
import { createLog } from "./log.ts";
import type { Log } from "./parts.ts";
import { openRedis, type OpenRedis, type RedisPlace } from "./redis/open.ts";
import { createWorkers, type Workers } from "./redis/workers.ts";
import { untilBroken } from "./watch.ts";
import { type Tempo, usualTempo } from "./tempo.ts";

/** What keeps installations in one Redis apart. */
const prefix = "slipway";
/** How long what is under way may take to finish when the process is told to stop, in milliseconds. */
const grace = 20_000;

export interface Slipway {
  /** Where health is told, and Slack is heard in HTTP mode. */
  port: number;
  stop(): Promise<void>;
  /** Resolves when the process can no longer do its work and should be started anew. */
  broken: Promise<string>;
}

/**
 * Starts the whole: opens Redis, has the parts built, starts the work, and connects to Slack, which may take its time.
 * What was begun is ended in the opposite order. What is not needed to be ready is imported afterwards or on first use.
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
  const core = await buildCore({ prefix, config, redis, clusters, log, tempo }, built);
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

async function startWorkers(
  { parts, deliveries, environments }: Core,
  redis: OpenRedis,
  built: AsyncDisposableStack,
): Promise<Workers> {
  const workers = await createWorkers(redis.worker, createHandlers(parts, deliveries), {
    prefix,
    environments,
    concurrency: 10,
    onError: (error, queue, job) =>
      parts.log.warn({ err: error, queue, job }, "job or connection failed; it is repeated"),
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
    // That nobody consumes a queue is for workers to mend; a bot goes on taking orders.
    queues: async () => (workers ? queues.states() : []),
    lastConsumed: () => workers?.lastConsumed() ?? {},
    secretKey: parts.secretKey,
    secretKeyNow: () => stores.secretKey(),
    onLoss: async (name) => (await import("../jobs/run/tell-loss.ts")).tellLoss(name, parts),
    setBack: () => stores.journal.setBack(),
    onSetBack: async (setBack) => (await import("../jobs/run/tell-loss.ts")).tellSetBack(setBack, parts),
    pause: (ms) => redis.restOrRenewal(ms),
    clock: parts.clock,
    log: parts.log,
  });
  return Promise.race([broken, redis.lost]);
}

function redisPlace(config: Config): RedisPlace {
  if (!("folder" in config.redis)) return config.redis;
  const folder = join(config.redis.folder, "redis");
  mkdirSync(folder, { recursive: true });
  return { folder };
}
