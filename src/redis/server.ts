import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { Redis } from "ioredis";
import { makeProblem, ProblemError } from "../release/problem.ts";
import { freePort } from "./free-port.ts";

export interface PrivateRedisOptions {
  /** Where the data lives; made when it is missing, readable by this user only. */
  folder: string;
  /** A free one is taken when it is left out. */
  port?: number;
  /** `everysec` (the default) may lose the last second when the machine dies, `always` loses nothing and is slower. */
  appendfsync?: "everysec" | "always";
  /** Told every line that the server prints. */
  log: (line: string) => void;
}

export interface PrivateRedis {
  /** With the password, for clients on this machine. */
  url: string;
  pid: number;
  /** Resolves with words once the server is gone, whether it was stopped or not. */
  exited: Promise<string>;
  /** Lets the server write what it holds and waits until its process is gone. */
  stop(): Promise<void>;
}

const startDeadline = 60_000;
const stopDeadline = 10_000;
/** What `flock` is told to exit with when another process has the folder's lock. */
const inUse = 75;

/**
 * Starts a Redis of our own on 127.0.0.1 with everything that Slipway asks of one, and answers once it has loaded its
 * data. Raises `store-unavailable` when the folder belongs to a living server, or no server starts. On Linux the kernel
 * holds the folder's lock as long as the server lives, and ends the server when this process dies.
 */
export async function startPrivateRedis(options: PrivateRedisOptions): Promise<PrivateRedis> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  const port = options.port ?? (await freePort());
  const password = randomBytes(24).toString("hex");
  const child = spawnServer(path.resolve(options.folder));
  const exited = exitOf(child, options.folder);
  passOn(child, options.log);
  child.stdin.end(configuration({ ...options, port, password }));
  const url = `redis://:${password}@127.0.0.1:${port}`;
  try {
    await answers(url, exited);
  } catch (error) {
    await stop(child, exited);
    throw error;
  }
  return {
    url,
    pid: child.pid ?? 0,
    exited: exited.then((problem) => problem.message),
    stop: () => stop(child, exited),
  };
}

/**
 * The program to start: the one that the set-up of a clone found or unpacked, noted in `.cache/redis-server.path`, else
 * whatever the PATH has by that name.
 */
export function redisServerPath(cache = path.join(import.meta.dirname, "../../.cache")): string {
  const note = path.join(cache, "redis-server.path");
  const noted = existsSync(note) ? readFileSync(note, "utf8").trim() : "";
  return noted !== "" && existsSync(noted) ? noted : "redis-server";
}

/** A group of its own, so that Ctrl-C in a terminal reaches us first and our last writes still find the server. */
function spawnServer(folder: string): ChildProcessWithoutNullStreams {
  const server = [redisServerPath(), "-"];
  const dieWithUs = ["setpriv", "--pdeathsig", "TERM"];
  const lock = ["flock", "--nonblock", "--no-fork", "--conflict-exit-code", String(inUse), "slipway.lock"];
  const [program = "", ...args] = process.platform === "linux" ? [...dieWithUs, ...lock, ...server] : server;
  return spawn(program, args, { cwd: folder, detached: true, stdio: ["pipe", "pipe", "pipe"] });
}

/** Goes through standard input, because arguments (and with them the password) can be read by every user. */
function configuration(options: PrivateRedisOptions & { port: number; password: string }): string {
  return [
    "bind 127.0.0.1",
    `port ${options.port}`,
    `requirepass ${options.password}`,
    "dir .",
    'save ""',
    "appendonly yes",
    `appendfsync ${options.appendfsync ?? "everysec"}`,
    // A store of records must refuse a write rather than forget a run.
    "maxmemory-policy noeviction",
    "hz 100",
    "",
  ].join("\n");
}

async function exitOf(child: ChildProcessWithoutNullStreams, folder: string): Promise<ProblemError> {
  try {
    const [code, signal] = await once(child, "exit");
    return code === inUse ? folderInUse(folder) : cannotRun(`it ended with ${signal ?? `code ${code}`}`);
  } catch (error) {
    return cannotRun(error instanceof Error ? error.message : String(error));
  }
}

function folderInUse(folder: string): ProblemError {
  return new ProblemError(
    makeProblem(
      "store-unavailable",
      `Another Slipway uses the data folder ${folder}.`,
      "Stop the other one, or give this one a data folder of its own.",
    ),
  );
}

function cannotRun(why: string): ProblemError {
  return new ProblemError(
    makeProblem(
      "store-unavailable",
      `The private redis-server does not run: ${why}.`,
      "See its lines in the log, install Redis 7 or newer, or set REDIS_URL to a Redis of yours.",
    ),
  );
}

/** A client counts as connected only when the server has loaded its data, so one PING says it all. */
async function answers(url: string, exited: Promise<ProblemError>): Promise<void> {
  const client = new Redis(url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  // Refused connections are what the retries are for; without a listener the library prints them.
  client.on("error", () => undefined);
  try {
    const problem = await Promise.race([
      client.ping().then(() => undefined),
      exited,
      once(AbortSignal.timeout(startDeadline), "abort").then(() => cannotRun("it did not answer in time")),
    ]);
    if (problem) throw problem;
  } finally {
    client.disconnect();
  }
}

async function stop(child: ChildProcessWithoutNullStreams, exited: Promise<unknown>): Promise<void> {
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), stopDeadline);
  await exited;
  clearTimeout(force);
}

function passOn(child: ChildProcessWithoutNullStreams, log: (line: string) => void): void {
  createInterface({ input: child.stdout }).on("line", log);
  createInterface({ input: child.stderr }).on("line", log);
  child.stdin.on("error", (error) => log(`redis-server did not read its configuration: ${error.message}`));
}
