import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { connectRedis } from "../../src/redis/connection.ts";
import { createStores, type Stores } from "../../src/redis/stores.ts";
import type { Preparation } from "../../src/release/preparation/prepare.ts";
import { type BareRemote, makeBareRemote } from "../git/remote-bare.ts";
import { type MortalRedis, startMortalRedis } from "../redis/redis.ts";
import { deadlyPath, endlessPath, type Moment } from "./fatal-git.ts";
import { preparer } from "./preparer.ts";

const child = fileURLToPath(new URL("prepare-child.ts", import.meta.url));

let redis: MortalRedis;
let stores: Stores;
let connection: Redis;
let host: BareRemote;
let count = 0;

beforeAll(async () => {
  redis = await startMortalRedis();
  connection = await connectRedis(redis.url, "worker");
  stores = createStores(connection, "crash", Date.now);
  host = await makeBareRemote();
  await host.work.commit("feat: begin", { files: { "package.json": '{ "version": "1.0.0" }\n' } });
  await host.work.tag("v1.0.0");
  await host.publish();
});

afterAll(async () => {
  connection.disconnect();
  await host.remove();
  await redis.remove();
});

/** Works on a preparation to its end. */
async function work({ id }: Preparation): Promise<void> {
  await preparer({ ...(await place()), redis: connection, path: process.env["PATH"] ?? "" })(id);
}

/** Works on a preparation in a process of its own, until git kills it at this moment. */
async function workUntilKilled({ id }: Preparation, moment: Moment): Promise<void> {
  const { location, cacheFolder } = await place();
  const path = await deadlyPath(moment, await host.work.scratch(`deadly-${moment.join("-")}`));
  const started = spawn(process.execPath, [child, redis.url, location, cacheFolder, id], {
    env: { ...process.env, PATH: path },
    stdio: ["ignore", "ignore", "inherit"],
  });
  await once(started, "exit");
  expect(started.signalCode).toBe("SIGKILL");
}

/**
 * Works on a preparation until git does not come back at this moment, and loses the line to Redis there: what goes on only
 * with an answer that never comes is as good as killed.
 */
async function workUntilLost({ id }: Preparation, moment: Moment): Promise<void> {
  const { path, reached } = await endlessPath(
    moment,
    await host.work.scratch(`endless-${id}-${moment.join("-")}`),
  );
  const own = await connectRedis(redis.url, "worker");
  const working = preparer({ ...(await place()), redis: own, path })(id);
  const git = await Promise.race([reached, working.then(() => undefined)]);
  if (git === undefined) throw new Error(`git was never asked to ${moment.join(", ")}`);
  own.disconnect();
  onTestFinished(async () => {
    process.kill(git, "SIGKILL");
    await expect(working).rejects.toThrow("Connection is closed");
  });
}

async function place(): Promise<{ location: string; cacheFolder: string }> {
  return { location: host.location, cacheFolder: await host.work.scratch("cache") };
}

/** A change on the branch, and a preparation of the version that it makes. */
async function confirm(): Promise<Preparation> {
  count += 1;
  const minor = (await host.git("tag", "--list", "v1.*")).split("\n").length;
  await host.work.git("fetch", "--quiet", host.location, "main");
  await host.work.git("reset", "--quiet", "--hard", "FETCH_HEAD");
  const base = await host.work.commit(`feat: number ${count}`);
  await host.publish();
  const rosa = { user: "U0ROSA", team: "T0NEXUS" };
  const preparation: Preparation = {
    id: `prepare-${count}`,
    by: rosa,
    at: Date.now(),
    version: `v1.${minor}.0`,
    kind: "minor",
    branch: "main",
    base,
    since: `v1.${minor - 1}.0`,
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

const moments: [...Moment, typeof workUntilLost][] = [
  // While it fetches, it holds the lock of the mirror: only a process leaves that behind as it dies.
  ["fetch", "before", workUntilKilled],
  ["fetch", "after", workUntilKilled],
  ["show-ref", "after", workUntilLost],
  ["init", "after", workUntilLost],
  ["fast-import", "after", workUntilLost],
  ["tag", "before", workUntilLost],
  ["tag", "after", workUntilLost],
  ["push", "before", workUntilKilled],
  ["push", "after", workUntilKilled],
];

describe("a preparation whose worker is killed", () => {
  it("at every command of git, one after the other, ends with one commit and one tag", async () => {
    const preparation = await confirm();
    for (const [command, when, workUntilEnd] of moments) {
      await workUntilEnd(preparation, [command, when]);
      const expected = command === "push" && when === "after" ? 1 : 0;
      expect(await written(preparation), `${command}, ${when} it`).toStrictEqual({
        commits: expected,
        tags: expected,
        atHead: expected,
      });
      expect(await stores.preparations.get(preparation.id)).toMatchObject({ state: "under way" });
    }
    await work(preparation);
    expect(await written(preparation)).toStrictEqual({ commits: 1, tags: 1, atHead: 1 });
    expect(await stores.preparations.get(preparation.id)).toMatchObject({ state: "prepared" });
    const { version, since } = preparation;
    expect(await stores.book.get(version)).toMatchObject({ state: "prepared", since });
  });

  it("goes on when somebody has pushed meanwhile, as long as the proposal stays the same", async () => {
    const preparation = await confirm();
    await workUntilLost(preparation, ["push", "before"]);
    await host.work.commit("fix: meanwhile");
    await host.publish();
    await work(preparation);
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
    await work(preparation);
    expect(await stores.preparations.get(preparation.id)).toMatchObject({
      state: "failed",
      problem: { code: "base-moved", what: expect.stringContaining("moved 3 times") },
    });
    expect(await written(preparation)).toStrictEqual({ commits: 1, tags: 0, atHead: 0 });
  });

  it("asks again when that changes the proposal, and writes nothing", async () => {
    const preparation = await confirm();
    await workUntilLost(preparation, ["push", "before"]);
    await host.work.commit("feat!: meanwhile");
    await host.publish();
    await work(preparation);
    expect(await stores.preparations.get(preparation.id)).toMatchObject({
      state: "outdated",
      problem: { code: "base-moved" },
    });
    expect(await written(preparation)).toStrictEqual({ commits: 1, tags: 0, atHead: 0 });
  });

  it("stops at a tag that somebody else has made meanwhile", async () => {
    const preparation = { ...(await confirm()), id: "prepare-taken", version: "v9.0.0" };
    await stores.preparations.create(preparation);
    await workUntilLost(preparation, ["push", "before"]);
    await host.work.tag(preparation.version, { at: "v1.0.0" });
    await host.publish();
    await work(preparation);
    expect(await stores.preparations.get(preparation.id)).toMatchObject({
      state: "failed",
      problem: { code: "version-exists" },
    });
  });
});
