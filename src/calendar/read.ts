import ICAL from "ical.js";
import { addDays, type Day } from "../release/calendar/calendar.ts";

/** A type and no interface, so that it passes for JSON. */
export type DayOff = { day: Day; name: string };

/** What a file may hold before it is taken for something else than a list of holidays; repetitions are of all events. */
const most = { events: 5000, repetitions: 50_000, daysOfOne: 60 };

/**
 * The days of all-day events in a calendar file from one day to another, both included; repeating events are followed.
 * Events with a time of day are no holidays and are passed over. Raises what the parser raises.
 */
export function readDaysOff(text: string, from: Day, to: Day): DayOff[] {
  const components = calendarsOf(text).flatMap((calendar) => calendar.getAllSubcomponents("vevent"));
  if (components.length > most.events) throw new Error(`It has more than ${most.events} events.`);
  const events = components.map((component) => new ICAL.Event(component));
  const allDay = events.filter((event) => isAllDay(event) && !isCancelled(event));
  // One that is called off, or has a time of day by now, stands for its repetition as well.
  const instead = new Set(events.flatMap((event) => insteadOf(event)));
  const left = { repetitions: most.repetitions };
  const days = allDay.flatMap((event) => daysOf(event, { from, to, instead, left }));
  return days.toSorted((a, b) => a.day.localeCompare(b.day));
}

/** A file may hold several. The parser speaks of its own insides where it is given a web page. */
function calendarsOf(text: string): ICAL.Component[] {
  const plain = text.replace(/^\uFEFF/u, "");
  if (!/^\s*BEGIN:VCALENDAR\b/iu.test(plain)) throw new Error("it is no calendar file.");
  const parsed: unknown[] = ICAL.parse(plain);
  const calendars = Array.isArray(parsed[0]) ? parsed.filter((one) => Array.isArray(one)) : [parsed];
  return calendars.map((calendar) => new ICAL.Component(calendar));
}

/** Exchange writes some days as from midnight to midnight in the zone of their calendar. */
function isAllDay({ startDate, component }: ICAL.Event): boolean {
  if (!startDate) return false;
  const mark = component.getFirstPropertyValue("x-microsoft-cdo-alldayevent");
  return startDate.isDate || String(mark ?? "").toUpperCase() === "TRUE";
}

/** Where days off are looked for, the repetitions that have an event of their own, and how many may be counted. */
interface Search {
  from: Day;
  to: Day;
  instead: ReadonlySet<string>;
  left: { repetitions: number };
}

/** The repetition of another event that an event stands for. */
function insteadOf(event: ICAL.Event): string[] {
  return event.isRecurrenceException() && event.recurrenceId
    ? [placeOf(event, dayOf(event.recurrenceId))]
    : [];
}

function placeOf({ uid }: ICAL.Event, day: Day): string {
  return `${uid} ${day}`;
}

function isCancelled(event: ICAL.Event): boolean {
  return String(event.component.getFirstPropertyValue("status") ?? "").toUpperCase() === "CANCELLED";
}

function daysOf(event: ICAL.Event, search: Search): DayOff[] {
  const { from, to } = search;
  const name = (event.summary ?? "").trim().slice(0, 300) || "Holiday";
  const length = Math.min(Math.max(1, Math.round(event.duration.toSeconds() / 86_400)), most.daysOfOne);
  return startsOf(event, search)
    .flatMap((start) => Array.from({ length }, (_, index) => addDays(start, index)))
    .filter((day) => from <= day && day <= to)
    .map((day) => ({ day, name }));
}

function startsOf(event: ICAL.Event, { from, to, instead, left }: Search): Day[] {
  if (!event.isRecurring()) return [dayOf(event.startDate)];
  const starts: Day[] = [];
  const earliest = addDays(from, -most.daysOfOne);
  const repetitions = event.iterator();
  for (let next = repetitions.next(); next; next = repetitions.next()) {
    const day = dayOf(next);
    if (day > to) break;
    if (day >= earliest && !instead.has(placeOf(event, day))) starts.push(day);
    left.repetitions -= 1;
    if (left.repetitions < 0) throw new Error("Its events repeat too often to be holidays.");
  }
  return starts;
}

function dayOf({ year, month, day }: ICAL.Time): Day {
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}
