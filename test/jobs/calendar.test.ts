import type { Redis } from "ioredis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { carryCalendar } from "../../jobs/calendar/carry-calendar.ts";
import { postMonthPlan } from "../../jobs/calendar/month-plan.ts";
import { proposeAll } from "../../jobs/calendar/propose-versions.ts";
import { openCalendarFiles } from "../../src/calendar/files.ts";
import { calendarFeed } from "../../src/calendar-feed.ts";
import { serveHealth } from "../../src/health.ts";
import { createStores, type Stores } from "../../src/redis/stores.ts";
import { calendarOf } from "../../src/release/calendar/cadence.ts";
import type { CalendarFiles } from "../../src/release/calendar/calendar-file.ts";
import type { Git } from "../../src/release/git.ts";
import type { Messenger } from "../../src/release/messages.ts";
import { createMessenger } from "../../src/slack/messenger.ts";
import { createClients } from "../../src/slack/clients.ts";
import { samplePreparation } from "../release/preparation/preparations.ts";
import { makeRepository, type TestRepository } from "../git/repository.ts";
import { onOwnRedis } from "../redis/own-redis.ts";
import { withCadence as settings } from "./with-cadence.ts";

let redis: Redis;
let repository: TestRepository;
let git: Git;
let stores: Stores;
let messenger: Messenger;
let calendarFiles: CalendarFiles;
let now = 0;

beforeAll(async () => {
  repository = await makeRepository();
  await repository.commit("feat: begin");
  await repository.git("tag", "v1.4.2");
  await repository.commit("feat(accounts): export statements");
  await repository.commit("fix: round to cents");
  git = await repository.mirror();
});
afterAll(() => repository.remove());
onOwnRedis((own) => {
  redis = own;
  stores = createStores(redis, "test", () => now);
  const { background } = createClients({ botToken: "xoxb-1", apiUrl: "http://127.0.0.1:1/" });
  calendarFiles = openCalendarFiles({
    cache: stores.cache,
    clock: () => now,
    onTrouble: (error) => fail({ error }, "not read"),
  });
  messenger = createMessenger({
    store: stores.conversations,
    client: background,
    enqueue: async () => undefined,
  });
});

function at(text: string): void {
  now = Date.parse(text);
}

async function minute(freezes = settings.freezes): Promise<void> {
  const { book, journal, checklists, preparations } = stores;
  const here = { ...settings, freezes };
  const parts = {
    settings: here,
    clock: () => now,
    book,
    journal,
    messenger,
    git,
    calendarFiles,
    checklists,
    preparations,
  };
  await carryCalendar(calendarOf(here, []), parts);
  await proposeAll(parts);
  await postMonthPlan(parts);
}

async function openReleases(): Promise<string[]> {
  const open = await stores.book.open();
  return open.map(({ version, target = 0 }) => `${version} ${new Date(target).toISOString().slice(0, 10)}`);
}

async function shown(key: string): Promise<string> {
  return JSON.stringify((await stores.conversations.read(key))?.desired?.payload ?? "nothing");
}

it("plans the coming weeks once, whatever many replicas do at once", async () => {
  at("2026-11-30T12:00:00Z");
  await Promise.all(Array.from({ length: 8 }, () => minute()));
  await minute();
  expect(await openReleases()).toEqual([
    "v1.4.3 2026-12-04",
    "v1.5.0 2026-12-07",
    "v1.5.1 2026-12-11",
    "v1.5.2 2026-12-18",
    "v1.5.3 2026-12-25",
    "v1.5.4 2027-01-01",
    "v1.6.0 2027-01-04",
    "v1.6.1 2027-01-08",
  ]);
});

it("posts the plan on the first at nine, and not a minute before", async () => {
  at("2026-12-01T07:59:00Z");
  await minute();
  expect(await shown("plan.2026-12")).toBe('"nothing"');
  at("2026-12-01T08:00:00Z");
  await minute();
  const plan = await shown("plan.2026-12");
  for (const words of [
    "December 2026",
    "*v1.5.0* · minor",
    "export statements",
    "round to cents",
    "v1.4.2 is the",
  ])
    expect(plan).toContain(words);
  expect(plan).not.toContain("v1.6.0");
  expect(plan).toContain("the branch has 1 feature, no breaking change: it would have to be a minor");
  expect(await stores.book.postedPlans()).toEqual(["2026-12"]);
});

it("offers in the posted plan what is possible now, whatever becomes of a release", async () => {
  at("2026-12-01T12:00:00Z");
  const { book, preparations } = stores;
  const one = samplePreparation({ planned: "minor.2026-12-07" });
  const offered = async (): Promise<boolean[]> => {
    await minute();
    const plan = await shown("plan.2026-12");
    return ["Prepare", "Move", "Skip"].map((verb) => plan.includes(`${verb} v1.5.0`));
  };
  expect(await offered()).toEqual([true, true, true]);
  await preparations.create(one);
  expect(await offered()).toEqual([false, false, false]);
  expect(await shown("plan.2026-12")).toContain("being prepared at this moment");
  await preparations.save({ ...one, state: "failed" });
  expect(await offered()).toEqual([true, true, true]);
  const minor = await book.ofOccurrence("minor.2026-12-07");
  if (!minor) throw new Error("not planned");
  await book.save({ ...minor, state: "prepared" });
  expect(await offered()).toEqual([false, true, false]);
});

