import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Git } from "../release/git.ts";
import { makeProblem, ProblemError } from "../release/problem.ts";
import { listChangedFiles } from "./changes.ts";
import { streamCommits } from "./commit-stream.ts";
import { checkPath, checkRef } from "./reference.ts";
import { listReachableTags, listTags, resolveRefs } from "./references.ts";
import { inTurn } from "./in-turn.ts";
import { isMirror, type Timeouts, updateMirror } from "./refresh.ts";
import { describeRemote, type Environment } from "./remote.ts";
import type { Mirror } from "./stream.ts";
import { extractTree, readTreeFile } from "./tree.ts";

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
  const remote = describeRemote(options.location, options.env);
  const name = createHash("sha256").update(remote.address).digest("hex").slice(0, 16);
  const mirror: Mirror = { folder: join(options.cacheFolder, `${name}.git`), remote };
  const timeouts = { ...usual, ...options.timeouts };
  let present = false;
  const update = inTurn(() => updateMirror(mirror, timeouts));

  async function refresh(): Promise<void> {
    await update();
    present = true;
  }
  async function ready(): Promise<void> {
    present ||= await isMirror(mirror);
    if (!present) await refresh();
  }

  return {
    refresh,
    async tags() {
      await ready();
      return listTags(mirror);
    },
    async reachableTags(ref) {
      checkRef(ref);
      await ready();
      return listReachableTags(mirror, await one(mirror, ref));
    },
    async resolve(ref) {
      checkRef(ref);
      await ready();
      return (await resolveRefs(mirror, [ref]))[0];
    },
    commits: ({ from, to }) =>
      streamCommits(mirror, async () => {
        await ready();
        const [last = to, first] = await known(mirror, from === undefined ? [to] : [to, from]);
        return { from: first, to: last };
      }),
    async changedFiles({ from, to }) {
      await ready();
      const [last = to, first] = await known(mirror, from === undefined ? [to] : [to, from]);
      return listChangedFiles(mirror, first, last);
    },
    async readFile(commit, path) {
      const plain = checkPath(path);
      await ready();
      return readTreeFile(mirror, await one(mirror, commit), plain);
    },
    async extract(commit, path, into) {
      const plain = checkPath(path);
      await ready();
      return extractTree(mirror, await one(mirror, commit), plain, into);
    },
  };
}

/** The full hashes of names that must exist; raises `bad-ref` otherwise. From here on git sees hashes only. */
async function known(mirror: Mirror, refs: string[]): Promise<string[]> {
  refs.forEach(checkRef);
  if (refs.every((ref) => /^[0-9a-f]{40}$/.test(ref))) return refs;
  const commits = await resolveRefs(mirror, refs);
  return commits.map((commit, index) => {
    if (commit !== undefined) return commit;
    const what = `The repository has no tag, branch or commit named ${refs[index]}.`;
    throw new ProblemError(makeProblem("bad-ref", what, "Check the spelling, and that it has been pushed."));
  });
}

async function one(mirror: Mirror, ref: string): Promise<string> {
  const [commit = ref] = await known(mirror, [ref]);
  return commit;
}
