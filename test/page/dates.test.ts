import * as fc from "fast-check";
import { expect, test } from "vitest";
import { dayHeading, formatDate, fromLocalField, toLocalField } from "../../demo/workspace/page/dates.ts";

// Tuesday 14 November 2023, 22:13:20 UTC.
const TS = 1_700_000_000;

test.each([
  ["{date_num}", "UTC", "2023-11-14"],
  ["{date_slash}", "UTC", "11/14/2023"],
  ["{date}", "UTC", "November 14th, 2023"],
  ["{date_short}", "UTC", "Nov 14, 2023"],
  ["{date_long}", "UTC", "Tuesday, November 14th, 2023"],
  ["{date_short} {time}", "Europe/Amsterdam", "Nov 14, 2023 11:13 PM"],
  ["{date_num} {time_secs}", "Asia/Tokyo", "2023-11-15 7:13:20 AM"],
  ["at {unknown}", "UTC", "at {unknown}"],
])("%s in %s", (format, zone, expected) => {
  expect(formatDate(TS, format, zone, TS + 30 * 86_400)).toBe(expected);
});

test.each([
  [0, "today", "now"],
  [86_400, "yesterday", "yesterday"],
  [-86_400, "tomorrow", "tomorrow"],
  [7200, "today", "2 hours ago"],
  [-300, "today", "in 5 minutes"],
])("%i s later it was %s, %s", (later, day, ago) => {
  expect(formatDate(TS, "{date_pretty}", "Asia/Tokyo", TS + later)).toBe(day);
  expect(formatDate(TS, "{ago}", "UTC", TS + later)).toBe(ago);
});

test("a moment outside the calendar has no words", () => {
  expect(formatDate(1e15, "{date}", "UTC", TS)).toBeUndefined();
});

test("today's messages stand under Today", () => {
  expect(dayHeading(TS, "UTC", TS)).toBe("Today");
  expect(dayHeading(TS, "UTC", TS + 5 * 86_400)).toBe("Tuesday, November 14");
});

test("what a date-and-time field shows is read back as the same moment, to the minute", () => {
  const zones = fc.constantFrom(
    "UTC",
    "Europe/Amsterdam",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Apia",
  );
  const minutes = fc.integer({ min: 0, max: 70_000_000 });
  const check = fc.property(zones, minutes, (zone, minute) => {
    const shown = toLocalField(minute * 60, zone);
    const read = fromLocalField(shown, zone);
    // In the hour that a clock change repeats, two moments share one writing.
    expect(read === undefined ? "" : toLocalField(read, zone)).toBe(shown);
  });
  fc.assert(check);
  expect(fromLocalField("soon", "UTC")).toBeUndefined();
});
