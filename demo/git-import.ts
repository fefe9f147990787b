import { execFile, spawn } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A commit on the branch `main`, as a stream for `git fast-import` tells it. */
export interface StreamedCommit {
  message: string;
  /** `Name <address>`. */
  by: string;
  /** In seconds since the epoch. */
  at: number;
  /** Texts by path, scripts are made executable; null removes the file. */
  files?: Record<string, string | null>;
}

/** Makes an empty bare repository with the branch `main` in a new folder. */
export async function initRepository(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await run("git", ["init", "--quiet", "--bare", "--initial-branch=main", "--template=", folder]);
}

/** Begins a stream that goes on where the branch stands. */
export const continued = "reset refs/heads/main\nfrom refs/heads/main^0\n\n";

/**
 * Writes commits and tags into a repository in one process, however many they are; answers the hash of the newest commit.
 * Raises an Error with git's words.
 */
export async function importInto(folder: string, stream: string[]): Promise<string> {
  // As one pack: to unpack it would take another process.
  const args = ["-c", "fastimport.unpackLimit=1", "fast-import", "--quiet"];
  const child = spawn("git", args, { cwd: folder, stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end([...stream, "get-mark :1\n"].join(""));
  const [hash, complaints] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (complaints !== "") throw new Error(`git fast-import: ${complaints}`);
  return hash.trim();
}

export function commitStream({ message, by, at, files = {} }: StreamedCommit): string {
  const who = `${by} ${at} +0000`;
  const head = `commit refs/heads/main\nmark :1\nauthor ${who}\ncommitter ${who}\n${data(message)}`;
  return `${head}${Object.entries(files).map(changeStream).join("")}\n`;
}

function changeStream([path, content]: [string, string | null]): string {
  if (content === null) return `D ${path}\n`;
  return `M ${path.endsWith(".sh") ? "100755" : "100644"} inline ${path}\n${data(content)}`;
}

/** An annotated tag at the newest commit of the stream; one of that name gives way. */
export function tagStream(tag: string, { message, by, at }: Omit<StreamedCommit, "files">): string {
  return `tag ${tag}\nfrom :1\ntagger ${by} ${at} +0000\n${data(message)}`;
}

function data(content: string): string {
  return `data ${Buffer.byteLength(content)}\n${content}\n`;
}
