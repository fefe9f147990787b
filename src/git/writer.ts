import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { BuiltCut, Cut, ReleaseWriter } from "../release/preparation/release-writer.ts";
import { gitFailure } from "./failure.ts";
import type { GitOptions } from "./mirror.ts";
import { pushCut } from "./push.ts";
import { checkPath, checkRef } from "./reference.ts";
import { describeRemote } from "./remote.ts";
import { runGit } from "./run.ts";
import { collectGit, type Mirror } from "./stream.ts";

export interface WriterOptions extends Omit<GitOptions, "timeouts"> {
  /** Milliseconds that the repository may take to answer. */
  timeout?: number;
}

/**
 * Writes releases into the repository. Commits and tags are made in a repository of their own beside the mirror, which
 * only lends it its objects: nothing is ever checked out, no hook of anybody runs here, and what a killed process leaves
 * behind is seen by nobody. Tags are signed where `SLIPWAY_GIT_SIGNING_KEY` names an SSH key file or an OpenPGP key.
 */
export function openReleaseWriter({
  location,
  cacheFolder,
  env,
  timeout = 60_000,
}: WriterOptions): ReleaseWriter {
  const remote = describeRemote(location, env);
  const name = createHash("sha256").update(remote.address).digest("hex").slice(0, 16);
  const mirror: Mirror = { folder: resolve(cacheFolder, `${name}.git`), remote };
  const signingKey = env["SLIPWAY_GIT_SIGNING_KEY"];
  return {
    branchTip: (branch) => tipOf(mirror, branch),
    tagThere: (tag) => tagThere(mirror, tag, timeout),
    build: (cut) => build(mirror, cut, { signingKey, timeout }),
  };
}

async function tipOf(mirror: Mirror, branch: string): Promise<string | undefined> {
  const name = `refs/heads/${checkRef(branch)}`;
  const answer = await collectGit(mirror, ["for-each-ref", "--format=%(objectname)", "--", name]);
  const [tip] = answer.toString("utf8").trim().split("\n");
  return tip === "" ? undefined : tip;
}

async function tagThere(mirror: Mirror, tag: string, timeout: number): Promise<string | undefined> {
  const name = `refs/tags/${checkRef(tag)}`;
  const args = ["ls-remote", "--tags", "--", mirror.remote.address, name, `${name}^{}`];
  try {
    const answer = await runGit(mirror, args, { total: timeout });
    // What an annotated tag leads to comes after the tag itself.
    return answer.trim().split("\n").at(-1)?.split("\t")[0] || undefined;
  } catch (error) {
    throw gitFailure(error instanceof Error ? error.message : String(error), mirror.remote);
  }
}

interface BuildOptions {
  signingKey: string | undefined;
  timeout: number;
}

async function build(mirror: Mirror, cut: Cut, { signingKey, timeout }: BuildOptions): Promise<BuiltCut> {
  checkRef(cut.branch);
  checkRef(cut.tag);
  const folder = await mkdtemp(join(tmpdir(), "slipway-cut-"));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const scratch: Mirror = { folder, remote: { ...mirror.remote, env: signedBy(mirror, cut) } };
    await borrow(scratch, mirror);
    const commit = await writeCommit(scratch, cut);
    await writeTag(scratch, cut, commit, signingKey);
    return {
      commit,
      push: () => pushCut(scratch, { ...cut, commit }, timeout),
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Names and dates travel in the environment, so that a repeat gives the same hash. */
function signedBy({ remote }: Mirror, { author, at }: Cut): Record<string, string> {
  const date = `${Math.floor(at / 1000)} +0000`;
  return {
    ...remote.env,
    GIT_AUTHOR_NAME: author.name,
    GIT_AUTHOR_EMAIL: author.email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
    GIT_COMMITTER_DATE: date,
  };
}

async function borrow(scratch: Mirror, mirror: Mirror): Promise<void> {
  await collectGit(scratch, ["init", "--bare", "--quiet", "--template=", "."]);
  await mkdir(join(scratch.folder, "objects", "info"), { recursive: true });
  await writeFile(
    join(scratch.folder, "objects", "info", "alternates"),
    `${join(mirror.folder, "objects")}\n`,
  );
}

async function writeCommit(scratch: Mirror, { base, edits, commitMessage }: Cut): Promise<string> {
  await collectGit(scratch, ["read-tree", base]);
  for (const { path, after } of edits) {
    const plain = checkPath(path);
    const blob = await ask(scratch, ["hash-object", "-w", "--no-filters", "--stdin"], after);
    const mode = await modeOf(scratch, base, plain);
    await collectGit(scratch, ["update-index", "-z", "--index-info"], `${mode} ${blob}\t${plain}\0`);
  }
  const tree = await ask(scratch, ["write-tree"]);
  return ask(scratch, ["commit-tree", "--no-gpg-sign", "-p", base, "-F", "-", tree], `${commitMessage}\n`);
}

/** An executable file stays one. */
async function modeOf(scratch: Mirror, base: string, path: string): Promise<string> {
  const entry = await ask(scratch, ["--literal-pathspecs", "ls-tree", "--full-tree", base, "--", path]);
  return entry.startsWith("100755 ") ? "100755" : "100644";
}

async function writeTag(
  scratch: Mirror,
  { tag, tagMessage }: Cut,
  commit: string,
  signingKey: string | undefined,
): Promise<void> {
  const isSshKey = signingKey !== undefined && /^[./~]/.test(signingKey);
  const format = isSshKey ? "ssh" : "openpgp";
  const signing =
    signingKey === undefined
      ? { settings: [], how: ["--no-sign"] }
      : { settings: ["-c", `gpg.format=${format}`], how: ["-u", signingKey] };
  const args = [...signing.settings, "tag", "--annotate", ...signing.how, "-F", "-", "--", tag, commit];
  await collectGit(scratch, args, `${tagMessage}\n`);
}

async function ask(scratch: Mirror, args: string[], input?: string): Promise<string> {
  return (await collectGit(scratch, args, input)).toString("utf8").trim();
}
