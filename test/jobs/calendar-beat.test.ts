import type { Redis } from "ioredis";
import { afterEach, expect, it } from "vitest";
import { calendarJob } from "../../jobs/calendar/calendar.ts";
import { openCalendarFiles } from "../../src/calendar/files.ts";
import { openGit } from "../../src/git/mirror.ts";
import { createStores } from "../../src/redis/stores.ts";
import type { Git } from "../../src/release/git.ts";
import { parseSchedule } from "../../src/release/calendar/schedule.ts";
import { createClients } from "../../src/slack/clients.ts";
import { createMessenger } from "../../src/slack/messenger.ts";
import { makeRepository, type TestRepository } from "../git/repository.ts";
import { onOwnRedis } from "../redis/own-redis.ts";
import { settings } from "../release/run/decisions.ts";

const now = Date.parse("2026-12-02T12:00:00Z");

let redis: Redis;
let repository: TestRepository;

onOwnRedis(async (own) => {
  redis = own;
  repository = await makeRepository();
  await repository.commit("feat: begin");
  await repository.tag("v1.4.2");
});
afterEach(() => repository.remove());

function nothing(): undefined {
  return undefined;
}

/** A worker with a mirror of its own; `look` is a beat, and answers what the next release is called after it. */
async function startWorker(name: string) {
  const stores = createStores(redis, "test", () => now);
  const cacheFolder = await repository.scratch(name);
  const git: Git = openGit({ location: repository.folder, cacheFolder, env: process.env });
  await git.refresh();
  const [every, plan] = ["first Monday of the month at 10:00", "cron 0 9 1 * *"].map(parseSchedule);
  if (!every || !plan) throw new Error("There is no such schedule.");
  const { background: client } = createClients({ botToken: "xoxb-1", apiUrl: "http://127.0.0.1:1/" });
  const beat = calendarJob({
    ...stores,
    settings: settings({
      repository: { location: "", branch: "main", tagPrefix: "v" },
      cadence: { releases: [{ kind: "minor", when: every }], plan, grace: 3600 },
    }),
    clock: () => now,
    log: { info: nothing, warn: nothing, error: nothing },
    messenger: createMessenger({ store: stores.conversations, client, enqueue: async () => undefined }),
    calendarFiles: openCalendarFiles({ cache: stores.cache, clock: () => now, onTrouble: nothing }),
    git,
  });
  const look = async (): Promise<string | undefined> => {
    await beat(
      {},
      { signal: AbortSignal.timeout(10_000), redeliver: () => Promise.reject(new Error("later")) },
    );
    return (await stores.book.open())[0]?.version;
  };
  return { look, stores };
}

it("proposes versions by the repository itself, however old the mirror of a worker is", async () => {
  const [one, other] = await Promise.all(["one", "other"].map(startWorker));
  await repository.tag("v1.5.0");
  expect(await one?.look()).toBe("v1.6.0");
  expect(await other?.look()).toBe("v1.6.0");
});

it("takes a version that a person planned for prepared once somebody has tagged it", async () => {
  await repository.tag("v1.5.0");
  const { look, stores } = await startWorker("tags");
  const target = now - 1000;
  const planned = { kind: "minor", branch: "main", state: "planned", target, rev: 1 } as const;
  await stores.book.add({ ...planned, version: "v2.0.0" });
  await stores.book.add({ ...planned, version: "v3.0.0" });
  const commit = await repository.commit("feat: more");
  await repository.tag("v2.0.0");
  await look();
  expect(await stores.book.get("v2.0.0")).toMatchObject({ state: "prepared", commit, since: "v1.5.0" });
  expect(await stores.book.get("v3.0.0")).toMatchObject({ state: "planned" });
});
