import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connectRedis } from "../../src/redis/connection.ts";
import { createStores, type Stores } from "../../src/redis/stores.ts";
import type { Preparation } from "../../src/release/preparation/prepare.ts";
import { type BareRemote, makeBareRemote } from "../git/remote-bare.ts";
import { type MortalRedis, startMortalRedis } from "../redis/redis.ts";

const child = fileURLToPath(new URL("prepare-child.ts", import.meta.url));

let redis: MortalRedis;
let stores: Stores;
let disconnect: () => void;
let host: BareRemote;
let count = 0;
let asked = 0;

beforeAll(async () => {
  redis = await startMortalRedis();
  const connection = await connectRedis(redis.url, "interactive");
  disconnect = () => connection.disconnect();
  stores = createStores(connection, "crash", Date.now);
  host = await makeBareRemote();
  await host.work.commit("feat: begin", { files: { "package.json": '{ "version": "1.0.0" }\n' } });
  await host.work.tag("v1.0.0");
  await host.publish();
});

afterAll(async () => {
  disconnect();
  await host.remove();
  await redis.remove();
});

/** A git that kills whoever calls it, before or after it has done one of its commands. */
async function deadlyGit(command: string, when: "before" | "after"): Promise<string> {
  const folder = await host.work.scratch(`bin-${command}-${when}`);
  // The command stands behind the settings that a call brings along.
  const isIt = `( while [ "$1" = -c ]; do shift 2; done; [ "$1" = ${command} ] )`;
  const kill = `${isIt} && { kill -9 $PPID; exit 1; }`;
  const real = `PATH='${process.env["PATH"] ?? ""}' git "$@"; code=$?`;
  const lines = ["#!/bin/sh", ...(when === "before" ? [kill, real] : [real, kill]), "exit $code", ""];
  await writeFile(join(folder, "git"), lines.join("\n"));
  await chmod(join(folder, "git"), 0o755);
  return folder;
}

/** Works on a preparation in a process of its own; answers the signal that ended it. */
async function work(id: string, firstInPath?: string): Promise<NodeJS.Signals | null> {
  const cache = await host.work.scratch("cache");
  const path = [firstInPath ?? [], process.env["PATH"] ?? ""].flat().join(delimiter);
  const started = spawn(process.execPath, [child, redis.url, host.location, cache, id], {
    env: { ...process.env, PATH: path },
    stdio: ["ignore", "ignore", "inherit"],
  });
  await once(started, "exit");
  return started.signalCode;
}

/** A change on the branch, and a preparation of the version that it makes. */
async function confirm(): Promise<Preparation> {
  count += 1;
  asked += 1;
  await host.work.git("fetch", "--quiet", host.location, "main");
  await host.work.git("reset", "--quiet", "--hard", "FETCH_HEAD");
  const base = await host.work.commit(`feat: number ${count}`);
  await host.publish();
  const rosa = { user: "U0ROSA", team: "T0NEXUS" };
  const preparation: Preparation = {
    id: `prepare-${asked}`,
    by: rosa,
    at: Date.now(),
    version: `v1.${count}.0`,
    kind: "minor",
    branch: "main",
    base,
    since: `v1.${count - 1}.0`,
    asked: "minor",
    manager: rosa,
    mayBeEmpty: false,
    state: "under way",
    tries: [],
    rev: 0,
  };
  await stores.preparations.create(preparation);
  return preparation;
}

/** What the repository has of a preparation: commits after its base, tags of its version, and those of the last commit. */
async function written({
  base,
  version,
}: Preparation): Promise<{ commits: number; tags: number; atHead: number }> {
  const commits = Number(await host.git("rev-list", "--count", `${base}..main`));
  const tags = await host.git("tag", "--list", version);
  const atHead = await host.git("tag", "--list", version, "--points-at", "main");
  return { commits, tags: tags === "" ? 0 : 1, atHead: atHead === "" ? 0 : 1 };
}

const moments: [string, "before" | "after"][] = [
  ["fetch", "before"],
  ["fetch", "after"],
  ["show-ref", "after"],
  ["init", "after"],
  ["fast-import", "after"],
  ["tag", "before"],
  ["tag", "after"],
  ["push", "before"],
  ["push", "after"],
];

describe("a preparation whose process is killed", () => {
  it.each(moments)("at %s, %s it: ends with one commit and one tag", async (command, when) => {
    const preparation = await confirm();
    expect(await work(preparation.id, await deadlyGit(command, when))).toBe("SIGKILL");
    const afterwards = await written(preparation);
    expect(afterwards).toStrictEqual(
      command === "push" && when === "after"
        ? { commits: 1, tags: 1, atHead: 1 }
        : { commits: 0, tags: 0, atHead: 0 },
    );
    expect(await work(preparation.id)).toBeNull();
    expect(await written(preparation)).toStrictEqual({ commits: 1, tags: 1, atHead: 1 });
    expect(await stores.preparations.get(preparation.id)).toMatchObject({ state: "prepared" });
    expect(await stores.book.get(preparation.version)).toMatchObject({
      state: "prepared",
      since: preparation.since,
    });
  });

  it("goes on when somebody has pushed meanwhile, as long as the proposal stays the same", async () => {
    const preparation = await confirm();
    await work(preparation.id, await deadlyGit("push", "before"));
    await host.work.commit("fix: meanwhile");
    await host.publish();
    await work(preparation.id);
    expect(await stores.preparations.get(preparation.id)).toMatchObject({ state: "prepared" });
    expect(await written(preparation)).toStrictEqual({ commits: 2, tags: 1, atHead: 1 });
    expect(await host.git("show", "main:CHANGELOG.md")).toContain("meanwhile");
  });

  it("gives up when the branch moved under every push, and writes nothing", async () => {
    const preparation = await confirm();
    const { base } = preparation;
    const tries = ["1", "2", "3"].map((digit) => ({ base, commit: digit.repeat(40) }));
    await stores.preparations.save({ ...preparation, tries });
    await host.work.commit("fix: meanwhile");
    await host.publish();
    await work(preparation.id);
    expect(await stores.preparations.get(preparation.id)).toMatchObject({
      state: "failed",
      problem: { code: "base-moved", what: expect.stringContaining("moved 3 times") },
    });
    expect(await written(preparation)).toStrictEqual({ commits: 1, tags: 0, atHead: 0 });
    count -= 1;
  });

  it("asks again when that changes the proposal, and writes nothing", async () => {
    const preparation = await confirm();
    await work(preparation.id, await deadlyGit("push", "before"));
    await host.work.commit("feat!: meanwhile");
    await host.publish();
    await work(preparation.id);
    expect(await stores.preparations.get(preparation.id)).toMatchObject({
      state: "outdated",
      problem: { code: "base-moved" },
    });
    expect(await written(preparation)).toStrictEqual({ commits: 1, tags: 0, atHead: 0 });
    count -= 1;
  });

  it("stops at a tag that somebody else has made meanwhile", async () => {
    const preparation = { ...(await confirm()), id: "prepare-taken", version: "v9.0.0" };
    await stores.preparations.create(preparation);
    await work(preparation.id, await deadlyGit("push", "before"));
    await host.work.tag(preparation.version, { at: "v1.0.0" });
    await host.publish();
    await work(preparation.id);
    expect(await stores.preparations.get(preparation.id)).toMatchObject({
      state: "failed",
      problem: { code: "version-exists" },
    });
  });
});
