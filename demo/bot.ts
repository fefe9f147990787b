import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export interface BotFacts {
  /** Environment variables, as production reads them. */
  variables: Record<string, string>;
  /** The port of its health routes. */
  port: number;
  /** What the process says, line by line as it comes. */
  onOutput: (text: string) => void;
}

export interface Bot {
  process: ChildProcess;
  /** Asks it to stop and waits for it; kills it when it takes too long. */
  stop(): Promise<void>;
}

/** Starts the bot as production does, in a process of its own, and answers when it is ready to work. */
export async function startBot({ variables, port, onOutput }: BotFacts): Promise<Bot> {
  const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, ...variables, PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout.setEncoding("utf8").on("data", onOutput);
  child.stderr.setEncoding("utf8").on("data", onOutput);
  await untilReady(child, port);
  return { process: child, stop: () => stop(child) };
}

/**
 * Starts the bot, and starts it again whenever it dies, as whatever looks after it in production does. Answers how to stop
 * it for good.
 */
export async function keepBot(facts: BotFacts): Promise<Pick<Bot, "stop">> {
  let isOver = false;
  let bot = await startBot(facts);
  let starting = Promise.resolve();
  const startAgain = async (): Promise<void> => {
    if (isOver) return;
    facts.onOutput("The bot has died. It is started again, and goes on where it was.");
    try {
      bot = await startBot(facts);
      watch();
    } catch (error) {
      facts.onOutput(`The bot does not start again: ${String(error)}`);
    }
  };
  const watch = (): void => {
    facts.onOutput(`The bot is process ${bot.process.pid}; kill -9 it whenever you like.`);
    bot.process.once("exit", () => {
      starting = startAgain();
    });
  };
  watch();
  return {
    stop: async () => {
      isOver = true;
      await starting;
      await bot.stop();
    },
  };
}

async function untilReady(child: ChildProcess, port: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null)
      throw new Error(`The bot ended with code ${child.exitCode} before it was ready.`);
    if (await isReady(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill("SIGKILL");
  throw new Error("The bot was not ready within a minute.");
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok;
  } catch {
    // Not listening yet.
    return false;
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 20_000);
  await ended;
  clearTimeout(timer);
}
