import type { TagInfo } from "../release/git.ts";
import { gitFailure } from "./failure.ts";
import { runGit } from "./run.ts";
import { collectGit, type Mirror } from "./stream.ts";

const bounds = { total: 10_000 };
const hashLength = 40;
const prefixLength = " refs/tags/".length;

/**
 * All tags with the commits they lead to. `show-ref` reads both from one file, where `for-each-ref` would open every
 * annotated tag.
 */
export async function listTags(mirror: Mirror): Promise<TagInfo[]> {
  const text = (await collectGit(mirror, ["show-ref", "--tags", "-d"])).toString("utf8");
  const tags: TagInfo[] = [];
  let last: TagInfo | undefined;
  // Line by line without a list of all lines: there may be tens of thousands.
  for (let start = 0, end = text.indexOf("\n"); end >= 0; start = end + 1, end = text.indexOf("\n", start)) {
    const commit = text.slice(start, start + hashLength);
    // The line of what an annotated tag leads to follows the line of the tag itself.
    if (last && text.endsWith("^{}", end)) last.commit = commit;
    else {
      last = { tag: text.slice(start + hashLength + prefixLength, end), commit };
      tags.push(last);
    }
  }
  return tags;
}

/** The tags of commits that are part of the history of `commit`, a full hash. */
export async function listReachableTags(mirror: Mirror, commit: string): Promise<TagInfo[]> {
  const args = ["for-each-ref", "--format=%(refname:strip=2)", `--merged=${commit}`, "refs/tags"];
  const names = new Set((await ask(mirror, args)).split("\n"));
  return (await listTags(mirror)).filter(({ tag }) => names.has(tag));
}

/**
 * For each name the commit of the tag, else of the branch, else of the abbreviated or full hash; undefined where there is
 * none. One process answers for all of them. The names have been checked before.
 */
export async function resolveRefs(mirror: Mirror, refs: string[]): Promise<(string | undefined)[]> {
  const candidates = refs.flatMap((ref) =>
    [`refs/tags/${ref}`, `refs/heads/${ref}`, ...(/^[0-9a-f]{7,40}$/.test(ref) ? [ref] : [])].map((name) => ({
      ref,
      name: `${name}^{commit}`,
    })),
  );
  const input = candidates.map(({ name }) => `${name}\n`).join("");
  const output = await collectGit(mirror, ["cat-file", "--batch-check=%(objectname)"], input);
  const answers = output.toString("utf8").split("\n");
  const found = new Map<string, string>();
  for (const [index, { ref }] of candidates.entries()) {
    const answer = answers[index] ?? "";
    if (!found.has(ref) && /^[0-9a-f]{40}$/.test(answer)) found.set(ref, answer);
  }
  return refs.map((ref) => found.get(ref));
}

/** Git's exit code 1 without a word means "none". */
async function ask(mirror: Mirror, args: string[]): Promise<string> {
  try {
    return await runGit(mirror, args, bounds);
  } catch (error) {
    const said = error instanceof Error ? error.message.trim() : String(error);
    if (said === "") return "";
    throw gitFailure(said, mirror.remote);
  }
}
