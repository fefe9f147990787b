import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import { promisify } from "node:util";
import { makeProblem, ProblemError } from "../release/problem.ts";

const run = promisify(execFile);

/** The first of the programs that the search path has, as a full path. */
export async function findProgram(searchPath: string, names: string[]): Promise<string | undefined> {
  for (const name of names) {
    for (const folder of searchPath.split(delimiter).filter(isAbsolute)) {
      const file = join(folder, name);
      if (await isExecutable(file)) return file;
    }
  }
  return undefined;
}

export interface Rendering {
  program: string;
  args: string[];
  /** What it takes for its home: it sees no setting or credential of ours. */
  home: string;
  /** Where it runs. */
  folder: string;
  /** Milliseconds. */
  timeout: number;
}

/** The most that a rendering may print, in bytes. */
const mostOutput = 32 * 1024 * 1024;

/** What the program prints; raises `rendering-failed` with its own words when it fails, talks too much or too long. */
export async function render({ program, args, home, folder, timeout }: Rendering): Promise<string> {
  try {
    const env = { HOME: home, PATH: "", TMPDIR: home, LC_ALL: "C" };
    const options = { cwd: folder, env, timeout, maxBuffer: mostOutput, killSignal: "SIGKILL" as const };
    const { stdout } = await run(program, args, options);
    return stdout;
  } catch (error) {
    throw renderingFailed(reasonOf(error, timeout).replaceAll(home, "").replaceAll(folder, ""));
  }
}

/** The problem of a program that could not say what to apply. */
export function renderingFailed(reason: string, advice?: string): ProblemError {
  const what = `The manifests could not be rendered: ${reason}`;
  return new ProblemError(
    makeProblem("rendering-failed", what, advice ?? "Mend it in the repository, then make a new version."),
  );
}

function reasonOf(error: unknown, timeout: number): string {
  if (!(error instanceof Error)) return String(error);
  if ("killed" in error && error.killed === true) return `it took longer than ${timeout / 1000} s.`;
  const said = "stderr" in error && typeof error.stderr === "string" ? error.stderr.trim() : "";
  return (said || error.message).replace(/\s+/g, " ").slice(0, 500);
}

async function isExecutable(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    // Absent and forbidden are the same here: it cannot be run.
    return false;
  }
}
