import ICAL from "ical.js";
import { addDays, type Day } from "../release/calendar/calendar.ts";

/** A type and no interface, so that it passes for JSON. */
export type DayOff = { day: Day; name: string };

/** What a file may hold before it is taken for something else than a list of holidays. */
const most = { events: 5000, repetitions: 1000, daysOfOne: 60 };

/**
 * The days of all-day events in a calendar file from one day to another, both included; repeating events are followed.
 * Events with a time of day are no holidays and are passed over. Raises what the parser raises.
 */
export function readDaysOff(text: string, from: Day, to: Day): DayOff[] {
  const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent");
  if (events.length > most.events) throw new Error(`It has more than ${most.events} events.`);
  const days = events
    .map((component) => new ICAL.Event(component))
    .filter((event) => event.startDate?.isDate && !isCancelled(event))
    .flatMap((event) => daysOf(event, from, to));
  return days.toSorted((a, b) => a.day.localeCompare(b.day));
}

function isCancelled(event: ICAL.Event): boolean {
  return String(event.component.getFirstPropertyValue("status") ?? "").toUpperCase() === "CANCELLED";
}

function daysOf(event: ICAL.Event, from: Day, to: Day): DayOff[] {
  const name = (event.summary ?? "").trim().slice(0, 300) || "Holiday";
  const length = Math.min(Math.max(1, Math.round(event.duration.toSeconds() / 86_400)), most.daysOfOne);
  return startsOf(event, from, to)
    .flatMap((start) => Array.from({ length }, (_, index) => addDays(start, index)))
    .filter((day) => from <= day && day <= to)
    .map((day) => ({ day, name }));
}

function startsOf(event: ICAL.Event, from: Day, to: Day): Day[] {
  if (!event.isRecurring()) return [dayOf(event.startDate)];
  const starts: Day[] = [];
  const earliest = addDays(from, -most.daysOfOne);
  const repetitions = event.iterator();
  for (let count = 0; count < most.repetitions; count += 1) {
    const next = repetitions.next();
    if (!next) break;
    const day = dayOf(next);
    if (day > to) break;
    if (day >= earliest) starts.push(day);
  }
  return starts;
}

function dayOf({ year, month, day }: ICAL.Time): Day {
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}
