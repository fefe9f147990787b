import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const ci = path.join(import.meta.dirname, "../../.ci");
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "slipway-prepare-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A process that does `work` (JavaScript, which may use `appendFileSync`) while it holds the lock. */
function holder(work: string): ChildProcess {
  const script = `
    import { appendFileSync } from "node:fs";
    import { withLock } from ${JSON.stringify(path.join(ci, "lock.mjs"))};
    const pause = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    withLock("lock", () => {}, () => { ${work} });`;
  return spawn(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: folder,
    stdio: "inherit",
  });
}

describe("the lock of the set-up", () => {
  it("lets one process in at a time", async () => {
    const work = "appendFileSync('log', 'in '); pause(50); appendFileSync('log', 'out ');";
    const exits = await Promise.all([1, 2, 3].map(() => once(holder(work), "exit")));
    expect(exits.map(([code]) => Number(code))).toEqual([0, 0, 0]);
    expect(readFileSync(path.join(folder, "log"), "utf8")).toBe("in out in out in out ");
  });

  it("is taken over from a process that died with it", async () => {
    const [, signal] = await once(holder("process.kill(process.pid, 'SIGKILL'); pause(1000);"), "exit");
    expect(signal).toBe("SIGKILL");
    const [code] = await once(holder("appendFileSync('log', 'in');"), "exit");
    expect(code).toBe(0);
    expect(readFileSync(path.join(folder, "log"), "utf8")).toBe("in");
  });
});

/** Looks for redis-server on a machine whose PATH holds nothing but the given programs, each a shell script. */
function find(programs: Record<string, string>): { path: string; error: string } {
  const bin = path.join(folder, "bin");
  mkdirSync(bin);
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(bin, name), 0o755);
  }
  const script = `
    import { findRedisServer } from ${JSON.stringify(path.join(ci, "redis.mjs"))};
    console.log(findRedisServer(process.cwd(), () => {}));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
    cwd: folder,
    env: { PATH: bin },
    encoding: "utf8",
  });
  return { path: stdout.trim(), error: stderr };
}

describe("looking for redis-server", () => {
  it("takes the one on the PATH", () => {
    expect(find({ "redis-server": "exit 0" }).path).toBe(path.join(folder, "bin", "redis-server"));
  });

  it("says what to type where there is none and no apt", () => {
    expect(find({}).error).toContain("sudo apt-get install -y redis-server");
  });
});
