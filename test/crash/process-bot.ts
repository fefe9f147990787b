import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { openRedisLine, type RedisLine } from "./redis-line.ts";

/** One process of the product, started as production starts it. */
export interface Bot {
  line: RedisLine;
  process: ChildProcess;
  /** The port of its health routes; known once it listens. */
  isReady(): Promise<boolean>;
  /** SIGKILL: nothing of what it was doing is finished. */
  kill(): Promise<void>;
  /** SIGTERM; answers its exit code. */
  terminate(): Promise<number | null>;
  freeze(): void;
  thaw(): void;
  isAlive(): boolean;
  /** What it said, for the message of a failed test. */
  output(): string;
}

export interface BotFacts {
  variables: Record<string, string>;
  /** What follows on the command line. */
  args?: string[];
  redisPort: number;
  port: number;
}

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/**
 * Starts a bot with a line to Redis of its own; it may take a second until it is ready. The kernel ends it when the test
 * is ended in a hurry.
 */
export async function startBot({ variables, args = [], redisPort, port }: BotFacts): Promise<Bot> {
  const line = await openRedisLine(redisPort);
  const said: string[] = [];
  const child = spawn("setpriv", ["--pdeathsig", "KILL", process.execPath, main, ...args], {
    env: { PATH: process.env["PATH"] ?? "", ...variables, REDIS_URL: line.url, PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => said.push(text));
  }
  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    line,
    process: child,
    isReady: () => answersWell(`http://127.0.0.1:${port}/readyz`),
    kill: async () => {
      if (isAlive()) {
        const ended = once(child, "exit");
        child.kill("SIGKILL");
        await ended;
      }
      await line.close();
    },
    terminate: async () => {
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      await line.close();
      return child.exitCode;
    },
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    isAlive,
    output: () => said.join("").slice(-4000),
  };
}

async function answersWell(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(1000) })).ok;
  } catch {
    // It does not listen yet, or no longer.
    return false;
  }
}
