import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Every commit is a minute after the one before, so that hashes repeat from run to run. */
const firstCommit = Date.parse("2026-01-05T09:00:00Z");

export interface CommitOptions {
  body?: string;
  author?: string;
  /** Texts by path; null removes the file. */
  files?: Record<string, string | null>;
}

/** A git repository on disk, as the tests need it: commits in one call, dates that repeat, nothing from outside. */
export interface TestRepository {
  folder: string;
  /** Commits on the branch that is checked out and answers the hash. */
  commit(subject: string, options?: CommitOptions): Promise<string>;
  /** An annotated tag at HEAD, or a lightweight one. */
  tag(name: string, options?: { lightweight?: boolean; at?: string }): Promise<void>;
  /** Checks a branch out, made at `from` when it does not exist. */
  branch(name: string, from?: string): Promise<void>;
  merge(branch: string, subject: string): Promise<string>;
  /** Any other git command in the repository; answers what it printed. */
  git(...args: string[]): Promise<string>;
  /** A folder beside the repository that goes away with it. */
  scratch(name: string): Promise<string>;
  remove(): Promise<void>;
}

/** Makes an empty repository with the branch `main` in a folder of its own. */
export async function makeRepository(): Promise<TestRepository> {
  const root = await mkdtemp(join(tmpdir(), "slipway-git-"));
  const folder = join(root, "product");
  await mkdir(folder);
  let commits = 0;

  async function git(...args: string[]): Promise<string> {
    const { stdout } = await run("git", args, { cwd: folder, env: environment(root, commits) });
    return stdout.trim();
  }
  await git("init", "--quiet", "--initial-branch=main", "--template=");

  return {
    folder,
    git,
    async commit(subject, { body, author, files = {} } = {}) {
      commits += 1;
      for (const [path, text] of Object.entries(files)) await put(join(folder, path), text);
      await git("add", "--all");
      const message = body === undefined ? subject : `${subject}\n\n${body}`;
      const by = author === undefined ? [] : [`--author=${author}`];
      // Through a file: a message may be longer than an argument can be.
      const file = join(root, "message");
      await writeFile(file, message);
      await git("commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "-F", file, ...by);
      return git("rev-parse", "HEAD");
    },
    async tag(name, { lightweight = false, at = "HEAD" } = {}) {
      await git("tag", ...(lightweight ? [] : ["-a", "-m", `Release version ${name}`]), name, at);
    },
    async branch(name, from) {
      await git("checkout", "--quiet", ...(from === undefined ? [name] : ["-B", name, from]));
    },
    async merge(branch, subject) {
      commits += 1;
      await git("merge", "--quiet", "--no-ff", "-m", subject, branch);
      return git("rev-parse", "HEAD");
    },
    async scratch(name) {
      const path = join(root, name);
      await mkdir(path, { recursive: true });
      return path;
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

async function put(file: string, text: string | null): Promise<void> {
  if (text === null) return rm(file);
  await mkdir(dirname(file), { recursive: true });
  return writeFile(file, text);
}

function environment(home: string, commits: number): Record<string, string> {
  const date = new Date(firstCommit + commits * 60_000).toISOString();
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "Ada Engineer",
    GIT_AUTHOR_EMAIL: "ada@nexus.example",
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: "Ada Engineer",
    GIT_COMMITTER_EMAIL: "ada@nexus.example",
    GIT_COMMITTER_DATE: date,
  };
}
