import {
  daysBetween,
  daysInMonth,
  monthNames,
  partsOf,
  type Day,
  type WallTime,
  weekdayOf,
} from "./calendar.ts";

/** Which days, and at what time of day. A day must satisfy everything that is given. */
export interface Schedule {
  /** From 1; every month when absent. */
  months?: number[];
  /** Days of the month; 0 is the last one. */
  dates?: number[];
  /** `nth` counts the weekday within its month; -1 is the last one. */
  weekdays?: { weekday: number; nth?: number }[];
  time: WallTime;
}

const weekdayNames = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const ordinals: Record<string, number> = { first: 1, second: 2, third: 3, fourth: 4, last: -1 };
const monthsOf: Record<string, number[] | undefined> = {
  month: undefined,
  quarter: [1, 4, 7, 10],
  year: [1],
};

/**
 * Reads `every Friday at 10:00`, `first Monday of the month at 10:00` (or `of the quarter`, `of the year`) and `cron 0 10
 * * * 1#1`. Undefined for anything else, and for a day that never comes.
 */
export function parseSchedule(text: string): Schedule | undefined {
  const words = text.trim().toLowerCase().replaceAll(/\s+/gu, " ");
  const schedule = words.startsWith("cron ") ? readCron(words.slice(5)) : readPhrase(words);
  return schedule && everComes(schedule) ? schedule : undefined;
}

/** Whether the schedule names this day. */
export function isOn(schedule: Schedule, day: Day): boolean {
  const { month, date } = partsOf(day);
  const length = daysInMonth(day);
  if (schedule.months && !schedule.months.includes(month)) return false;
  if (schedule.dates && !schedule.dates.some((wanted) => (wanted === 0 ? date === length : date === wanted)))
    return false;
  return schedule.weekdays?.some((wanted) => isNth(wanted, weekdayOf(day), date, length)) ?? true;
}

function isNth(
  { weekday, nth }: { weekday: number; nth?: number },
  actual: number,
  date: number,
  length: number,
): boolean {
  if (weekday !== actual) return false;
  if (nth === undefined) return true;
  return nth === -1 ? date + 7 > length : Math.ceil(date / 7) === nth;
}

function readPhrase(words: string): Schedule | undefined {
  const [, every, ordinal = "", name = "", period = "", hour, minute] =
    /^(?:every (\w+)|(\w+) (\w+) of the (\w+)) at (\d{1,2}):(\d{2})$/u.exec(words) ?? [];
  const time = timeOf(minute, hour);
  const weekday = weekdayNames.indexOf(every ?? name);
  if (!time || weekday < 0) return undefined;
  if (every !== undefined) return { weekdays: [{ weekday }], time };
  const nth = Object.hasOwn(ordinals, ordinal) ? ordinals[ordinal] : undefined;
  if (nth === undefined || !Object.hasOwn(monthsOf, period)) return undefined;
  const months = nth === -1 && period !== "month" ? lastMonths(period) : monthsOf[period];
  return { ...(months && { months }), weekdays: [{ weekday, nth }], time };
}

/** The last Friday of a quarter is in the quarter's last month. */
function lastMonths(period: string): number[] {
  return period === "year" ? [12] : [3, 6, 9, 12];
}

/** A release has one time of day, so minute and hour are plain numbers here. */
function readCron(text: string): Schedule | undefined {
  const [minute, hour, date = "", month = "", weekday = "", ...rest] = text.trim().split(" ");
  const time = timeOf(minute, hour);
  const dates = date === "*" ? [] : readDates(date);
  const months = month === "*" ? [] : readField(month, 1, 12, shortNames(monthNames));
  const weekdays = weekday === "*" ? [] : readWeekdays(weekday);
  if (!time || !dates || !months || !weekdays || rest.length > 0) return undefined;
  return {
    ...(dates.length > 0 && { dates }),
    ...(months.length > 0 && { months }),
    ...(weekdays.length > 0 && { weekdays }),
    time,
  };
}

function timeOf(minute: string | undefined, hour: string | undefined): WallTime | undefined {
  if (!/^\d{1,2}$/u.test(minute ?? "") || !/^\d{1,2}$/u.test(hour ?? "")) return undefined;
  const time = { hour: Number(hour), minute: Number(minute) };
  return time.hour < 24 && time.minute < 60 ? time : undefined;
}

/** Days of the month, the last one as 0; `L` with anything to it means something else elsewhere, and nothing here. */
function readDates(text: string): number[] | undefined {
  const parts = text.split(",").map((part) => (part === "l" ? [0] : readPart(part, 1, 31, [])));
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

/** Numbers of a field, as in `1`, `1,15`, `1-7`, `1-9/2`, or names. Undefined for what is not one. */
function readField(text: string, least: number, most: number, names: string[]): number[] | undefined {
  const parts = text.split(",").map((part) => readPart(part, least, most, names));
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

function readPart(part: string, least: number, most: number, names: string[]): number[] | undefined {
  const [, all, start = "", end, step] = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d{1,2}))?$/u.exec(part) ?? [];
  const first = all ? least : numberOf(start, least, names);
  const last = all ? most : numberOf(end ?? start, least, names);
  if (first === undefined || last === undefined || first < least || last > most || first > last)
    return undefined;
  // What a step after a single number means, each cron says for itself.
  const isSpan = all !== undefined || end !== undefined;
  const stride = Number(step ?? "1");
  return stride === 0 || (step !== undefined && !isSpan)
    ? undefined
    : Array.from({ length: Math.floor((last - first) / stride) + 1 }, (_, index) => first + index * stride);
}

function shortNames(names: string[]): string[] {
  return names.map((name) => name.slice(0, 3));
}

function numberOf(text: string, least: number, names: string[]): number | undefined {
  if (/^\d{1,2}$/u.test(text)) return Number(text);
  const index = names.indexOf(text);
  return index < 0 ? undefined : index + least;
}

function readWeekdays(text: string): Schedule["weekdays"] | undefined {
  const parts = text.split(",").map((part) => {
    const [, days = "", nth, last] = /^([^#l]+)(?:#([1-5])|(l))?$/u.exec(part) ?? [];
    const count = last === undefined ? nth && Number(nth) : -1;
    return readPart(days, 0, 7, shortNames(weekdayNames))?.map((day) => {
      const weekday = day % 7;
      return count ? { weekday, nth: count } : { weekday };
    });
  });
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}

/** The calendar repeats itself after 28 years. */
function everComes(schedule: Schedule): boolean {
  // Year by year, since nearly every schedule comes in the first one, and this is asked at every start.
  for (let year = 2024; year < 2052; year += 1) {
    if (daysBetween(`${year}-01-01`, `${year}-12-31`).some((day) => isOn(schedule, day))) return true;
  }
  return false;
}
