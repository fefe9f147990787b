import { execFile } from "node:child_process";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const usualPath = process.env["PATH"] ?? "";

/** A moment of a preparation: one of git's commands, seen before or after it is done. */
export type Moment = [command: string, when: "before" | "after"];

/** A path for programs whose git does `then`, shell commands, at a moment, and all else as usual. */
async function pathWith([command, when]: Moment, folder: string, then: string): Promise<string> {
  const script = `#!/bin/sh
PATH='${usualPath}'
# The command stands behind the settings that a call brings along.
isSetting=
for word; do
  if [ "$isSetting" ]; then isSetting=; continue; fi
  if [ "$word" = -c ]; then isSetting=yes; continue; fi
  break
done
[ "$word" = ${command} ] || exec git "$@"
${when === "after" ? 'git "$@"' : ""}
${then}
`;
  await writeFile(join(folder, "git"), script);
  await chmod(join(folder, "git"), 0o755);
  return [folder, usualPath].join(delimiter);
}

/** A path whose git kills whoever calls it. */
export function deadlyPath(moment: Moment, folder: string): Promise<string> {
  return pathWith(moment, folder, "kill -9 $PPID; exit 1");
}

/** A path whose git never comes back, and when that has come to pass: the process that must be ended later. */
export async function endlessPath(
  moment: Moment,
  folder: string,
): Promise<{ path: string; reached: Promise<number> }> {
  const fifo = join(folder, "reached");
  await run("mkfifo", [fifo]);
  const path = await pathWith(moment, folder, `echo $$ > '${fifo}'; exec sleep 600`);
  return { path, reached: readFile(fifo, "utf8").then(Number) };
}
