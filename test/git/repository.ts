import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { openGit } from "../../src/git/mirror.ts";
import type { Git } from "../../src/release/git.ts";

const run = promisify(execFile);

/** Every commit is a minute after the one before, so that hashes repeat from run to run. */
const firstCommit = Date.parse("2026-01-05T09:00:00Z");

export interface CommitOptions {
  body?: string;
  author?: string;
  /** Texts by path; null removes the file. What else was changed in the folder is committed only where this is given. */
  files?: Record<string, string | null>;
}

/** A commit that no folder is needed for. */
export interface ImportedCommit {
  branch: string;
  subject: string;
  body?: string;
  /** All files that it has. */
  files?: Record<string, string>;
}

/** A git repository on disk, as the tests need it: commits in one call, dates that repeat, nothing from outside. */
export interface TestRepository {
  folder: string;
  /** Commits on the branch that is checked out and answers the hash. */
  commit(subject: string, options?: CommitOptions): Promise<string>;
  /** Makes many commits with one process, those of one branch upon each other, beside the folder; answers the hashes. */
  import(commits: ImportedCommit[]): Promise<string[]>;
  /** An annotated tag at HEAD, or a lightweight one. */
  tag(name: string, options?: { lightweight?: boolean; at?: string }): Promise<void>;
  /** Checks a branch out, made at `from` when it does not exist. */
  branch(name: string, from?: string): Promise<void>;
  merge(branch: string, subject: string): Promise<string>;
  /** Any other git command in the repository; answers what it printed. */
  git(...args: string[]): Promise<string>;
  /** A folder beside the repository that goes away with it. */
  scratch(name: string): Promise<string>;
  /** Its mirror, in a folder beside it, up to date. */
  mirror(): Promise<Git>;
  /** Remembers everything, what is beside it included; answers how to bring that back. */
  save(): Promise<() => Promise<void>>;
  remove(): Promise<void>;
}

/** Makes an empty repository with the branch `main` in a folder of its own. */
export async function makeRepository(): Promise<TestRepository> {
  const root = await mkdtemp(join(tmpdir(), "slipway-git-"));
  const saved = `${root}.saved`;
  const folder = join(root, "product");
  await layOut(join(folder, ".git"), "bare = false");
  let commits = 0;

  async function git(...args: string[]): Promise<string> {
    const { stdout } = await run("git", args, { cwd: folder, env: environment(root, commits) });
    return stdout.trim();
  }
  return {
    folder,
    git,
    async commit(subject, { body, author, files } = {}) {
      commits += 1;
      for (const [path, text] of Object.entries(files ?? {})) await put(join(folder, path), text);
      if (files) await git("add", "--all");
      const message = body === undefined ? subject : `${subject}\n\n${body}`;
      const by = author === undefined ? [] : [`--author=${author}`];
      // Through a file: a message may be longer than an argument can be.
      const file = join(root, "message");
      await writeFile(file, message);
      await git("commit", "--quiet", "--allow-empty", "--cleanup=verbatim", "-F", file, ...by);
      return headOf(join(folder, ".git"));
    },
    async import(list) {
      const story = list.map((commit, index) => `${commandOf(commit, index + 1)}get-mark :${index + 1}\n`);
      const settings = { cwd: folder, env: environment(root, commits), maxBuffer: Infinity };
      const importing = run("git", ["fast-import", "--quiet"], settings);
      importing.child.stdin?.end(story.join(""));
      return (await importing).stdout.trim().split("\n");
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
      return headOf(join(folder, ".git"));
    },
    async scratch(name) {
      const path = join(root, name);
      await mkdir(path, { recursive: true });
      return path;
    },
    async mirror() {
      const mirror = openGit({
        location: folder,
        cacheFolder: join(root, "cache"),
        env: process.env,
      });
      await mirror.refresh();
      return mirror;
    },
    async save() {
      await copy(root, saved);
      return async () => {
        await rm(root, { recursive: true });
        await copy(saved, root);
      };
    },
    async remove() {
      for (const path of [root, saved]) await rm(path, { recursive: true, force: true });
    },
  };
}

/** What `git init` makes, without its process; nothing of git's own runs behind a test's back. */
export async function layOut(folder: string, setting: string): Promise<void> {
  await mkdir(join(folder, "objects"), { recursive: true });
  await mkdir(join(folder, "refs"));
  await writeFile(join(folder, "HEAD"), "ref: refs/heads/main\n");
  const settings = `[core]\n\t${setting}\n[maintenance]\n\tauto = false\n[receive]\n\tautogc = false\n`;
  await writeFile(join(folder, "config"), settings);
}

/** The commit that has just been made. */
async function headOf(folder: string): Promise<string> {
  const head = (await readFile(join(folder, "HEAD"), "utf8")).trim().replace("ref: ", "");
  return (await readFile(join(folder, head), "utf8")).trim();
}

function commandOf({ branch, subject, body, files = {} }: ImportedCommit, mark: number): string {
  const message = body === undefined ? subject : `${subject}\n\n${body}`;
  const when = firstCommit / 1000 + mark * 60;
  const head = `commit refs/heads/${branch}\nmark :${mark}\ncommitter Ada Engineer <ada@nexus.example> ${when} +0000\n`;
  const changes = Object.entries(files).map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`);
  return `${head}${data(message)}deleteall\n${changes.join("")}`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

async function copy(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
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
