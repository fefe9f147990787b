import { describe, expect, it } from "vitest";
import { timeAt } from "../../../src/release/calendar/calendar.ts";
import { dueOf } from "../../../src/release/timeline/timeline-due.ts";
import { kinds } from "../../../src/release/version.ts";

const day = 86_400;

function dueAt(anchor: string, offset: number, days: number, timeZone: string): string {
  const rule = { name: "a", kind: "announcement", medium: "slack", audience: "releases" } as const;
  const facts = { plannedAt: 0, anchor: Date.parse(anchor), timeZone };
  const { at } = dueOf({ ...facts, rule: { ...rule, for: [...kinds], offset, days } });
  return `${new Date(at).toISOString().slice(0, 16)}Z, ${timeAt(at, timeZone)} there`;
}

describe("a notice is due", () => {
  // Berlin puts its clocks forward on 2027-03-28 and back on 2026-10-25, New York on 2027-03-14 and 2026-11-01.
  it.each<[string, string, string, number, number, string]>([
    [
      "7d over a long day",
      "Europe/Berlin",
      "2026-10-26T09:00Z",
      -7 * day,
      -7,
      "2026-10-19T08:00Z, 10:00 there",
    ],
    [
      "168h over a long day",
      "Europe/Berlin",
      "2026-10-26T09:00Z",
      -7 * day,
      0,
      "2026-10-19T09:00Z, 11:00 there",
    ],
    [
      "7d over a short day",
      "Europe/Berlin",
      "2027-03-29T08:00Z",
      -7 * day,
      -7,
      "2027-03-22T09:00Z, 10:00 there",
    ],
    ["1d over a short day", "Europe/Berlin", "2027-03-28T16:00Z", -day, -1, "2027-03-27T17:00Z, 18:00 there"],
    ["24h over a short day", "Europe/Berlin", "2027-03-28T16:00Z", -day, 0, "2027-03-27T16:00Z, 17:00 there"],
    [
      "1d to an hour that is left out",
      "Europe/Berlin",
      "2027-03-29T00:30Z",
      -day,
      -1,
      "2027-03-28T01:30Z, 03:30 there",
    ],
    [
      "1d to an hour that comes twice",
      "Europe/Berlin",
      "2026-10-26T01:30Z",
      -day,
      -1,
      "2026-10-25T00:30Z, 02:30 there",
    ],
    [
      "1d12h over a long day",
      "America/New_York",
      "2026-11-02T15:00Z",
      -1.5 * day,
      -1,
      "2026-11-01T03:00Z, 23:00 there",
    ],
    [
      "7d over a long day",
      "America/New_York",
      "2026-11-04T15:00Z",
      -7 * day,
      -7,
      "2026-10-28T14:00Z, 10:00 there",
    ],
    [
      "7d over a short day",
      "America/New_York",
      "2027-03-15T14:00Z",
      -7 * day,
      -7,
      "2027-03-08T15:00Z, 10:00 there",
    ],
    [
      "1d after, over a short day",
      "America/New_York",
      "2027-03-13T15:00Z",
      day,
      1,
      "2027-03-14T14:00Z, 10:00 there",
    ],
    [
      "7d with no change between",
      "Europe/Berlin",
      "2026-12-07T09:00Z",
      -7 * day,
      -7,
      "2026-11-30T09:00Z, 10:00 there",
    ],
  ])("%s (%s)", (_name, zone, anchor, offset, days, due) => {
    expect(dueAt(anchor, offset, days, zone)).toBe(due);
  });
});
