import { expect, it } from "vitest";
import { isOn, parseSchedule, type Schedule } from "../../../src/release/calendar/schedule.ts";
import { daysBetween } from "../../../src/release/calendar/calendar.ts";

const ten = { hour: 10, minute: 0 };

it.each<[string, Schedule]>([
  ["every Friday at 10:00", { weekdays: [{ weekday: 5 }], time: ten }],
  ["  EVERY   friday at 9:05 ", { weekdays: [{ weekday: 5 }], time: { hour: 9, minute: 5 } }],
  ["first Monday of the month at 10:00", { weekdays: [{ weekday: 1, nth: 1 }], time: ten }],
  [
    "second Wednesday of the quarter at 10:00",
    { months: [1, 4, 7, 10], weekdays: [{ weekday: 3, nth: 2 }], time: ten },
  ],
  [
    "last Friday of the quarter at 10:00",
    { months: [3, 6, 9, 12], weekdays: [{ weekday: 5, nth: -1 }], time: ten },
  ],
  ["last Sunday of the year at 10:00", { months: [12], weekdays: [{ weekday: 0, nth: -1 }], time: ten }],
  ["cron 0 10 * * 1#1", { weekdays: [{ weekday: 1, nth: 1 }], time: ten }],
  ["cron 0 10 * * 5L", { weekdays: [{ weekday: 5, nth: -1 }], time: ten }],
  ["cron 0 10 L * *", { dates: [0], time: ten }],
  [
    "cron 0 10 1,15-17 jan-mar mon",
    { dates: [1, 15, 16, 17], months: [1, 2, 3], weekdays: [{ weekday: 1 }], time: ten },
  ],
  ["cron 0 10 */10 */6 7", { dates: [1, 11, 21, 31], months: [1, 7], weekdays: [{ weekday: 0 }], time: ten }],
])("reads %s", (text, schedule) => {
  expect(parseSchedule(text)).toEqual(schedule);
});

it.each([
  "",
  "Friday",
  "every Friday",
  "every Fryday at 10:00",
  "every Friday at 24:00",
  "every Friday at 10:60",
  "fifth Monday of the month at 10:00",
  "first Monday of the week at 10:00",
  "constructor Monday of the month at 10:00",
  "cron 0 10 * *",
  "cron 0 10 * * * *",
  "cron * 10 * * *",
  "cron 0 9,10 * * *",
  "cron 0 10 32 * *",
  "cron 0 10 * 13 *",
  "cron 0 10 * 0 *",
  "cron 0 10 * * 8",
  "cron 0 10 * * 1#6",
  "cron 0 10 5-1 * *",
  "cron 0 10 */0 * *",
  "cron 0 10 30 2 *",
  "cron 0 10 31 4,6,9,11 *",
  "cron 0 10 L-3 * *",
  "cron 0 10 0 * *",
  "cron 0 10 1/2 * *",
])("refuses %j", (text) => {
  expect(parseSchedule(text)).toBeUndefined();
});

it.each<[string, string, string, string[]]>([
  [
    "first Monday of the month at 10:00",
    "2029-01-01",
    "2029-03-31",
    ["2029-01-01", "2029-02-05", "2029-03-05"],
  ],
  ["cron 0 10 29 2 *", "2026-01-01", "2029-12-31", ["2028-02-29"]],
  ["cron 0 10 31 * *", "2027-01-01", "2027-06-30", ["2027-01-31", "2027-03-31", "2027-05-31"]],
  ["cron 0 10 L * *", "2028-01-01", "2028-03-31", ["2028-01-31", "2028-02-29", "2028-03-31"]],
  ["cron 0 10 * * 5L", "2026-12-01", "2027-02-28", ["2026-12-25", "2027-01-29", "2027-02-26"]],
  ["cron 0 10 * * 1#5", "2026-11-01", "2027-03-31", ["2026-11-30", "2027-03-29"]],
  ["cron 0 10 * * */2", "2027-01-01", "2027-01-07", ["2027-01-02", "2027-01-03", "2027-01-05", "2027-01-07"]],
  ["cron 0 10 1-7 * 1", "2027-01-01", "2027-02-28", ["2027-01-04", "2027-02-01"]],
])("%s names from %s to %s these days", (text, from, to, days) => {
  const schedule = parseSchedule(text);
  expect(schedule && daysBetween(from, to).filter((day) => isOn(schedule, day))).toEqual(days);
});
