import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { answersWell, type Bot, type StartBot } from "./bot.ts";
import { openLine } from "./line.ts";
import { freePort } from "../../src/redis/free-port.ts";

/** One process of the product, started as production starts it. */
export interface ProcessBot extends Bot {
  process: ChildProcess;
  /** Sends these signals one after the other; answers its exit code. */
  terminate(...signals: NodeJS.Signals[]): Promise<number | null>;
  freeze(): void;
  thaw(): void;
}

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url));

/** Starts a bot with a line to Redis of its own. The kernel ends it when the test is ended in a hurry. */
export const startProcess: StartBot<ProcessBot> = async ({ redisUrl, variables, args }) => {
  const line = await openLine(redisUrl);
  const port = await freePort();
  const said: string[] = [];
  const child = spawn("setpriv", ["--pdeathsig", "KILL", process.execPath, main, ...args], {
    env: { PATH: process.env["PATH"] ?? "", ...variables, REDIS_URL: line.url, PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => said.push(text));
  }
  const exited = once(child, "exit");
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await exited;
    line.cut();
  };
  return {
    line,
    process: child,
    isReady: () => answersWell(port),
    kill,
    terminate: async (...signals) => {
      for (const signal of signals) child.kill(signal);
      await exited;
      line.cut();
      return child.exitCode;
    },
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
    isAlive: () => child.exitCode === null && child.signalCode === null,
    output: () => said.join("").slice(-4000),
    [Symbol.asyncDispose]: kill,
  };
};
