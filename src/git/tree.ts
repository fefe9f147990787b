import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { makeProblem, ProblemError } from "../release/problem.ts";
import { readBlobs } from "./blobs.ts";
import { isSafePath } from "./reference.ts";
import { collectGit, type Mirror } from "./stream.ts";

/** What one extraction may take of the disk and of our time. */
const limits = { files: 20_000, bytes: 200 * 1024 * 1024, fileBytes: 16 * 1024 * 1024 };

interface TreeEntry {
  mode: string;
  kind: string;
  id: string;
  bytes: number;
  path: string;
}

/** The text of one regular file at a commit; undefined when there is none. */
export async function readTreeFile(
  mirror: Mirror,
  commit: string,
  path: string,
): Promise<string | undefined> {
  const [entry] = await listTree(mirror, commit, path, false);
  if (entry?.kind !== "blob" || entry.mode === "120000" || entry.path !== path) return undefined;
  checkSizes([entry], path);
  for await (const content of readBlobs(mirror, [entry.id])) return content.toString("utf8");
  return undefined;
}

/**
 * Writes what is below `path` ("" for everything) at a commit into the folder `into`. Blobs are copied as they are, so
 * no filter, hook or submodule is run; files keep their executable bit, since checks are scripts. Links that lead out of the folder are left out: who
 * needs one is told by name that it is missing. Raises `manifests-invalid` when it is too large.
 */
export async function extractTree(
  mirror: Mirror,
  commit: string,
  path: string,
  into: string,
): Promise<"written" | "nothing there"> {
  const entries = await listTree(mirror, commit, path, true);
  const blobs = entries
    .filter(({ kind }) => kind === "blob")
    .map(({ path: full, ...entry }) => Object.assign(entry, { path: below(path, full) }))
    .filter((entry) => isSafePath(entry.path));
  if (blobs.length === 0) return "nothing there";
  checkSizes(blobs, path);
  // Links come last, so that no file is ever written through one.
  const ordered = [...blobs.filter((entry) => !isLink(entry)), ...blobs.filter(isLink)];
  let next = 0;
  for await (const content of readBlobs(
    mirror,
    ordered.map(({ id }) => id),
  )) {
    const entry = ordered[next];
    next += 1;
    if (entry) await writeEntry(entry, content, into);
  }
  return "written";
}

async function writeEntry(entry: TreeEntry, content: Buffer, into: string): Promise<void> {
  const file = join(into, entry.path);
  await mkdir(dirname(file), { recursive: true });
  const mode = entry.mode === "100755" ? 0o755 : 0o644;
  if (!isLink(entry)) return writeFile(file, content, { flag: "wx", mode });
  const target = content.toString("utf8");
  if (staysInside(target, entry.path)) await symlink(target, file);
}

async function listTree(mirror: Mirror, commit: string, path: string, deep: boolean): Promise<TreeEntry[]> {
  const where = path === "" ? [] : ["--", deep ? `${path}/` : path];
  const args = ["--literal-pathspecs", "ls-tree", "-z", "-l", "--full-tree", ...(deep ? ["-r"] : []), commit];
  const output = await collectGit(mirror, [...args, ...where]);
  return output
    .toString("utf8")
    .split("\0")
    .flatMap((line) => {
      const [head = "", full = ""] = line.split("\t");
      const [mode = "", kind = "", id = "", bytes = ""] = head.split(/ +/);
      return full === "" ? [] : [{ mode, kind, id, bytes: Number(bytes) || 0, path: full }];
    });
}

function below(folder: string, full: string): string {
  return folder === "" ? full : full.slice(folder.length + 1);
}

function isLink(entry: TreeEntry): boolean {
  return entry.mode === "120000";
}

/** Only `..` in front can be judged without following other links, so one further back is refused as well. */
function staysInside(target: string, linkPath: string): boolean {
  if (target === "" || target.startsWith("/") || target.includes("\0")) return false;
  const parts = target.split("/");
  const ups = parts.findIndex((part) => part !== "..");
  const climbed = ups < 0 ? parts.length : ups;
  return climbed <= linkPath.split("/").length - 1 && !parts.slice(climbed).includes("..");
}

function checkSizes(entries: TreeEntry[], path: string): void {
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const large = entries.find((entry) => entry.bytes > limits.fileBytes);
  if (!large && entries.length <= limits.files && bytes <= limits.bytes) return;
  const what = large
    ? `${large.path} has ${large.bytes} bytes, more than Slipway reads.`
    : `"${path || "/"}" has ${entries.length} files with ${bytes} bytes, more than Slipway reads.`;
  throw new ProblemError(
    makeProblem("manifests-invalid", what, "Keep what is deployed in a folder of its own."),
  );
}
