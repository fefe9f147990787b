import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import { redisServerPath } from "../../src/redis/server.ts";
import { freePort } from "../../src/redis/free-port.ts";

/** A redis-server that a test may kill, freeze and start again at the same address with the same data. */
export interface MortalRedis {
  url: string;
  /** SIGKILL, as when the machine dies. */
  kill(): Promise<void>;
  start(): Promise<void>;
  freeze(): void;
  thaw(): void;
  remove(): Promise<void>;
}

export async function startMortalRedis(): Promise<MortalRedis> {
  const folder = mkdtempSync(path.join(tmpdir(), "slipway-stores-"));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child = run(folder, port);
  await answers(url);
  const kill = () => end(child);
  return {
    url,
    kill,
    start: async () => {
      child = run(folder, port);
      await answers(url);
    },
    freeze: () => child.kill("SIGSTOP"),
    thaw: () => child.kill("SIGCONT"),
    remove: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function run(folder: string, port: number): ChildProcess {
  // A process that is killed loses nothing that it has written; only for a machine that dies would it have to be synced.
  const settings = ["--appendonly", "yes", "--appendfsync", "no", "--save", "", "--hz", "100"];
  // Ended by the kernel, too, when a test that timed out leaves nobody to end it.
  const server = ["--pdeathsig", "KILL", redisServerPath(), "--port", String(port), "--dir", folder];
  return spawn("setpriv", [...server, ...settings], { stdio: "ignore" });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function answers(url: string): Promise<void> {
  const client = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  client.on("error", () => undefined);
  await client.ping();
  client.disconnect();
}
