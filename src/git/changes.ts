import { type ChangedFile, mostChangedFiles } from "../release/git.ts";
import type { Mirror } from "./stream.ts";
import { streamGit } from "./stream.ts";

/** The tree without any file, which git knows by heart. */
const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** Files that differ between two commits, both sides of a rename among them; the first `mostChangedFiles`, in git's order. */
export async function listChangedFiles(
  mirror: Mirror,
  from: string | undefined,
  to: string,
): Promise<ChangedFile[]> {
  const args = [
    "diff-tree",
    "-r",
    "-z",
    "--name-status",
    "--no-renames",
    "--no-ext-diff",
    from ?? emptyTree,
    to,
  ];
  const files: ChangedFile[] = [];
  let rest = "";
  let status: string | undefined;
  const decoder = new TextDecoder();
  for await (const chunk of streamGit(mirror, args)) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\0");
    rest = parts.pop() ?? "";
    // Each path comes after a letter for what became of it.
    for (const part of parts) {
      if (status === undefined) status = part;
      else {
        files.push({ path: part, isGone: status === "D" });
        status = undefined;
      }
    }
    if (files.length >= mostChangedFiles) break;
  }
  return files.slice(0, mostChangedFiles);
}
