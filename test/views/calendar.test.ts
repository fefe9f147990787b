import { expect, it } from "vitest";
import type { PlanEntry } from "../../src/release/calendar/month-plan.ts";
import { drawCalendar } from "../../views/calendar/plan.ts";

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

it("tells a quarter in one line for each release, and leaves none out", () => {
  const entries = Array.from({ length: 26 }, (_, week) => patch(week));
  const plan = { name: "2026-10", timeZone: "Europe/Amsterdam", production: "production" };
  const drawn = JSON.stringify(
    drawCalendar({ ...plan, entries, later: [], skipped: [], windows: [] }, { command: "/release" }),
  );
  for (const { release } of entries) expect(drawn).toContain(`*${release.version}* · patch`);
  expect(drawn).toContain("moved: Christmas Day");
  expect(drawn).not.toContain("checklist");
  expect(drawn).not.toContain(" more_");
});
