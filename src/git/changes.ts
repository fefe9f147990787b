import type { Mirror } from "./stream.ts";
import { streamGit } from "./stream.ts";

/** The tree without any file, which git knows by heart. */
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
const mostFiles = 20_000;

/** Paths that differ between two commits, those of both sides of a rename; the first 20,000, in git's order. */
export async function listChangedFiles(
  mirror: Mirror,
  from: string | undefined,
  to: string,
): Promise<string[]> {
  const args = [
    "diff-tree",
    "-r",
    "-z",
    "--name-only",
    "--no-renames",
    "--no-ext-diff",
    from ?? emptyTree,
    to,
  ];
  const files: string[] = [];
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of streamGit(mirror, args)) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\0");
    rest = parts.pop() ?? "";
    files.push(...parts);
    if (files.length >= mostFiles) break;
  }
  return files.slice(0, mostFiles);
}
