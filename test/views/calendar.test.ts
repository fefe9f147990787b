import { expect, it } from "vitest";
import type { PlanEntry } from "../../src/release/calendar/month-plan.ts";
import { drawCalendar, drawPlan } from "../../views/calendar/plan.ts";
import { drawReleasePage } from "../../views/calendar/release-page.ts";

const checklist = Array.from({ length: 10 }, (_, item) => `an item of the checklist, number ${item}`);

/** A patch release of one week, with all that may be told of it. */
function patch(week: number): PlanEntry {
  const release = {
    version: `v1.5.${week}`,
    kind: "patch" as const,
    branch: "main",
    state: "planned" as const,
    target: Date.UTC(2026, 9, 2 + 7 * week, 8),
    rev: 0,
  };
  const openItems = checklist;
  return { release, conflicts: [], openItems, ...(week === 12 && { movedBecause: "Christmas Day" }) };
}

const plan = { name: "2026-10", timeZone: "Europe/Amsterdam", production: "production" };
const rest = { later: [], skipped: [], windows: [] };

it("offers nothing for a release that is being prepared, in the plan and on its page", () => {
  const [entry, other] = [patch(1), patch(2)];
  const look = { command: "/release", isAnswer: true, hasButtons: true };
  const isBusy = new Set(["v1.5.1"]);
  const drawn = drawPlan({ ...plan, entries: [entry, other], ...rest }, { ...look, beingPrepared: isBusy });
  const said = JSON.stringify(drawn);
  expect(said).toContain("being prepared at this moment");
  expect(said).toContain("Prepare v1.5.2");
  expect(said).not.toContain("Prepare v1.5.1");
  expect(said).toContain("Look again how v1.5.1 stands");
  const page = { timeZone: plan.timeZone, command: "/release", verified: [], liveOn: [], runs: [] };
  const facts = { ...page, release: entry.release, may: { plan: true, deploy: true } };
  expect(JSON.stringify(drawReleasePage(facts))).toContain("Prepare v1.5.1");
  expect(JSON.stringify(drawReleasePage({ ...facts, isBeingPrepared: true }))).not.toContain(
    "Prepare v1.5.1",
  );
});

it("tells a quarter in one line for each release, and leaves none out", () => {
  const entries = Array.from({ length: 26 }, (_, week) => patch(week));
  const drawn = JSON.stringify(drawCalendar({ ...plan, entries, ...rest }, { command: "/release" }));
  for (const { release } of entries) expect(drawn).toContain(`*${release.version}* · patch`);
  expect(drawn).toContain("moved: Christmas Day");
  expect(drawn).not.toContain("checklist");
  expect(drawn).not.toContain(" more_");
});

it("tells of a release that was taken back as what it is now, and what can be done about it", () => {
  const { release } = patch(1);
  const back = { ...release, state: "live" as const, commit: "c".repeat(40), liveAt: 1, rolledBackAt: 2 };
  const page = { timeZone: plan.timeZone, command: "/release", verified: [], liveOn: [], runs: [] };
  const facts = { ...page, release: back, may: { plan: true, deploy: true } };
  const free = JSON.stringify(drawReleasePage(facts));
  expect(free).toContain("v1.5.1 · taken back");
  expect(free).toContain("Deploy v1.5.1");
  expect(free).not.toContain("watched for 24 hours");
  const hold = { version: "v1.5.1", reason: "errors", by: { run: "run-1" }, since: 2 };
  const held = JSON.stringify(drawReleasePage({ ...facts, hold }));
  expect(held).toContain("`/release unhold v1.5.1`");
  expect(held).not.toContain("Deploy v1.5.1");
  const entry = { release: back, conflicts: [] };
  const listed = JSON.stringify(
    drawCalendar({ ...plan, entries: [entry], ...rest }, { command: "/release" }),
  );
  expect(listed).toContain("patch, taken back");
});

it.each([
  ["planned", "`/release timeline v1.5.1` tells what will be said about it."],
  ["staged", "`/release status v1.5.1` shows its runs."],
] as const)("leads on from a release that is %s", (state, words) => {
  const page = { timeZone: plan.timeZone, command: "/release", verified: [], liveOn: [], runs: [] };
  const release = { ...patch(1).release, state };
  const drawn = drawReleasePage({ ...page, release, may: { plan: true, deploy: true } });
  expect(JSON.stringify(drawn)).toContain(words);
});