it("keeps the plan of a month that is over true for as long as its last release may be late", async () => {
  at("2027-04-30T06:00:00Z");
  await stores.book.notePlan("2027-04");
  await minute();
  expect(await shown("plan.2027-04")).toContain("Prepare v1.4.3");
  const last = await stores.book.ofOccurrence("patch.2027-04-30");
  if (!last) throw new Error("not planned");
  await stores.book.save({ ...last, state: "prepared" });
  at("2027-04-30T22:05:00Z");
  await minute();
  expect(await shown("plan.2027-04")).not.toContain("Prepare v1.4.3");
  expect(await shown("plan.2027-05")).toBe('"nothing"');
});

it("catches up with the plan after an outage, but a new installation waits for its first", async () => {
  at("2026-12-20T12:00:00Z");
  await minute();
  expect(await stores.book.postedPlans()).toEqual([]);
  at("2027-01-01T10:00:00Z");
  await minute();
  at("2027-02-05T10:00:00Z");
  await minute();
  expect((await stores.book.postedPlans()).toSorted()).toEqual(["2027-01", "2027-02"]);
});

it("gives up what nobody prepared within the grace, says so once, and gives its version on", async () => {
  at("2026-12-03T12:00:00Z");
  await minute();
  at("2026-12-04T21:00:00Z");
  await minute();
  expect((await openReleases())[0]).toBe("v1.4.3 2026-12-04");
  at("2026-12-04T21:01:00Z");
  await minute();
  await minute();
  expect(await shown("missed.patch.2026-12-04")).toContain("v1.4.3 (patch)");
  expect((await openReleases())[0]).toBe("v1.5.0 2026-12-07");
  expect(await stores.book.ofOccurrence("patch.2026-12-04")).toMatchObject({ state: "cancelled" });
});

it("reports in one message what fell into a long outage, and plans late what is within the grace", async () => {
  at("2026-12-01T12:00:00Z");
  await minute();
  at("2027-02-05T14:00:00Z");
  await minute();
  await minute();
  const missed = (await redis.keys("*missed*")).filter((key) => !/:(?:waiting|replies|lease)/u.test(key));
  expect(missed).toHaveLength(1);
  const known = await stores.book.ofOccurrence("patch.2027-01-22");
  expect(known).toMatchObject({ state: "cancelled", cancelledBecause: "Slipway was not running" });
  expect((await openReleases())[0]).toBe("v1.4.3 2027-02-05");
});

it("follows a freeze that comes later, and leaves alone what a person moved", async () => {
  at("2026-12-01T12:00:00Z");
  await minute();
  const minor = await stores.book.ofOccurrence("minor.2026-12-07");
  if (!minor) throw new Error("not planned");
  const moved = { by: { user: "U1", team: "T1" }, reason: "audit" };
  await stores.book.save({ ...minor, target: Date.parse("2026-12-09T09:00:00Z"), moved });
  await minute([{ name: "Audit", from: "2026-12-07", to: "2026-12-13", instead: "next working day" }]);
  expect((await openReleases()).slice(0, 4)).toEqual([
    "v1.4.3 2026-12-04",
    "v1.5.0 2026-12-09",
    "v1.5.1 2026-12-14",
    "v1.5.2 2026-12-18",
  ]);
});

it("is read by calendar apps that know the secret, and by nobody else", async () => {
  at("2026-12-01T12:00:00Z");
  await minute();
  const calendarSecret = "s3cret-s3cret-s3cret";
  const log = { info: fail, warn: fail, error: fail };
  const parts = {
    settings,
    clock: () => now,
    book: stores.book,
    checklists: stores.checklists,
    git,
    calendarFiles,
    log,
  };
  expect(calendarFeed({ slack: { mode: "http" } }, parts)).toEqual([]);
  expect(calendarFeed({ calendarSecret, slack: { mode: "socket" } }, parts)).toEqual([]);
  const feed = await serveHealth(calendarFeed({ calendarSecret, slack: { mode: "http" } }, parts), 0);
  const read = (path: string): Promise<Response> =>
    fetch(`http://127.0.0.1:${feed.port}/calendar/${path}.ics`);
  const answer = await read(calendarSecret);
  expect(answer.headers.get("content-type")).toContain("text/calendar");
  const text = await answer.text();
  expect(text).toMatch(/^BEGIN:VCALENDAR\r\n[^]*END:VCALENDAR\r\n$/u);
  expect(text).toContain("SUMMARY:Nexus v1.5.0\r\n");
  expect(text).toContain("DTSTART:20261207T090000Z\r\n");
  expect(text).toContain("SUMMARY:Nexus: minor release\r\n");
  for (const guess of ["", "other-other-other-other", `${calendarSecret}x`])
    expect((await read(guess)).status).toBe(404);
  await feed.stop();
});

function fail(fields: object, message: string): void {
  throw new Error(`${message}: ${JSON.stringify(fields)}`);
}
