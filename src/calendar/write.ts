import ICAL from "ical.js";
import type { CalendarEntry } from "../release/calendar/calendar-file.ts";

/** How long an entry is shown in a calendar, in milliseconds: a release has a start, and nobody knows its end. */
const shown = 3_600_000;

/** The text of a calendar file by RFC 5545, its times in UTC: every calendar app shows them in its own zone. */
export function writeCalendar(name: string, entries: CalendarEntry[], at: number): string {
  const calendar = new ICAL.Component("vcalendar");
  calendar.addPropertyWithValue("prodid", "-//Slipway//Release calendar//EN");
  calendar.addPropertyWithValue("version", "2.0");
  calendar.addPropertyWithValue("x-wr-calname", name);
  for (const entry of entries) calendar.addSubcomponent(eventOf(entry, at));
  return `${calendar.toString()}\r\n`;
}

function eventOf({ key, title, description, at: start }: CalendarEntry, at: number): ICAL.Component {
  const event = new ICAL.Component("vevent");
  event.addPropertyWithValue("uid", `${key}@slipway`);
  event.addPropertyWithValue("dtstamp", timeOf(at));
  event.addPropertyWithValue("dtstart", timeOf(start));
  event.addPropertyWithValue("dtend", timeOf(start + shown));
  event.addPropertyWithValue("summary", title);
  event.addPropertyWithValue("description", description);
  return event;
}

function timeOf(at: number): ICAL.Time {
  return ICAL.Time.fromJSDate(new Date(at), true);
}
