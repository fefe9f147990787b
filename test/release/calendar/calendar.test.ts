import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addDays,
  dayAt,
  daysBetween,
  daysInMonth,
  isDay,
  momentOf,
  monthAt,
  monthNamed,
  weekdayOf,
} from "../../../src/release/calendar/calendar.ts";

describe("days", () => {
  it.each<[string, boolean]>([
    ["2026-12-07", true],
    ["2028-02-29", true],
    ["2026-02-29", false],
    ["2026-13-01", false],
    ["2026-1-1", false],
    ["today", false],
  ])("%s exists: %s", (text, exists) => {
    expect(isDay(text)).toBe(exists);
  });

  it.each([
    ["2027-01", "2027-01"],
    ["december", "2026-12"],
    ["Dec", "2026-12"],
    ["November", "2026-11"],
    ["jan", "2027-01"],
    ["october", "2027-10"],
    ["next", "2026-12"],
    ["ja", undefined],
    ["decembers", undefined],
    ["2026-13", undefined],
    ["9999-12", undefined],
    ["12", undefined],
  ])("month %s in November 2026 is %s", (text, month) => {
    expect(monthNamed(text, "2026-11")).toBe(month);
  });

  it("are counted over the ends of months and years", () => {
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
    expect(addDays("2028-03-01", -1)).toBe("2028-02-29");
    expect(daysBetween("2026-12-30", "2027-01-02")).toEqual([
      "2026-12-30",
      "2026-12-31",
      "2027-01-01",
      "2027-01-02",
    ]);
    expect(daysBetween("2027-01-02", "2027-01-01")).toEqual([]);
    expect([daysInMonth("2028-02-01"), daysInMonth("2027-02-01"), daysInMonth("2026-12-31")]).toEqual([
      29, 28, 31,
    ]);
    expect(weekdayOf("2026-12-07")).toBe(1);
  });
});

describe("a moment", () => {
  it.each<[zone: string, day: string, hour: number, minute: number, at: string]>([
    ["Europe/Amsterdam", "2026-12-07", 10, 0, "2026-12-07T09:00:00.000Z"],
    ["Europe/Amsterdam", "2026-07-06", 10, 0, "2026-07-06T08:00:00.000Z"],
    // Put forward from 02:00 to 03:00: half past two becomes half past three.
    ["Europe/Berlin", "2027-03-28", 2, 30, "2027-03-28T01:30:00.000Z"],
    ["Europe/Berlin", "2027-03-28", 3, 30, "2027-03-28T01:30:00.000Z"],
    // Put back from 03:00 to 02:00: the first half past two.
    ["Europe/Berlin", "2026-10-25", 2, 30, "2026-10-25T00:30:00.000Z"],
    ["Europe/Berlin", "2026-10-25", 3, 0, "2026-10-25T02:00:00.000Z"],
    ["America/New_York", "2027-03-14", 2, 30, "2027-03-14T07:30:00.000Z"],
    ["America/New_York", "2026-11-01", 1, 30, "2026-11-01T05:30:00.000Z"],
    // Half an hour only.
    ["Australia/Lord_Howe", "2026-10-04", 2, 15, "2026-10-03T15:45:00.000Z"],
    ["Australia/Lord_Howe", "2027-04-04", 1, 45, "2027-04-03T14:45:00.000Z"],
    // The day that Samoa left out.
    ["Pacific/Apia", "2011-12-30", 10, 0, "2011-12-30T20:00:00.000Z"],
    ["Asia/Kathmandu", "2027-01-01", 0, 0, "2026-12-31T18:15:00.000Z"],
    ["UTC", "2027-01-01", 23, 59, "2027-01-01T23:59:00.000Z"],
  ])("in %s on %s at %i:%i is found", (zone, day, hour, minute, at) => {
    expect(new Date(momentOf(day, { hour, minute }, zone)).toISOString()).toBe(at);
  });

  it("is on the day that it was made for, and the first of that wall time", () => {
    const zones = ["Europe/Amsterdam", "America/St_Johns", "Pacific/Chatham", "America/Sao_Paulo", "UTC"];
    const anyDay = fc.integer({ min: 0, max: 1460 }).map((count) => addDays("2026-01-01", count));
    fc.assert(
      fc.property(fc.constantFrom(...zones), anyDay, fc.nat(23), fc.nat(59), (zone, day, hour, minute) => {
        const at = momentOf(day, { hour, minute }, zone);
        expect(dayAt(at, zone)).toBe(day);
        const clock = new Date(at).toLocaleTimeString("en-GB", {
          timeZone: zone,
          hour: "numeric",
          minute: "2-digit",
        });
        const [shownHour, shownMinute] = clock.split(":").map(Number);
        const late = (shownHour ?? 0) * 60 + (shownMinute ?? 0) - hour * 60 - minute;
        expect([0, 60]).toContain(late);
        expect(momentOf(day, { hour, minute }, zone)).toBe(at);
      }),
    );
  });

  it("belongs to the month that the zone is in", () => {
    const at = Date.parse("2026-11-30T23:30:00Z");
    expect(monthAt(at, "Europe/Amsterdam")).toBe("2026-12");
    expect(monthAt(at, "America/New_York")).toBe("2026-11");
  });
});
