import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * Runs `act` while this process alone holds the lock, a folder that names its owner. Waits as long as the owner lives;
 * a lock whose owner died is taken over. `say` is told once when there is something to wait for.
 */
export function withLock(folder, say, act) {
  for (let waited = false; !take(folder); waited = true) {
    if (!waited) say(`waiting for another start that is at work (${folder})`);
    sleep(200);
  }
  try {
    return act();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function take(folder) {
  try {
    mkdirSync(folder);
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    if (!isAlive(owner(folder))) removeDead(folder);
    return false;
  }
  writeFileSync(path.join(folder, "pid"), String(process.pid));
  return true;
}

function owner(folder) {
  try {
    return Number(readFileSync(path.join(folder, "pid"), "utf8"));
  } catch {
    // The owner has not written its id yet, or has just let go. A short wait tells; its silence then means death.
    sleep(500);
    return readOwner(folder);
  }
}

function readOwner(folder) {
  try {
    return Number(readFileSync(path.join(folder, "pid"), "utf8"));
  } catch {
    return 0;
  }
}

function isAlive(pid) {
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Renames first, so that of two starts that found the same dead owner only one removes, and never a fresh lock. */
function removeDead(folder) {
  const grave = `${folder}.${process.pid}`;
  try {
    renameSync(folder, grave);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
  }
  rmSync(grave, { recursive: true, force: true });
}

function sleep(milliseconds) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
