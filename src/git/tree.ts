import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { openObjects, type ObjectReader, tooLarge, type Wanted } from "./objects.ts";
import { isSafePath } from "./reference.ts";
import type { Mirror } from "./stream.ts";

/** What one extraction may take of the disk and of our time. */
const limits = { files: 20_000, bytes: 200 * 1024 * 1024 };

interface TreeEntry extends Wanted {
  mode: string;
}

const modes = { folder: "40000", link: "120000", executable: "100755", submodule: "160000" };
const idBytes = 20;

/** The texts of regular files at a commit, in the order of their paths; undefined where there is none. */
export async function readTreeFiles(
  mirror: Mirror,
  commit: string,
  paths: string[],
): Promise<(string | undefined)[]> {
  await using objects = openObjects(mirror);
  const texts: (string | undefined)[] = [];
  for (const path of paths) {
    const entry = await findEntry(objects, commit, path);
    const isText = entry !== undefined && isFile(entry) && entry.mode !== modes.link;
    texts.push(isText ? (await objects.one(entry)).toString("utf8") : undefined);
  }
  return texts;
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
  await using objects = openObjects(mirror);
  const folder = await findEntry(objects, commit, path);
  if (folder?.mode !== modes.folder) return "nothing there";
  const files = await listFiles(objects, folder);
  if (files.length === 0) return "nothing there";
  // Links come last, so that no file is ever written through one.
  const ordered = [...files.filter((entry) => !isLink(entry)), ...files.filter(isLink)];
  let bytes = 0;
  const rest = ordered.values();
  for await (const content of objects.all(ordered)) {
    bytes += content.length;
    if (bytes > limits.bytes) throw tooLarge(`"${path || "/"}" has more than ${limits.bytes} bytes`);
    const entry = rest.next().value;
    if (entry) await writeEntry({ ...entry, path: below(path, entry.path) }, content, into);
  }
  return "written";
}

async function writeEntry(entry: TreeEntry, content: Buffer, into: string): Promise<void> {
  const file = join(into, entry.path);
  await mkdir(dirname(file), { recursive: true });
  const mode = entry.mode === modes.executable ? 0o755 : 0o644;
  if (!isLink(entry)) return writeFile(file, content, { flag: "wx", mode });
  const target = content.toString("utf8");
  if (staysInside(target, entry.path)) await symlink(target, file);
}

/** What a commit has at a path: its names are compared one by one, so nothing in them is a pattern. */
async function findEntry(
  objects: ObjectReader,
  commit: string,
  path: string,
): Promise<TreeEntry | undefined> {
  let entry: TreeEntry | undefined = { mode: modes.folder, id: `${commit}^{tree}`, path: "" };
  for (const name of path === "" ? [] : path.split("/")) {
    if (entry?.mode !== modes.folder) return undefined;
    const wanted: string = child(entry.path, name);
    entry = entriesOf(await objects.one(entry), entry.path).find((one) => one.path === wanted);
  }
  return entry;
}

/** All files below a folder with safe paths, one level of folders after the other. */
async function listFiles(objects: ObjectReader, top: TreeEntry): Promise<TreeEntry[]> {
  const files: TreeEntry[] = [];
  for (let folders = [top]; folders.length > 0;) {
    const found: TreeEntry[] = [];
    const rest = folders.values();
    for await (const content of objects.all(folders)) {
      found.push(...entriesOf(content, rest.next().value?.path ?? "").filter(({ path }) => isSafePath(path)));
      if (files.length + found.length > limits.files)
        throw tooLarge(`"${top.path || "/"}" has more than ${limits.files} files`);
    }
    files.push(...found.filter(isFile));
    folders = found.filter(({ mode }) => mode === modes.folder);
  }
  return files;
}

/** Reads git's own form of a folder: for each entry the mode, a space, the name, a zero, and the bytes of the hash. */
function entriesOf(content: Buffer, folder: string): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let start = 0; start < content.length;) {
    const nameStart = content.indexOf(" ", start) + 1;
    const idStart = content.indexOf(0, nameStart) + 1;
    entries.push({
      mode: content.toString("latin1", start, nameStart - 1),
      path: child(folder, content.toString("utf8", nameStart, idStart - 1)),
      id: content.toString("hex", idStart, idStart + idBytes),
    });
    start = idStart + idBytes;
  }
  return entries;
}

function child(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function below(folder: string, full: string): string {
  return folder === "" ? full : full.slice(folder.length + 1);
}

function isFile({ mode }: TreeEntry): boolean {
  return mode !== modes.folder && mode !== modes.submodule;
}

function isLink({ mode }: TreeEntry): boolean {
  return mode === modes.link;
}

/** Only `..` in front can be judged without following other links, so one further back is refused as well. */
function staysInside(target: string, linkPath: string): boolean {
  if (target === "" || target.startsWith("/") || target.includes("\0")) return false;
  const parts = target.split("/");
  const ups = parts.findIndex((part) => part !== "..");
  const climbed = ups < 0 ? parts.length : ups;
  return climbed <= linkPath.split("/").length - 1 && !parts.slice(climbed).includes("..");
}
