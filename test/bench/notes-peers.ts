import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const patience = 120_000;

export interface Peer {
  name: string;
  /** Milliseconds for notes of the range, or in words why there is no number. */
  run(repository: string, range: { from: string; to: string }): Promise<number | string>;
}

const peers = [
  {
    name: "git-cliff",
    package: "git-cliff@2",
    args: ({ from, to }: { from: string; to: string }) => ["--no-exec", "-o", "/dev/null", `${from}..${to}`],
  },
  {
    name: "conventional-changelog",
    package: "conventional-changelog@8",
    args: ({ from, to }: { from: string; to: string }) => ["--from", from, "--to", to],
  },
];

/** Installs the programs that ours is compared with, for the bench alone and once; each says itself if that failed. */
export async function installPeers(folder: string): Promise<Peer[]> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{"private":true}\n');
  const found: Peer[] = [];
  for (const peer of peers) {
    const program = join(folder, "node_modules", ".bin", peer.name);
    const problem = existsSync(program) ? undefined : await install(folder, peer.package);
    found.push({
      name: peer.name,
      run: async (repository, range) => problem ?? measure(program, repository, peer.args(range)),
    });
  }
  return found;
}

async function install(folder: string, name: string): Promise<string | undefined> {
  try {
    await run("npm", ["install", "--no-audit", "--no-fund", name], { cwd: folder, timeout: patience });
    return undefined;
  } catch {
    return `not measured: npm could not install ${name}`;
  }
}

async function measure(program: string, repository: string, args: string[]): Promise<number | string> {
  const began = performance.now();
  try {
    await run(program, args, { cwd: repository, timeout: patience, maxBuffer: 256 * 1024 * 1024 });
    return performance.now() - began;
  } catch (error) {
    if (performance.now() - began >= patience) return `stopped after ${patience / 1000} s`;
    return `failed: ${String(error).split("\n", 2).join(" ").slice(0, 120)}`;
  }
}
