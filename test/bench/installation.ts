import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Queue } from "bullmq";
import { parse, parseDocument, type Document } from "yaml";
import { writeConfiguration } from "../../demo/configuration.ts";
import { makeSampleRepository } from "../../demo/sample-repository.ts";
import { startWorkspace } from "../../demo/workspace/start-workspace.ts";
import type { Workspace } from "../../demo/workspace/workspace.ts";
import { makeKeys } from "../../src/redis/keys.ts";
import { startPrivateRedis } from "../../src/redis/server.ts";
import { freePort } from "../../src/redis/free-port.ts";

/** A workspace and a Redis, with all that a bot needs to be started in them by signed HTTP. */
export interface Installation extends AsyncDisposable {
  folder: string;
  workspace: Workspace;
  redisUrl: string;
  /** Environment variables of every program that is started here. */
  variables: Record<string, string>;
}

export interface InstallationFacts {
  /** The repository that is released; the sample of the demo when it is left out. */
  repository?: string;
  kubeconfig?: string;
  /** Changes the example configuration. */
  change?: (configuration: Document) => void;
}

/** Makes an installation in a folder of its own, without a bot yet; Redis writes every second, as by default. */
export async function openInstallation(facts: InstallationFacts = {}): Promise<Installation> {
  await using built = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "slipway-bench-"));
  built.defer(() => rm(folder, { recursive: true, force: true }));
  const manifest: unknown = parse(await readFile(new URL("../../manifest.yml", import.meta.url), "utf8"));
  const workspace = built.use(await startWorkspace({ manifest }));
  const redis = await startPrivateRedis({ folder: join(folder, "redis"), log: () => undefined });
  built.defer(() => redis.stop());
  const configuration = join(folder, "release.config.yaml");
  const repository = facts.repository ?? join(folder, "sample.git");
  if (facts.repository === undefined) await makeSampleRepository(repository);
  await writeConfiguration(configuration, { repository, stayUp: 1 });
  const document = parseDocument(await readFile(configuration, "utf8"));
  facts.change?.(document);
  await writeFile(configuration, String(document));
  const { identity } = workspace;
  const running = built.move();
  return {
    folder,
    workspace,
    redisUrl: redis.url,
    variables: {
      RELEASE_CONFIG: configuration,
      SLIPWAY_DATA: join(folder, "data"),
      REDIS_URL: redis.url,
      SLACK_MODE: "http",
      SLACK_API_URL: workspace.url,
      SLACK_BOT_TOKEN: identity.botToken,
      SLACK_SIGNING_SECRET: identity.signingSecret,
      KUBECONFIG: facts.kubeconfig ?? join(folder, "none"),
      NODE_ENV: "production",
      NODE_COMPILE_CACHE: join(folder, "compile-cache"),
      LOG_LEVEL: process.env["LOG_LEVEL"] ?? "error",
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** A program that answers on a port. */
export interface Program extends AsyncDisposable {
  port: number;
  process: ChildProcess;
  /** From its start until it said that it is ready, in milliseconds. */
  startedIn: number;
}

/** Starts the bot as the image does. */
export function startSlipway(installation: Installation): Promise<Program> {
  return startProgram("../../src/main.ts", installation.variables, [
    "--min-semi-space-size=4",
    "--max-semi-space-size=4",
  ]);
}

/** Starts the bot so that it does not wait for workloads to stay up. */
export function startWithoutWait(installation: Installation): Promise<Program> {
  return startProgram("start-without-wait.ts", installation.variables);
}

/** Starts the app that Slipway is held against. */
export function startBareApp(installation: Installation, ack: "at once" | "queued"): Promise<Program> {
  return startProgram("bare-app.ts", { ...installation.variables, ACK: ack });
}

async function startProgram(
  path: string,
  variables: Record<string, string>,
  flags: string[] = [],
): Promise<Program> {
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, [...flags, fileURLToPath(new URL(path, import.meta.url))], {
    env: { ...process.env, ...variables, PORT: String(port) },
    stdio: ["ignore", "inherit", "inherit"],
  });
  while (!(await isReady(port))) {
    if (child.exitCode !== null) throw new Error(`${path} ended with code ${child.exitCode}.`);
    await pause(5);
  }
  return {
    port,
    process: child,
    startedIn: performance.now() - began,
    [Symbol.asyncDispose]: () => stop(child),
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 5000);
  await ended;
  clearTimeout(timer);
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    get({ port, host: "127.0.0.1", path: "/readyz", agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).once("error", () => resolve(false));
  });
}

/** What a process holds in memory, in megabytes. */
export async function residentMegabytes({ pid }: ChildProcess): Promise<number> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=", "-p", String(pid)]);
  return Number(stdout) / 1024;
}

/** Lets requests be stored and nobody carry them out; answers the queue in which they are. */
export async function pauseWork({ redisUrl }: Installation): Promise<Queue> {
  const work = new Queue("work", { connection: { url: redisUrl }, prefix: makeKeys("slipway").queuePrefix });
  await work.pause();
  return work;
}
