import type { Document } from "yaml";
import {
  addDays,
  type Day,
  dayAt,
  daysInMonth,
  partsOf,
  timeAt,
  weekdayOf,
} from "../src/release/calendar/calendar.ts";

const minute = 60_000;

/**
 * Makes the moment of the start the one at which the plan of the month is posted, as 09:00 on the first would be: a
 * minor release is due within two days, as far as the month has them, and a patch release every week after it.
 */
export function beginTheMonth(document: Document, now: number): void {
  const zone = String(document.get("timeZone"));
  const today = dayAt(now, zone);
  const last = addDays(today, daysInMonth(today) - partsOf(today).date);
  const minor = earlier(addDays(today, 2), last);
  const [hour, minutes] = timeAt(now - minute, zone)
    .split(":")
    .map(Number);
  document.setIn(["cadence"], {
    releases: [
      { kind: "minor", when: `cron ${minor === today ? "55 23" : "0 10"} ${partsOf(minor).date} * *` },
      { kind: "patch", when: `cron 0 10 * * ${weekdayOf(addDays(minor, 4))}` },
    ],
    plan: `cron ${minutes} ${hour} ${partsOf(today).date} * *`,
    grace: "7d",
  });
}

function earlier(one: Day, other: Day): Day {
  return one < other ? one : other;
}
