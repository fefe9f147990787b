import { readFileSync } from "node:fs";
import { enableCompileCache } from "node:module";

// Compiled code is kept between starts: the libraries below are most of the time until the bot is ready.
enableCompileCache();
const { formatConfigProblems, loadConfig } = await import("./config.ts");

const loaded = loadConfig({ env: process.env, readFile });
if (!loaded.ok) {
  console.error(
    `Slipway cannot start; ${loaded.problems.length} things to put right:\n${formatConfigProblems(loaded.problems)}`,
  );
  process.exit(1);
}

const { startSlipway } = await import("./slipway.ts");
const slipway = await startSlipway(loaded.config);

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    void slipway.stop().then(() => process.exit(0));
  });
}

void slipway.broken.then((why) => {
  console.error(`Slipway stops, to be started anew: ${why}`);
  process.exit(1);
});

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
