import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { FakeScan } from "./scanning.ts";

const run = promisify(execFile);

/** The newest commits of a branch, or of a ref as GitHub names it, of a repository on the disk; none of a branch that it lacks. */
async function commitsOf(repository: string, ref: string): Promise<string[]> {
  try {
    const { stdout } = await run("git", ["rev-list", "--max-count=100", ref, "--"], { cwd: repository });
    return stdout.trim().split("\n");
  } catch {
    return [];
  }
}

/** Scans of every commit of a branch, a minute after the world began. */
export async function scansOf(repository: string, ref: string): Promise<FakeScan[]> {
  const commits = await commitsOf(repository, ref);
  return commits.map((commit) => ({ commit, ref, at: new Date(60_000).toISOString() }));
}
