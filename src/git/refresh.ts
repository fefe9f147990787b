import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeProblem, ProblemError } from "../release/problem.ts";
import { gitFailure, gitTimeout, hasCode, shallowSource } from "./failure.ts";
import { withLock } from "./mirror-lock.ts";
import { isMirror } from "./references.ts";
import { boundOf, type Bounds, runGit } from "./run.ts";
import type { Mirror } from "./stream.ts";

/** In milliseconds: `silence` without a sign of life, `total` for a refresh, `first` for the first copy. */
export interface Timeouts {
  silence: number;
  total: number;
  first: number;
}

/** Branches that were rewritten and tags that were moved are taken as they are now: the mirror has no opinion. */
const refspecs = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"];

/**
 * Makes the mirror if there is none and brings it up to date, one process at a time. Raises `git-unavailable` when the
 * source does not answer in time, refuses, or is a shallow clone.
 */
export async function updateMirror(mirror: Mirror, timeouts: Timeouts): Promise<void> {
  await mkdir(dirname(mirror.folder), { recursive: true });
  const total = (await isMirror(mirror)) ? timeouts.total : timeouts.first;
  const times = { patience: total, longest: timeouts.first + timeouts.total };
  const done = await withLock(`${mirror.folder}.lock`, times, async () => {
    await removeStaleLocks(mirror.folder, timeouts.silence);
    await create(mirror);
    await fetchAll(mirror, total, timeouts.silence);
    return true;
  });
  if (done === undefined) throw busyMirror(total);
}

async function create(mirror: Mirror): Promise<void> {
  if (await exists(join(mirror.folder, "HEAD"))) return;
  await mkdir(mirror.folder, { recursive: true });
  // An empty template keeps sample hooks and the machine's own templates out.
  await run(mirror, ["init", "--bare", "--quiet", "--template=", "."], { total: 10_000 });
}

async function fetchAll(mirror: Mirror, total: number, silence: number): Promise<void> {
  const flags = [
    "--prune",
    "--no-tags",
    "--progress",
    "--no-write-fetch-head",
    "--no-recurse-submodules",
    "--update-shallow",
    "--no-auto-maintenance",
  ];
  await run(mirror, ["fetch", ...flags, "--", mirror.remote.address, ...refspecs], { total, silence });
  await refuseShallow(mirror.folder);
  if (await hasNews(mirror)) await tidy(mirror, total);
}

/** A name that was fetched is a file of its own until it is packed. A mirror without any name is packed once. */
async function hasNews(mirror: Mirror): Promise<boolean> {
  const entries = await readdir(join(mirror.folder, "refs"), { recursive: true, withFileTypes: true });
  return entries.some((entry) => entry.isFile()) || !(await isMirror(mirror));
}

async function tidy(mirror: Mirror, total: number): Promise<void> {
  // One file in place of a file for each tag: reading 12,000 of them would cost more than everything else.
  await run(mirror, ["pack-refs", "--all"], { total });
  // With a commit graph, git tells in half the time which of thousands of tags a branch contains.
  const tasks = ["--task=gc", "--task=commit-graph"];
  await run(mirror, ["maintenance", "run", "--auto", "--quiet", ...tasks], { total });
}

async function run(mirror: Mirror, args: string[], bounds: Bounds): Promise<void> {
  try {
    await runGit(mirror, args, bounds);
  } catch (error) {
    const bound = boundOf(error);
    if (bound) throw gitTimeout(mirror.remote, bounds[bound] ?? bounds.total);
    throw gitFailure(error instanceof Error ? error.message : String(error), mirror.remote);
  }
}

/** Git would quietly leave a cut history out; taking it in shows that it is cut, and the copy is of no use then. */
async function refuseShallow(folder: string): Promise<void> {
  if (!(await exists(join(folder, "shallow")))) return;
  await rm(folder, { recursive: true, force: true });
  throw shallowSource();
}

/**
 * Git's own locks, left by a git that was killed. Only the holder of the mirror's lock gets here, and a living git holds
 * them for moments, so one that is older than `age` milliseconds has no owner.
 */
async function removeStaleLocks(folder: string, age: number): Promise<void> {
  if (!(await exists(folder))) return;
  const names = await readdir(folder, { recursive: true });
  for (const name of names.filter((file) => file.endsWith(".lock"))) {
    const file = join(folder, name);
    const { mtimeMs } = await stat(file);
    if (Date.now() - mtimeMs > age) await rm(file, { force: true });
  }
}

function busyMirror(milliseconds: number): ProblemError {
  const what = `Another process has been reading the repository for ${Math.round(milliseconds / 1000)} s.`;
  return new ProblemError(makeProblem("git-unavailable", what, "Try again in a minute."));
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}
