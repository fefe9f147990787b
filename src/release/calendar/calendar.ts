/**
 * Days and moments. A day is written `2026-12-07` and belongs to no zone; a moment is in milliseconds since the epoch.
 * What lies between them is a time zone, and only this file knows how.
 */

/** `2026-12-07`. */
export type Day = string;

/** A time of day as a clock on the wall shows it. */
export interface WallTime {
  hour: number;
  minute: number;
}

const dayLength = 86_400_000;

/** Whether a text is a day that exists, as `2026-02-29` does not. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && dayFrom(at) === text;
}

/** The day so many days after another, or before it. */
export function addDays(day: Day, count: number): Day {
  return dayFrom(startOf(day) + count * dayLength);
}

/** 0 is Sunday, 6 is Saturday. */
export function weekdayOf(day: Day): number {
  return new Date(startOf(day)).getUTCDay();
}

/** Month (from 1) and day of the month. */
export function partsOf(day: Day): { year: number; month: number; date: number } {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  return { year, month, date };
}

/** How many days the month of a day has. */
export function daysInMonth(day: Day): number {
  const { year, month } = partsOf(day);
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The days from one to another, both included. */
export function daysBetween(from: Day, to: Day): Day[] {
  const count = Math.round((startOf(to) - startOf(from)) / dayLength) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => addDays(from, index));
}

/** The day that a calendar on the wall of the zone shows at a moment. */
export function dayAt(at: number, zone: string): Day {
  return dayFrom(wallAt(at, zone));
}

/** What a clock on the wall of the zone shows at a moment, `10:00`. */
export function timeAt(at: number, zone: string): string {
  return new Date(wallAt(at, zone)).toISOString().slice(11, 16);
}

/** The month of a moment in the zone, `2026-12`. */
export function monthAt(at: number, zone: string): string {
  return dayAt(at, zone).slice(0, 7);
}

export const monthNames = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

/**
 * The month that a person means, `2026-12`: written like that, `next`, or the coming one of a name or its beginning, the
 * current one included. Undefined for anything else.
 */
export function monthNamed(text: string, current: string): string | undefined {
  const word = text.toLowerCase();
  if (/^2\d{3}-\d{2}$/u.test(word)) return isDay(`${word}-01`) ? word : undefined;
  const next = addDays(`${current}-01`, 31).slice(0, 7);
  if (word === "next") return next;
  const month = word.length < 3 ? 0 : monthNames.findIndex((name) => name.startsWith(word)) + 1;
  if (month === 0) return undefined;
  const { year, month: now } = partsOf(`${current}-01`);
  return `${month < now ? year + 1 : year}-${String(month).padStart(2, "0")}`;
}

/**
 * The moment when the clocks of the zone show this time on this day. Where they are put forward over it, it is later by
 * what they were put forward (02:30 becomes 03:30); where they are put back over it, it is the first of the two.
 */
export function momentOf(day: Day, { hour, minute }: WallTime, zone: string): number {
  return momentOfWall(startOf(day) + (hour * 60 + minute) * 60_000, zone);
}

/** The moment so many days later, or earlier, when the clocks of the zone show the same time; by the rules of `momentOf`. */
export function moveDays(at: number, count: number, zone: string): number {
  return count === 0 ? at : momentOfWall(wallAt(at, zone) + count * dayLength, zone);
}

function momentOfWall(wall: number, zone: string): number {
  const before = offsetAt(wall - dayLength, zone);
  const after = offsetAt(wall + dayLength, zone);
  if (before === after) return wall - before;
  const candidates = [wall - before, wall - after].toSorted((a, b) => a - b);
  return candidates.find((at) => wallAt(at, zone) === wall) ?? wall - before;
}

/** What clocks of the zone are ahead of UTC, in milliseconds. */
function offsetAt(at: number, zone: string): number {
  return wallAt(at, zone) - at;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The clock and calendar of the zone at a moment, as if they were in UTC. Seconds matter for no calendar. */
function wallAt(at: number, zone: string): number {
  // `2026-12-07, 10:00:00`; to ask for its parts one by one costs four times as much, and due times are asked for often.
  const [year = "", month, day, hour, minute, second] = formatOf(zone).format(at).split(/\D+/u);
  return (
    Date.parse(`${year.padStart(4, "0")}-${month}-${day}T${hour}:${minute}:${second}Z`) +
    (((at % 1000) + 1000) % 1000)
  );
}

/** Making one costs a hundred times what using it costs. */
function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-u-ca-iso8601-nu-latn-hc-h23", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  formats.set(zone, format);
  return format;
}

function startOf(day: Day): number {
  return Date.parse(`${day}T00:00:00Z`);
}

function dayFrom(at: number): Day {
  return new Date(at).toISOString().slice(0, 10);
}
