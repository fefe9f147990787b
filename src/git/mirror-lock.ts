import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { hasCode } from "./failure.ts";

/**
 * Does `work` while no other process of this machine or of a shared disk works on the same mirror; undefined when it
 * stayed taken for `patience` milliseconds. A holder that is dead, or older than `longest`, is pushed aside: no holder
 * works for that long. Should two push at once, git's own locks still keep the mirror whole.
 */
export async function withLock<T>(
  file: string,
  times: { patience: number; longest: number },
  work: () => Promise<T>,
): Promise<T | undefined> {
  const giveUp = performance.now() + times.patience;
  while (!(await take(file))) {
    if (await isAbandoned(file, times.longest)) await pushAside(file);
    else if (performance.now() > giveUp) return undefined;
    else await pause(20);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, `${process.pid} ${hostname()}`, { flag: "wx" });
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

async function isAbandoned(file: string, longest: number): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(file);
    if (Date.now() - mtimeMs > longest) return true;
    const [pid, host] = (await readFile(file, "utf8")).split(" ");
    return host === hostname() && !isAlive(Number(pid));
  } catch (error) {
    if (hasCode(error, "ENOENT")) return false;
    throw error;
  }
}

async function pushAside(file: string): Promise<void> {
  const aside = `${file}.${process.pid}.stale`;
  try {
    await rename(file, aside);
    await rm(aside, { force: true });
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !hasCode(error, "ESRCH");
  }
}
