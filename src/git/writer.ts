import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BuiltCut, Cut, ReleaseWriter } from "../release/preparation/release-writer.ts";
import type { FileEdit } from "../release/preparation/version-files.ts";
import { makeProblem, ProblemError } from "../release/problem.ts";
import { gitFailure } from "./failure.ts";
import { type GitOptions, locateMirror } from "./mirror.ts";
import { pushCut } from "./push.ts";
import { checkPath, checkRef } from "./reference.ts";
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
export function openReleaseWriter({ timeout = 60_000, ...place }: WriterOptions): ReleaseWriter {
  const mirror = locateMirror(place);
  const signingKey = place.env["SLIPWAY_GIT_SIGNING_KEY"];
  return {
    tagThere: (tag) => tagThere(mirror, tag, timeout),
    check: (base, edits) => checkEdits(mirror, base, edits).then(() => undefined),
    build: (cut) => build(mirror, cut, { signingKey, timeout }),
  };
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

/** Who makes the tag, and when, travels in the environment, so that a repeat gives the same hash. */
function signedBy({ remote }: Mirror, { author, at }: Cut): Record<string, string> {
  return {
    ...remote.env,
    GIT_COMMITTER_NAME: author.name,
    GIT_COMMITTER_EMAIL: author.email,
    GIT_COMMITTER_DATE: dateOf(at),
  };
}

function dateOf(at: number): string {
  return `${Math.floor(at / 1000)} +0000`;
}

async function borrow(scratch: Mirror, mirror: Mirror): Promise<void> {
  await collectGit(scratch, ["init", "--bare", "--quiet", "--template=", "."]);
  await mkdir(join(scratch.folder, "objects", "info"), { recursive: true });
  await writeFile(
    join(scratch.folder, "objects", "info", "alternates"),
    `${join(mirror.folder, "objects")}\n`,
  );
}

/** The edits with the mode that each file keeps or gets; raises `version-files` where one would do harm. */
async function checkEdits(
  mirror: Mirror,
  base: string,
  edits: FileEdit[],
): Promise<(FileEdit & { mode: string })[]> {
  const checked = edits.map((edit) => ({ ...edit, path: checkPath(edit.path) }));
  const paths = checked.flatMap(({ path }) => [...foldersOf(path), path]);
  const entries = await entriesAt(mirror, base, paths);
  for (const edit of checked) refuseHarm(edit, entries);
  return checked.map(({ path, after }) => ({ path, after, mode: entries.get(path)?.mode ?? "100644" }));
}

/** The same cut gives the same commit. Nothing but the files that change is read, however many there are. */
async function writeCommit(scratch: Mirror, cut: Cut): Promise<string> {
  const files = (await checkEdits(scratch, cut.base, cut.edits)).map(
    ({ path, after, mode }) => `M ${mode} inline ${JSON.stringify(path)}\n${data(after)}`,
  );
  const by = `${plainName(cut.author.name)} <${plainName(cut.author.email)}> ${dateOf(cut.at)}`;
  const commit = `commit refs/heads/cut\nmark :1\nauthor ${by}\ncommitter ${by}\n${data(`${cut.commitMessage}\n`)}`;
  const story = `${commit}from ${cut.base}\n${files.join("")}get-mark :1\ndone\n`;
  // A pack stays one: to take it apart would be one more process.
  const args = ["-c", "fastimport.unpackLimit=0", "fast-import", "--quiet", "--done"];
  return (await collectGit(scratch, args, story)).toString("utf8").trim();
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

/** A name without what would end it, as git itself writes names into commits. */
function plainName(name: string): string {
  return name.replace(/[<>\n\0]/g, "").trim();
}

interface Entry {
  mode: string;
  id: string;
}

/** What a commit has at these paths. */
async function entriesAt(scratch: Mirror, base: string, paths: string[]): Promise<Map<string, Entry>> {
  if (paths.length === 0) return new Map();
  const args = ["--literal-pathspecs", "ls-tree", "-t", "-z", "--full-tree", base, "--", ...paths];
  const lines = (await collectGit(scratch, args)).toString("utf8").split("\0");
  return new Map(
    lines.filter(Boolean).map((line): [string, Entry] => {
      const [mode = "", , id = ""] = line.split(/[ \t]/, 3);
      return [line.slice(line.indexOf("\t") + 1), { mode, id }];
    }),
  );
}

function foldersOf(path: string): string[] {
  const names = path.split("/").slice(0, -1);
  return names.map((_name, index) => names.slice(0, index + 1).join("/"));
}

/**
 * Refuses to write over what is not the text that was read: git would put the file in the place of a link or a folder
 * without a word, and bytes that are no UTF-8 were lost in reading. Raises `version-files`.
 */
function refuseHarm({ path, before }: FileEdit, entries: ReadonlyMap<string, Entry>): void {
  const there = entries.get(path);
  const isInFolders = foldersOf(path).every((folder) => (entries.get(folder)?.mode ?? "040000") === "040000");
  const isPlain = there === undefined || there.mode === "100644" || there.mode === "100755";
  const isAsRead = there?.id === (before === undefined ? undefined : blobId(before));
  if (isInFolders && isPlain && isAsRead) return;
  const what = `${path} cannot be changed without harm: it is, or lies behind, a link, or it is a folder, or no text in UTF-8.`;
  const advice =
    "Name the file itself in `prepare.files` of the configuration, and save it in UTF-8, then prepare again.";
  throw new ProblemError(makeProblem("version-files", what, advice));
}

/** What git calls the content of a file. */
function blobId(text: string): string {
  const bytes = Buffer.from(text);
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
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
  const made = collectGit(scratch, args, `${tagMessage}\n`);
  if (signingKey === undefined) await made;
  else await holdToSignature(scratch, tag, made);
}

/** Git makes the tag without a word where it cannot use an SSH key, so that what it made is looked at. Raises `signing-failed`. */
async function holdToSignature(scratch: Mirror, tag: string, made: Promise<unknown>): Promise<void> {
  try {
    await made;
  } catch (error) {
    throw unsigned(error instanceof ProblemError ? error.problem.what : "", error);
  }
  const text = (await collectGit(scratch, ["cat-file", "tag", `refs/tags/${tag}`])).toString("utf8");
  if (!/^-----BEGIN (SSH|PGP) SIGNATURE-----$/m.test(text)) throw unsigned("");
}

function unsigned(said: string, cause?: unknown): ProblemError {
  const why = /error: .*/.exec(said)?.[0];
  const what = `The tag could not be signed, so nothing was written${why === undefined ? "." : `: ${why}`}`;
  const advice =
    "Look whether the key of `SLIPWAY_GIT_SIGNING_KEY` is there, can be read by Slipway and asks for no passphrase.";
  return new ProblemError(makeProblem("signing-failed", what, advice), cause);
}
