import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { connectRedis } from "../../src/redis/connection.ts";
import { createStores, type Stores } from "../../src/redis/stores.ts";
import type { Publishing } from "../../src/release/preparation/host-release.ts";
import type { Preparation } from "../../src/release/preparation/prepare.ts";
import { makeRepository, type TestRepository } from "../git/repository.ts";
import { type FakeGitHub, startGitHub } from "../../demo/github/host.ts";
import { type MortalRedis, startMortalRedis } from "../redis/redis.ts";
import { publisher } from "./publisher.ts";

const child = fileURLToPath(new URL("publish-child.ts", import.meta.url));

let redis: MortalRedis;
let stores: Stores;
let connection: Redis;
let product: TestRepository;
let github: FakeGitHub;
let cacheFolder = "";
let count = 0;

beforeAll(async () => {
  redis = await startMortalRedis();
  connection = await connectRedis(redis.url, "worker");
  stores = createStores(connection, "crash", Date.now);
  product = await makeRepository();
  cacheFolder = await product.scratch("cache");
  github = await startGitHub();
});
afterAll(async () => {
  connection.disconnect();
  await github[Symbol.asyncDispose]();
  await product.remove();
  await redis.remove();
});
beforeEach(() => {
  github.made = [];
  github.isReadOnly = false;
});

/** A release that was pushed, and that is not on GitHub yet. */
async function pushed(): Promise<Preparation> {
  count += 1;
  const base = await product.commit(`feat: number ${count}`);
  const commit = await product.commit(`Bump version to 1.${count}.0`);
  await product.tag(`v1.${count}.0`);
  const rosa = { user: "U0ROSA", team: "T0NEXUS" };
  const preparation: Preparation = {
    id: `prepare-${count}`,
    by: rosa,
    at: Date.now(),
    version: `v1.${count}.0`,
    kind: "minor",
    branch: "main",
    base,
    manager: rosa,
    mayBeEmpty: false,
    state: "prepared",
    tries: [{ base, commit }],
    commit,
    rev: 0,
  };
  await stores.preparations.create(preparation);
  const { version, kind, branch } = preparation;
  await stores.book.add({ version, kind, branch, state: "prepared", rev: 0 });
  return preparation;
}

function publish(
  how: Publishing,
  replies: string[] = [],
  options: { timeout?: number } = {},
): ReturnType<typeof publisher> {
  const place = {
    redis: connection,
    location: product.folder,
    cacheFolder,
    apiUrl: github.url,
    how,
    ...options,
  };
  return publisher({ ...place, onReply: (payload) => void replies.push(JSON.stringify(payload)) });
}

it("killed while GitHub makes it, a release is there once", async () => {
  const { id, version } = await pushed();
  const args = [child, redis.url, product.folder, await product.scratch("other"), github.url, id];
  const started = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  github.onRelease = (when) => when === "after" && started.kill("SIGKILL");
  await once(started, "exit");
  expect(started.signalCode).toBe("SIGKILL");
  expect(await stores.preparations.get(id)).not.toHaveProperty("publication");
  github.onRelease = undefined;
  const again = await publish("draft");
  await again(id);
  expect(github.made).toEqual([expect.objectContaining({ tag_name: version, draft: true })]);
});

it.each<["before" | "after", Publishing]>([
  ["before", "final"],
  ["after", "final"],
  ["after", "draft"],
])("without an answer, lost %s a %s release was made, there is one in the end", async (lost, how) => {
  const { id, version } = await pushed();
  const replies: string[] = [];
  const [work, hasty] = [await publish(how, replies), await publish(how, replies, { timeout: 1000 })];
  github.onRelease = (when) => when === lost;
  await expect(hasty(id)).rejects.toThrow("another delivery");
  expect(await stores.preparations.get(id)).not.toHaveProperty("publication");
  github.onRelease = undefined;
  await work(id);
  await work(id);
  const isDraft = how === "draft";
  expect(github.made).toEqual([expect.objectContaining({ tag_name: version, draft: isDraft })]);
  expect(github.made[0]?.body).toContain(`number ${count}`);
  expect(await stores.preparations.get(id)).toMatchObject({ publication: { state: "published", isDraft } });
  expect(await stores.book.get(version)).toMatchObject({ page: expect.stringContaining(version) });
  expect(replies[0]).toContain(isDraft ? "as a draft" : "is on GitHub.");
});

it("that was made by somebody else is told as it is", async () => {
  const { id } = await pushed();
  const work = await publish("draft");
  await work(id);
  const { publication: _told, ...untold } = await stored(id);
  await stores.preparations.save(untold);
  github.made = [];
  const other = await publish("final");
  await other(id);
  expect(github.made).toEqual([]);
  expect(await stored(id)).toMatchObject({ publication: { isDraft: true } });
});

it("that GitHub refuses leaves what was pushed, tells why, and can be tried again", async () => {
  const { id, version } = await pushed();
  const replies: string[] = [];
  const work = await publish("final", replies);
  github.isReadOnly = true;
  await work(id);
  await work(id);
  expect(await stored(id)).toMatchObject({
    state: "prepared",
    publication: { state: "failed", problem: { code: "github-refused" } },
  });
  expect(replies[0]).toMatch(/has no release on GitHub.*GITHUB_TOKEN.*release_publish/su);
  github.isReadOnly = false;
  const { publication: _failed, ...again } = await stored(id);
  await stores.preparations.save(again);
  await work(id);
  expect(github.made).toEqual([expect.objectContaining({ tag_name: version, make_latest: "true" })]);
});

async function stored(id: string): Promise<Preparation> {
  const found = await stores.preparations.get(id);
  if (!found) throw new Error("no preparation");
  return found;
}
