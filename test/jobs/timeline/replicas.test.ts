import type { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, test, vi } from "vitest";
import { startWorkspace } from "../../../demo/workspace/start-workspace.ts";
import type { Message } from "../../../demo/workspace/types.ts";
import type { Workspace } from "../../../demo/workspace/workspace.ts";
import { reconcileTimelines } from "../../../jobs/timeline/timeline.ts";
import { connectRedis } from "../../../src/redis/connection.ts";
import type { Git } from "../../../src/release/git.ts";
import type { TimelineSettings } from "../../../src/release/timeline/notice.ts";
import { wordsOf } from "../../acceptance/actor.ts";
import { makeRepository, type TestRepository } from "../../git/repository.ts";
import { type MortalRedis, startMortalRedis } from "../../redis/redis.ts";
import { samplePlan, sampleRun } from "../../redis/samples.ts";
import { type Newsroom, timelineAt } from "./newsroom.ts";
import { startReplica } from "./replica.ts";

let server: MortalRedis;
let redis: Redis;
let repository: TestRepository;
let git: Git;
let workspace: Workspace;
let opened: AsyncDisposableStack;

const realDate = Date.now.bind(Date);

beforeAll(async () => {
  server = await startMortalRedis();
  redis = await connectRedis(server.url, "worker");
  repository = await makeRepository();
  await repository.commit("feat: begin");
  await repository.tag("v1.5.0");
  git = await repository.mirror();
});
beforeEach(async () => {
  await redis.flushall();
  opened = new AsyncDisposableStack();
  workspace = opened.use(await startWorkspace({ now: realDate }));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await opened.disposeAsync();
});
afterAll(async () => {
  redis.disconnect();
  await server.remove();
  await repository.remove();
});

async function openReplica(timeline: TimelineSettings): Promise<Newsroom> {
  const slack = { botToken: workspace.identity.botToken, apiUrl: workspace.url };
  const replica = await startReplica({ redisUrl: server.url, prefix: "test", slack, git, timeline });
  opened.defer(() => replica.stop());
  return replica;
}

function said(): Message[] {
  return workspace
    .messages("releases")
    .filter((one) => one.threadTs === undefined && !wordsOf(one).includes("what is said about it"));
}

async function plan({ stores: { book, notices } }: Newsroom, aheadMs: number): Promise<number> {
  const target = (await notices.now()) + aheadMs;
  await book.add({ version: "v1.5.0", kind: "minor", branch: "main", state: "planned", target, rev: 1 });
  return target;
}

async function noted({ stores: { notices } }: Newsroom, count: number): Promise<void> {
  const read = async (): Promise<number> => {
    const claims = await notices.claims("v1.5.0");
    return claims.filter(({ message }) => message === undefined).length;
  };
  await expect.poll(read).toBe(count);
}

it("ten replicas say each notice once", async () => {
  const timeline = timelineAt({ announcement: -600, start: 0, progress: 1, complete: 2 });
  const rooms = await Promise.all(Array.from({ length: 10 }, () => openReplica(timeline)));
  const [first] = rooms;
  if (!first) throw new Error("no replica");
  await plan(first, 601_000);
  await Promise.all(rooms.map(({ parts }) => reconcileTimelines(parts)));
  await noted(first, 1);
  const run = sampleRun({ rev: 0, phase: "running", startedAt: await first.stores.notices.now() });
  await first.stores.runs.create(run, samplePlan());
  await Promise.all(rooms.map(({ parts }) => reconcileTimelines(parts)));
  await noted(first, 4);
  expect(said().map(({ blocks: [header] }) => JSON.stringify(header))).toEqual([
    expect.stringContaining("v1.5.0 is planned"),
    expect.stringContaining("v1.5.0 goes to production"),
    expect.stringContaining("v1.5.0 on production: under way"),
    expect.stringContaining("v1.5.0 is not complete: under way"),
  ]);
});

const hour = 3_600_000;

test.each([
  ["an hour forward", hour],
  ["an hour back", -hour],
  ["a second forward", 1000],
  ["a second back", -1000],
])("a clock that is put %s meanwhile: not early, not twice, not left", async (_, by) => {
  const room = await openReplica(timelineAt({ announcement: -600 }));
  const due = (await plan(room, 602_000)) - 600_000;
  await reconcileTimelines(room.parts);
  await expect.poll(async () => (await room.stores.notices.pending(due, 10)).length).toBe(1);
  vi.spyOn(Date, "now").mockImplementation(() => realDate() + by);
  // As the heartbeat does: once before the notice is due, and again after it.
  await reconcileTimelines(room.parts);
  await expect.poll(() => realDate()).toBeGreaterThan(due + 200);
  await reconcileTimelines(room.parts);
  await noted(room, 1);
  expect(said()).toHaveLength(1);
  expect(workspace.calls("chat.postMessage")[0]?.at).toBeGreaterThanOrEqual(due);
});
