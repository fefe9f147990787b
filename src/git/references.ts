import { open } from "node:fs/promises";
import { join } from "node:path";
import type { TagInfo } from "../release/git.ts";
import { gitFailure, hasCode } from "./failure.ts";
import { runGit } from "./run.ts";
import { collectGit, type Mirror } from "./stream.ts";

const bounds = { total: 10_000 };
const hashLength = 40;
const tagPrefix = "refs/tags/";
const branchPrefix = "refs/heads/";

/** What the names of the mirror lead to. */
export interface References {
  /** All tags, in git's order. */
  tags: TagInfo[];
  /** The commits of branches, by name. */
  branches: Map<string, string>;
}

/**
 * Reads the names of the mirror when they have changed, whoever has changed them: every refresh that finds something ends
 * by writing them into one file, and git never changes that file in place.
 */
export function openReferences(mirror: Mirror): () => Promise<References> {
  let last: { stamp: string | undefined; names: Promise<References> } | undefined;
  return async () => {
    // Before the names: should they change meanwhile, they are read once more.
    const stamp = await stampOf(mirror);
    if (!last || last.stamp !== stamp) last = { stamp, names: listReferences(mirror) };
    const { names } = last;
    try {
      return await names;
    } catch (error) {
      if (last.names === names) last = undefined;
      throw error;
    }
  };
}

/** Whether the mirror has been filled once. */
export async function isMirror(mirror: Mirror): Promise<boolean> {
  return (await stampOf(mirror)) !== undefined;
}

/** What tells one state of the names from every other; undefined before the first. The file is opened, because a shared disk answers a bare look from memory. */
async function stampOf({ folder }: Mirror): Promise<string | undefined> {
  try {
    await using opened = await open(join(folder, "packed-refs"));
    const { ino, size, mtimeNs } = await opened.stat({ bigint: true });
    return `${ino} ${size} ${mtimeNs}`;
  } catch (error) {
    if (hasCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** `show-ref` reads all from one file, where `for-each-ref` would open every annotated tag. */
async function listReferences(mirror: Mirror): Promise<References> {
  const text = (await collectGit(mirror, ["show-ref", "--heads", "--tags", "-d"])).toString("utf8");
  const tags: TagInfo[] = [];
  const branches = new Map<string, string>();
  let last: TagInfo | undefined;
  // Line by line without a list of all lines: there may be tens of thousands.
  for (let start = 0, end = text.indexOf("\n"); end >= 0; start = end + 1, end = text.indexOf("\n", start)) {
    const commit = text.slice(start, start + hashLength);
    const nameStart = start + hashLength + 1;
    // The line of what an annotated tag leads to follows the line of the tag itself.
    if (last && text.endsWith("^{}", end)) last.commit = commit;
    else if (text.startsWith(tagPrefix, nameStart)) {
      last = { tag: text.slice(nameStart + tagPrefix.length, end), commit };
      tags.push(last);
    } else branches.set(text.slice(nameStart + branchPrefix.length, end), commit);
  }
  return { tags, branches };
}

/** Of the tags, those of commits that are part of the history of `commit`, a full hash. */
export async function selectReachable(mirror: Mirror, tags: TagInfo[], commit: string): Promise<TagInfo[]> {
  const args = ["for-each-ref", "--format=%(refname:strip=2)", `--merged=${commit}`, "refs/tags"];
  const names = new Set((await ask(mirror, args)).split("\n"));
  return tags.filter(({ tag }) => names.has(tag));
}

/**
 * The commit of the tag, else of the branch, else of the abbreviated or full hash; undefined where there is none. The
 * name has been checked before.
 */
export async function resolveRef(
  mirror: Mirror,
  { tags, branches }: References,
  ref: string,
): Promise<string | undefined> {
  const named = tags.find(({ tag }) => tag === ref)?.commit ?? branches.get(ref);
  if (named !== undefined || !/^[0-9a-f]{7,40}$/.test(ref)) return named;
  const args = ["cat-file", "--batch-check=%(objectname)"];
  const answer = (await collectGit(mirror, args, `${ref}^{commit}\n`)).toString("utf8").trim();
  return /^[0-9a-f]{40}$/.test(answer) ? answer : undefined;
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
