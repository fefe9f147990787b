import { describe, expect, it } from "vitest";
import { type Freeze, freezeAt, freezeBetween, freezesOf } from "../../../src/release/calendar/freeze.ts";
import { calendarOf } from "../../../src/release/calendar/cadence.ts";
import type { Kind } from "../../../src/release/version.ts";
import { settings as settingsWith } from "../run/decisions.ts";

const year: Freeze = { name: "Year end", from: "2026-12-21", to: "2027-01-03", instead: "skip" };
const audit: Freeze = { ...year, name: "Audit", from: "2027-02-01", to: "2027-02-05", kinds: ["major"] };
const move: Freeze = { ...year, name: "Move", environments: ["staging"] };
const both: Freeze = { ...year, name: "Both", environments: ["staging", "production"] };
const settings = settingsWith({ timeZone: "Pacific/Auckland", freezes: [year, audit, move] });

function names(environment: string): string[] {
  return freezesOf(environment, settingsWith({ freezes: [year, move, both] })).map(({ name }) => name);
}

describe("the environments of a freeze", () => {
  it("are those that it names, and the last one where it names none", () => {
    expect(names("production")).toEqual(["Year end", "Both"]);
    expect(names("staging")).toEqual(["Move", "Both"]);
    expect(names("elsewhere")).toEqual([]);
  });

  it("decide whether the calendar keeps away from it: it plans production", () => {
    expect(calendarOf(settings, []).freezes.map(({ name }) => name)).toEqual(["Year end", "Audit"]);
  });
});

describe("a freeze at a moment", () => {
  it.each<[environment: string, kind: Kind, at: string, name: string | undefined]>([
    ["production", "minor", "2026-12-20T10:59:59.999Z", undefined],
    ["production", "minor", "2026-12-20T11:00:00Z", "Year end"],
    ["production", "hotfix", "2027-01-03T10:59:59.999Z", "Year end"],
    ["production", "minor", "2027-01-03T11:00:00Z", undefined],
    ["staging", "minor", "2026-12-25T00:00:00Z", "Move"],
    ["production", "major", "2027-02-02T00:00:00Z", "Audit"],
    ["production", "minor", "2027-02-02T00:00:00Z", undefined],
  ])("on %s for a %s at %s, by the clocks of the calendar's zone: %s", (environment, kind, at, name) => {
    expect(freezeAt(Date.parse(at), kind, environment, settings)?.name).toBe(name);
  });
});

describe("a freeze ahead", () => {
  it.each<[from: string, until: string, kind: Kind | undefined, name: string | undefined]>([
    ["2026-12-01", "2026-12-19", undefined, undefined],
    ["2026-12-01", "2026-12-21", undefined, "Year end"],
    ["2026-12-25", "2027-03-01", undefined, "Year end"],
    ["2027-01-10", "2027-03-01", undefined, "Audit"],
    ["2027-01-10", "2027-03-01", "minor", undefined],
    ["2027-01-10", "2027-03-01", "major", "Audit"],
  ])("from %s until %s for %s is %s", (from, until, kind, name) => {
    const span = { from: Date.parse(from), until: Date.parse(until), ...(kind && { kind }) };
    expect(freezeBetween(span, "production", settings)?.name).toBe(name);
  });
});
