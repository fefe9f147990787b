import { expect, it } from "vitest";
import type { Release, ReleaseState } from "../../../src/release/book/release.ts";
import {
  inMonth,
  makePlan,
  type PlanFacts,
  type ReleasePlan,
} from "../../../src/release/calendar/month-plan.ts";

function at(day: string): number {
  return Date.parse(`${day}T09:00:00Z`);
}

function release(version: string, state: ReleaseState, day: string): Release {
  const occurrence = `patch.${day}`;
  return { version, kind: "patch", branch: "main", state, target: at(day), occurrence, rev: 1 };
}

function planOf(known: Release[], more: Partial<PlanFacts> = {}): ReleasePlan {
  return makePlan({
    now: at("2026-12-15"),
    name: "2026-12",
    timeZone: "Europe/Amsterdam",
    prefix: "v",
    freezes: [],
    production: "production",
    windows: [],
    occurrences: [],
    known: new Map(known.map((one) => [one.occurrence ?? "", one])),
    open: known.filter(({ state }) => state !== "closed" && state !== "cancelled"),
    isWithin: inMonth("2026-12", "Europe/Amsterdam"),
    ...more,
  });
}

const shipped = release("v1.4.3", "closed", "2026-12-04");
const next = release("v1.4.4", "planned", "2026-12-18");

it("tells what a month has shipped, and what is still to come", () => {
  const { entries } = planOf([next, shipped]);
  expect(entries.map(({ release: { version, state } }) => `${version} ${state}`)).toEqual([
    "v1.4.3 closed",
    "v1.4.4 planned",
  ]);
  expect(planOf([release("v1.4.2", "closed", "2026-11-27")]).entries).toEqual([]);
});

it("finds nothing in the way of what has shipped", () => {
  const freezes = [{ name: "Audit", from: "2026-12-01", to: "2026-12-31", instead: "skip" as const }];
  const [first, second] = planOf([shipped, next], { freezes }).entries;
  expect(first?.conflicts).toEqual([]);
  expect(second?.conflicts).toEqual(["falls into Audit"]);
});
