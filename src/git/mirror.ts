import { join, resolve } from "node:path";
import type { Git } from "../release/git.ts";
import { makeProblem, ProblemError } from "../release/problem.ts";
import { listChangedFiles } from "./changes.ts";
import { streamCommits } from "./commit-stream.ts";
import { checkPath, checkRef } from "./reference.ts";
import { isMirror, openReferences, type References, resolveRef, selectReachable } from "./references.ts";
import { inTurn } from "./in-turn.ts";
import type { Timeouts } from "./refresh.ts";
import { describeRemote, type Environment } from "./remote.ts";
import type { Mirror } from "./stream.ts";

export interface GitOptions {
  /** A path or URL that git can fetch from. */
  location: string;
  /** Where mirrors are kept, one folder for each location; it may be shared by several processes. */
  cacheFolder: string;
  /** `SLIPWAY_GIT_TOKEN` and `SLIPWAY_GIT_SSH_KEY` are read from here; of the rest only what git needs. */
  env: Environment;
  timeouts?: Partial<Timeouts>;
}

const usual: Timeouts = { silence: 10_000, total: 60_000, first: 600_000 };

/**
 * The repository as a bare mirror in the cache folder, with whole history and all files: a release must be possible to
 * inspect and to take back while its host is away, so nothing is left to be fetched later. Nothing is fetched until
 * `refresh` or the first question. Raises `bad-configuration` for a location that is not one.
 */
export function openGit(options: GitOptions): Git {
  const mirror = locateMirror(options);
  const timeouts = { ...usual, ...options.timeouts };
  // What a question for commits needs is loaded with this file, and the rest where it is used.
  const update = inTurn(async () => (await import("./refresh.ts")).updateMirror(mirror, timeouts));
  let present = false;

  async function refresh(): Promise<void> {
    await update();
    present = true;
  }
  const { names, find, known, ends } = openNames(mirror, async () => {
    present ||= await isMirror(mirror);
    if (!present) await refresh();
  });

  return {
    refresh,
    resolve: find,
    tags: async () => (await names()).tags,
    async reachableTags(ref) {
      const commit = await known(ref);
      return selectReachable(mirror, (await names()).tags, commit);
    },
    async branchTip(branch) {
      checkRef(branch);
      return (await names()).branches.get(branch);
    },
    commits: (range) => streamCommits(mirror, () => ends(range)),
    async changedFiles(range) {
      const { from, to } = await ends(range);
      return listChangedFiles(mirror, from, to);
    },
    async readFiles(commit, paths) {
      const plain = paths.map(checkPath);
      const { readTreeFiles } = await import("./tree.ts");
      return readTreeFiles(mirror, await known(commit), plain);
    },
    async extract(commit, path, into) {
      const plain = checkPath(path);
      const { extractTree } = await import("./tree.ts");
      return extractTree(mirror, await known(commit), plain, into);
    },
  };
}

/** What the names of a mirror lead to, which is made `ready` first. */
function openNames(mirror: Mirror, ready: () => Promise<void>) {
  const references = openReferences(mirror);
  async function names(): Promise<References> {
    await ready();
    return references();
  }
  async function find(ref: string): Promise<string | undefined> {
    checkRef(ref);
    return resolveRef(mirror, await names(), ref);
  }
  /** The full hash of a name that must exist; raises `bad-ref` otherwise. From here on git sees hashes only. */
  async function known(ref: string): Promise<string> {
    if (!isFullHash(ref)) return (await find(ref)) ?? refuseUnknown(ref);
    await ready();
    return ref;
  }
  async function ends({ from, to }: { from?: string; to: string }) {
    return { to: await known(to), from: from === undefined ? undefined : await known(from) };
  }
  return { names, find, known, ends };
}

/** Where the mirror of a location is, whether it has been made or not. Raises `bad-configuration`. */
export function locateMirror({ location, cacheFolder, env }: Omit<GitOptions, "timeouts">): Mirror {
  const remote = describeRemote(location, env);
  return { folder: join(resolve(cacheFolder), `${nameFolder(remote.address)}.git`), remote };
}

/** File systems take 255, and the lock of the folder has a longer name than the folder. */
const longestName = 220;

/** By its name people see whose mirror it is, and no two addresses share one. */
function nameFolder(address: string): string {
  const name = encodeURIComponent(address.toWellFormed());
  if (name.length <= longestName) return name;
  const what = `The repository's location is too long: written for a folder's name it has ${name.length} characters.`;
  throw new ProblemError(
    makeProblem(
      "bad-configuration",
      what,
      `Use one of at most ${longestName}, for example by a shorter path.`,
    ),
  );
}

function isFullHash(ref: string): boolean {
  return /^[0-9a-f]{40}$/.test(ref);
}

function refuseUnknown(ref: string): never {
  const what = `The repository has no tag, branch or commit named ${ref}.`;
  throw new ProblemError(makeProblem("bad-ref", what, "Check the spelling, and that it has been pushed."));
}
