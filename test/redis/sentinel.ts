import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import { expect } from "vitest";
import { freePort } from "../../src/redis/free-port.ts";
import { redisServerPath } from "../../src/redis/server.ts";

/** A master with one replica, and a sentinel that puts the replica in its place when it dies. */
export interface WatchedRedis extends AsyncDisposable {
  /** With the sentinel, behind one that nobody answers at. */
  address: string;
  /** The servers, seen past the sentinel. */
  replica: Redis;
  /** SIGKILL, as when the machine dies. */
  killMaster(): Promise<void>;
}

/** How long the sentinel waits for a sign of life, in milliseconds. */
const patience = 500;

export async function startWatchedRedis(): Promise<WatchedRedis> {
  await using built = new AsyncDisposableStack();
  const folder = mkdtempSync(path.join(tmpdir(), "slipway-sentinel-"));
  built.defer(() => rmSync(folder, { recursive: true, force: true }));
  const [masterPort, replicaPort, sentinelPort] = [await freePort(), await freePort(), await freePort()];
  const begin = (name: string, lines: string[]): ChildProcess => {
    const file = path.join(folder, `${name}.conf`);
    writeFileSync(file, lines.join("\n"));
    const child = run(file, name === "sentinel");
    built.defer(() => end(child));
    return child;
  };
  const settings = (name: string, port: number): string[] => [
    `port ${port}`,
    `dir ${folder}`,
    `appenddirname ${name}`,
    "appendonly yes",
    "appendfsync no",
    'save ""',
    "hz 100",
    "repl-diskless-sync-delay 0",
    "repl-diskless-load on-empty-db",
  ];
  const master = begin("master", settings("master", masterPort));
  begin("replica", [...settings("replica", replicaPort), `replicaof 127.0.0.1 ${masterPort}`]);
  begin("sentinel", [
    `port ${sentinelPort}`,
    `dir ${folder}`,
    `sentinel monitor nexus 127.0.0.1 ${masterPort} 1`,
    `sentinel down-after-milliseconds nexus ${patience}`,
    "sentinel failover-timeout nexus 5000",
  ]);
  const [toReplica, toSentinel] = [replicaPort, sentinelPort].map((port) => {
    const client = new Redis({ port, retryStrategy: () => 20, maxRetriesPerRequest: null });
    // Refused connections are what the retries are for; without a listener the library prints them.
    client.on("error", () => undefined);
    built.defer(() => client.disconnect());
    return client;
  });
  if (!toReplica || !toSentinel) throw new Error("no clients");
  await expect.poll(() => toReplica.info("replication")).toContain("master_link_status:up");
  await expect.poll(() => toSentinel.call("SENTINEL", "REPLICAS", "nexus")).toHaveLength(1);
  const running = built.move();
  return {
    address: `redis+sentinel://127.0.0.1:1,127.0.0.1:${sentinelPort}/nexus`,
    replica: toReplica,
    killMaster: () => end(master),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function run(file: string, isSentinel: boolean): ChildProcess {
  // Ended by the kernel, too, when a test that timed out leaves nobody to end it.
  const server = ["--pdeathsig", "KILL", redisServerPath(), file, ...(isSentinel ? ["--sentinel"] : [])];
  return spawn("setpriv", server, { stdio: "ignore" });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
