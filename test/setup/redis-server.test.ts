import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Redis } from "ioredis";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PrivateRedis, startPrivateRedis } from "../../src/redis/server.ts";
import { checkRedis, readRedisFacts } from "../../src/redis/requirements.ts";
import { ProblemError } from "../../src/release/problem.ts";

let folder: string;
let running: PrivateRedis[];
const lines: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "slipway-redis-"));
  running = [];
});

afterEach(async () => {
  await Promise.all(running.map((server) => server.stop()));
  rmSync(folder, { recursive: true });
});

async function start(): Promise<PrivateRedis> {
  const server = await startPrivateRedis({ folder, appendfsync: "always", log: (line) => lines.push(line) });
  running.push(server);
  return server;
}

async function ask<T>(url: string, question: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url);
  client.on("error", (error) => lines.push(error.message));
  try {
    return await question(client);
  } finally {
    client.disconnect();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("the private Redis", () => {
  it("is one that Slipway would accept from anybody", async () => {
    const { url } = await start();
    const info = await ask(url, (client) => client.info());
    expect(checkRedis(readRedisFacts(info))).toEqual([]);
  });

  it("lets nobody in without the password", async () => {
    const { url } = await start();
    const stranger = ask(url.replace(/:[^:@]*@/, ""), (client) => client.get("run"));
    await expect(stranger).rejects.toThrow(/NOAUTH/);
  });

  it("has its data again after it was killed", async () => {
    const first = await start();
    await ask(first.url, (client) => client.set("run", "42"));
    process.kill(first.pid, "SIGKILL");
    await expect(first.exited).resolves.toContain("SIGKILL");
    const second = await start();
    expect(await ask(second.url, (client) => client.get("run"))).toBe("42");
  });

  it("refuses a folder that a living one uses, and leaves that one in peace", async () => {
    const { url } = await start();
    const refused = startPrivateRedis({ folder, log: (line) => lines.push(line) });
    await expect(refused).rejects.toThrow(ProblemError);
    await expect(refused).rejects.toThrow(/Another Slipway uses the data folder/);
    expect(await ask(url, (client) => client.ping())).toBe("PONG");
  });

  it("leaves no process when it is stopped, however often it is asked", async () => {
    const server = await start();
    await Promise.all([server.stop(), server.stop()]);
    expect(isAlive(server.pid)).toBe(false);
    await expect(start()).resolves.toHaveProperty("url");
  });

  it.runIf(process.platform === "linux")(
    "ends when its parent is killed (Linux does that for us)",
    async () => {
      const parent = path.join(import.meta.dirname, "redis-parent.ts");
      const { stdout } = spawnSync(process.execPath, [parent, folder], { encoding: "utf8" });
      const pid = Number(stdout);
      expect(pid).toBeGreaterThan(1);
      await expect.poll(() => isAlive(pid)).toBe(false);
    },
  );
});
