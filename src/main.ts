import { readFileSync } from "node:fs";
import { enableCompileCache, flushCompileCache } from "node:module";

// Compiled code is kept between starts: the libraries below are most of the time until the bot is ready.
enableCompileCache();
const { formatConfigProblems, loadConfig } = await import("./config.ts");

const loaded = await loadConfig({ env: process.env, args: process.argv.slice(2), readFile });
if (!loaded.ok) {
  const { length } = loaded.problems;
  const things = length === 1 ? "one thing" : `${length} things`;
  console.error(`Slipway cannot start; ${things} to put right:\n${formatConfigProblems(loaded.problems)}`);
  process.exit(1);
}

const [{ startSlipway }, { endWith }] = await Promise.all([import("./slipway.ts"), import("./lifetime.ts")]);

/** How long all may take that is done before the process ends, in milliseconds: supervisors kill after thirty seconds. */
const mostPatience = 27_000;
endWith(await startSlipway(loaded.config).catch(refuse), mostPatience, console.error);

// A process that is killed keeps nothing at its end, and the next one would start as slowly: so it is kept once all is
// loaded that is used often.
setTimeout(flushCompileCache, 3000).unref();

/** What somebody can act on is told in words; everything else is a fault, and ends with where it was. */
async function refuse(error: unknown): Promise<never> {
  const { ProblemError } = await import("./release/problem.ts");
  if (error instanceof ProblemError) {
    console.error(`Slipway cannot start: ${error.problem.what} ${error.problem.advice}`);
  } else if (error instanceof Error && "syscall" in error) {
    console.error(
      `Slipway cannot start: ${error.message}. Check PORT and SLIPWAY_DATA, and what may be written there.`,
    );
  } else throw error;
  process.exit(1);
}

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
