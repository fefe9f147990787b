import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

/**
 * `check.ts [part…] [-- arguments for vitest]`: runs the named parts, or all of them, and exits with 1 when one failed. A part that
 * is well says one line; the tests speak as they run, and come last, so that their numbers end the output.
 */
const root = path.dirname(import.meta.dirname);
const bin = path.join(root, "node_modules", ".bin");
const report = path.join(root, ".cache", "tests.json");

const quietParts = {
  format: ["oxfmt", "--check"],
  lint: ["oxlint", "--deny-warnings"],
  types: ["tsc", "--project", "."],
  knip: ["knip"],
} as const;

async function main(args: string[]): Promise<void> {
  const [wanted, vitestArguments] = splitAt(args, "--");
  const unknown = wanted.filter((part) => part !== "test" && !(part in quietParts));
  if (unknown.length > 0) {
    console.error(
      `no such part: ${unknown.join(", ")}; there are ${Object.keys(quietParts).join(", ")}, test`,
    );
    process.exitCode = 2;
    return;
  }
  const isWanted = (part: string): boolean => wanted.length === 0 || wanted.includes(part);
  // Side by side: one of them uses a single core, another one waits for the disk.
  const outcomes = await Promise.all(
    Object.entries(quietParts)
      .filter(([part]) => isWanted(part))
      .map(([part, command]) => runQuietly(part, command)),
  );
  if (isWanted("test")) outcomes.push(runTests(vitestArguments));
  process.exitCode = outcomes.every(Boolean) ? 0 : 1;
}

async function runQuietly(part: string, [program = "", ...args]: readonly string[]): Promise<boolean> {
  const start = performance.now();
  const said: string[] = [];
  const child = spawn(path.join(bin, program), args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => said.push(text));
  const [status] = await once(child, "close");
  if (status !== 0) console.log(said.join(""));
  sayOutcome(part, start, status === 0);
  return status === 0;
}

function runTests(extra: string[]): boolean {
  const start = performance.now();
  mkdirSync(path.dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const args = ["run", ...reporters, ...extra];
  const { status } = spawnSync(path.join(bin, "vitest"), args, { cwd: root, stdio: "inherit" });
  sayOutcome("test", start, status === 0);
  sayNumbers();
  return status === 0;
}

function sayOutcome(part: string, start: number, ok: boolean): void {
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${part.padEnd(7)}${seconds.padStart(6)} s  ${ok ? "ok" : "FAILED"}`);
}

function sayNumbers(): void {
  const { numPassedTests, numFailedTests } = readReport();
  console.log(`${numPassedTests} passed, ${numFailedTests} failed`);
}

/** Without a report vitest broke down before it ran anything; its words are above, and its exit code says so. */
function readReport(): { numPassedTests: number; numFailedTests: number } {
  try {
    return JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0 };
  }
}

function splitAt(args: string[], separator: string): [string[], string[]] {
  const at = args.indexOf(separator);
  return at === -1 ? [args, []] : [args.slice(0, at), args.slice(at + 1)];
}

await main(process.argv.slice(2));
