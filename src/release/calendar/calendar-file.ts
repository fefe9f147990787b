import type { Day } from "./calendar.ts";
import { calendarOf, type CalendarSettings, type ReleaseCalendar } from "./cadence.ts";

/** One release in a calendar file. */
export interface CalendarEntry {
  /** The same for every version of the entry, so that calendar apps replace it. */
  key: string;
  title: string;
  description: string;
  /** Milliseconds since the epoch. */
  at: number;
}

/** Calendar files (.ics), read and written. */
export interface CalendarFiles {
  /** The days off of the configured file, at most an hour old; raises `calendar-unavailable` when there never was any. */
  holidays(): Promise<{ day: Day; name: string }[]>;
  /** The same as they were last read, for answers that must come at once; none before the first reading. */
  knownHolidays(): Promise<{ day: Day; name: string }[]>;
  /** The text of a file with these entries; `at` is when it was made. */
  write(name: string, entries: CalendarEntry[], at: number): Promise<string>;
}

/** The calendar with what is known of its file, for a warning: no answer waits for the file, and none fails with it. */
export async function knownCalendar(facts: {
  settings: CalendarSettings;
  calendarFiles: Pick<CalendarFiles, "knownHolidays">;
}): Promise<ReleaseCalendar> {
  return calendarOf(facts.settings, await facts.calendarFiles.knownHolidays());
}
