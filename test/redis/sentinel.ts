import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import { expect } from "vitest";
import { freePort } from "../../src/redis/free-port.ts";
import { redisServerPath } from "../../src/redis/server.ts";

/** Redis servers of which one is the master, and a sentinel that puts another one in its place when it is told to. */
export interface WatchedRedis extends AsyncDisposable {
  /** With the sentinel, behind one that nobody answers at. */
  address: string;
  /** In the order in which they are the master. */
  servers: WatchedServer[];
  /**
   * Makes the next one the master in place of a dead one. A sentinel that finds the death by itself takes its time, and
   * may choose another one, or two of them, when it knows little of either.
   */
  failOver(): Promise<void>;
}

/** One of the servers, seen past the sentinel. */
export interface WatchedServer {
  redis: Redis;
  /** Waits until this one follows another one, and has what it has. */
  follows(master: Pick<WatchedServer, "redis">): Promise<void>;
  /** Lets its replicas miss everything from now on. */
  loseTouch(): Promise<void>;
  /** SIGKILL, as when the machine dies. */
  kill(): Promise<void>;
  /** The same at a moment at which another one has everything that this one has confirmed. */
  killOnceKnownTo(replica: WatchedServer): Promise<void>;
}

/** Starts a master with so many replicas. */
export async function startWatchedRedis(replicas: number): Promise<WatchedRedis> {
  await using built = new AsyncDisposableStack();
  const folder = mkdtempSync(path.join(tmpdir(), "slipway-sentinel-"));
  built.defer(() => rmSync(folder, { recursive: true, force: true }));
  const begin = async (name: string, lines: string[], ...more: string[]) => {
    const port = await freePort();
    const file = path.join(folder, `${name}.conf`);
    writeFileSync(file, [`port ${port}`, `dir ${folder}`, ...lines].join("\n"));
    const child = run([file, ...more]);
    built.defer(() => end(child));
    const redis = patientClient(port);
    built.defer(() => redis.disconnect());
    return { port, redis, child };
  };
  const master = await begin("0", settings("0"));
  const others = await Promise.all(
    Array.from({ length: replicas }, (_, index) => {
      const follow = [`replicaof 127.0.0.1 ${master.port}`, `replica-priority ${index + 1}`];
      return begin(`${index + 1}`, [...settings(`${index + 1}`), ...follow]);
    }),
  );
  const servers = [master, ...others].map(({ redis, child }) => serverOf(redis, child));
  await Promise.all(servers.slice(1).map((one) => one.follows(servers[0] ?? one)));
  const sentinel = await begin("sentinel", watch(master.port), "--sentinel");
  const known = async () => String(await sentinel.redis.call("SENTINEL", "REPLICAS", "nexus"));
  for (let priority = 1; priority <= replicas; priority++)
    await expect.poll(known, { timeout: 60_000 }).toContain(`slave-priority,${priority},`);
  const running = built.move();
  return {
    address: `redis+sentinel://127.0.0.1:1,127.0.0.1:${sentinel.port}/nexus`,
    servers,
    failOver: async () => {
      await expect
        .poll(() => sentinel.redis.call("SENTINEL", "FAILOVER", "nexus").catch(String), { timeout: 60_000 })
        .toBe("OK");
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function settings(name: string): string[] {
  return [
    `appenddirname ${name}`,
    "appendonly yes",
    "appendfsync no",
    'save ""',
    "hz 100",
    "repl-diskless-sync-delay 0",
    "repl-diskless-load on-empty-db",
  ];
}

/** No silence is long enough for the sentinel, and nothing makes it give up what it has begun. */
function watch(port: number): string[] {
  return [
    `sentinel monitor nexus 127.0.0.1 ${port} 1`,
    "sentinel down-after-milliseconds nexus 600000",
    "sentinel failover-timeout nexus 600000",
  ];
}

function serverOf(redis: Redis, child: ChildProcess): WatchedServer {
  return {
    redis,
    follows: async (master) => {
      await expect.poll(() => fact(redis, "master_link_status")).toBe("up");
      await expect.poll(() => fact(redis, "master_port")).toBe(String(master.redis.options.port));
      const wanted = Number(await fact(master.redis, "master_repl_offset"));
      await expect
        .poll(async () => Number(await fact(redis, "slave_repl_offset")))
        .toBeGreaterThanOrEqual(wanted);
    },
    killOnceKnownTo: async (replica) => {
      await redis.client("PAUSE", 60_000, "WRITE");
      await replica.follows({ redis });
      await end(child);
    },
    loseTouch: async () => {
      await redis.call("ACL", "SETUSER", "default", "-psync", "-sync");
      await redis.call("CLIENT", "KILL", "TYPE", "replica");
    },
    kill: () => end(child),
  };
}

/** What a server says of its replication under this name. */
async function fact(redis: Redis, name: string): Promise<string | undefined> {
  return new RegExp(`${name}:(\\S+)`).exec(await redis.info("replication"))?.[1];
}

function patientClient(port: number): Redis {
  const client = new Redis({ port, retryStrategy: () => 20, maxRetriesPerRequest: null });
  // Refused connections are what the retries are for; without a listener the library prints them.
  client.on("error", () => undefined);
  return client;
}

function run(args: string[]): ChildProcess {
  // Ended by the kernel, too, when a test that timed out leaves nobody to end it.
  return spawn("setpriv", ["--pdeathsig", "KILL", redisServerPath(), ...args], { stdio: "ignore" });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
