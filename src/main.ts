import { readFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { setTimeout as pause } from "node:timers/promises";

// Compiled code is kept between starts: the libraries below are most of the time until the bot is ready.
enableCompileCache();
const { formatConfigProblems, loadConfig } = await import("./config.ts");

const loaded = await loadConfig({ env: process.env, args: process.argv.slice(2), readFile });
if (!loaded.ok) {
  console.error(
    `Slipway cannot start; ${loaded.problems.length} things to put right:\n${formatConfigProblems(loaded.problems)}`,
  );
  process.exit(1);
}

const { startSlipway } = await import("./slipway.ts");
const slipway = await startSlipway(loaded.config);

/** How long all may take that is done before the process ends, in milliseconds: supervisors kill after thirty seconds. */
const mostPatience = 27_000;
let ending: Promise<void> | undefined;

// Asking again changes nothing: the first ask is being followed.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void end(0));

// What nobody foresaw leaves the process in a state that nobody knows: it parks its work and is started anew.
process.on("uncaughtException", (error) => {
  // Only the first one is said: where nobody reads what is said, saying it would be the next one, and so on for ever.
  if (ending === undefined) console.error("Slipway stops, to be started anew:", error);
  void end(1);
});

void slipway.broken.then((why) => {
  console.error(`Slipway stops, to be started anew: ${why}`);
  return end(1);
});

function end(code: number): Promise<void> {
  ending ??= stopWithin(mostPatience).then(
    (isStopped) => process.exit(isStopped ? code : 1),
    (error: unknown) => {
      console.error("Slipway did not stop as it should:", error);
      process.exit(1);
    },
  );
  return ending;
}

async function stopWithin(ms: number): Promise<boolean> {
  const timeout = pause(ms).then(() => false);
  return Promise.race([slipway.stop().then(() => true), timeout]);
}

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
