import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import type { Remote } from "./remote.ts";
import { gitFailure } from "./failure.ts";

export interface Mirror {
  folder: string;
  remote: Remote;
}

/**
 * The output of one git process, chunk by chunk, with `input` on its standard input. simple-git keeps the whole output
 * in memory before it answers, which a long history would fill; so the calls with long answers start git themselves.
 * Raises `git-unavailable` when git fails; leaving the loop early ends the process.
 */
export async function* streamGit(
  { folder, remote }: Mirror,
  args: string[],
  input?: string | Readable,
): AsyncGenerator<Buffer> {
  const from = input === undefined ? "ignore" : "pipe";
  const child = spawn("git", args, { cwd: folder, env: remote.env, stdio: [from, "pipe", "pipe"] });
  const { stdin, stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error("A process without output.");
  const ended = new Promise<number | null | Error>((done) => {
    child.once("error", done).once("close", done);
  });
  let complaint = "";
  stderr.on("data", (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(0, 4000);
  });
  // A process that ends before it has read everything breaks the pipe; its exit code says what went wrong.
  stdin?.on("error", () => stdin.destroy());
  if (stdin && typeof input === "object") input.pipe(stdin);
  else stdin?.end(input);
  try {
    for await (const chunk of stdout as AsyncIterable<Buffer>) yield chunk;
    const code = await ended;
    // Exit code 1 without a word is how git says that there is nothing.
    if (code !== 0 && (code !== 1 || complaint !== "")) throw gitFailure(complaint || String(code), remote);
  } finally {
    child.kill("SIGKILL");
  }
}

/** The whole output of one git process, for answers that are known to be small. */
export async function collectGit(mirror: Mirror, args: string[], input?: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of streamGit(mirror, args, input)) chunks.push(chunk);
  return Buffer.concat(chunks);
}
