import { addDays, type Day, dayAt, daysBetween, momentOf } from "./calendar.ts";
import { type Freeze, freezesOf, freezesOn, settleDay } from "./freeze.ts";
import { isOn, type Schedule } from "./schedule.ts";
import type { Holidays, Settings } from "../settings.ts";
import type { Kind } from "../version.ts";

/** One regular release: which kind, when. */
export interface CadenceRule {
  kind: Kind;
  schedule: Schedule;
}

/** Everything that decides when releases are due. */
export interface ReleaseCalendar {
  /** IANA, "Europe/Amsterdam". */
  timeZone: string;
  rules: CadenceRule[];
  /** Freezes and holidays; where several cover a day, the first one counts. */
  freezes: Freeze[];
}

/** The calendar of an installation, by which production is planned; `imported` are the holidays of its calendar file. */
export function calendarOf(settings: CalendarSettings, imported: Holidays["days"]): ReleaseCalendar {
  const { timeZone, cadence, holidays, environments } = settings;
  const { instead, days } = holidays;
  return {
    timeZone,
    rules: cadence.releases.map(({ kind, when }) => ({ kind, schedule: when })),
    freezes: [
      ...freezesOf(environments.at(-1)?.name ?? "", settings),
      ...[...days, ...imported].map(({ day, name }) => ({ name, from: day, to: day, instead })),
    ],
  };
}

/** What a release planned for a moment falls into: freezes and holidays, the one that counts first. */
export function inTheWayOf(at: number, kind: Kind, { timeZone, freezes }: ReleaseCalendar): Freeze[] {
  return freezesOn(dayAt(at, timeZone), kind, freezes);
}

export type CalendarSettings = Pick<
  Settings,
  "timeZone" | "cadence" | "holidays" | "freezes" | "environments"
>;

/** One date of the cadence. Its key comes from the day that the rule names and stays whatever moves the release. */
export interface Occurrence {
  /** `minor.2026-12-07`. */
  key: string;
  kind: Kind;
  /** The day that the rule names. */
  day: Day;
  /** When it is done, in milliseconds since the epoch; of a skipped one, when it would have been. */
  at: number;
  /** The day that it was moved to, and what for. */
  moved?: { to: Day; because: string };
  /** Why it is left out. */
  skipped?: string;
}

/** Longer than any move, so that what happens at the edge of a window does not depend on the window. */
const margin = 70;

/**
 * All occurrences from a moment to another (the latter excluded), in their order: the one place where the calendar is
 * computed. Of two of one kind that a freeze brings to the same day only one stays: the one whose own day it is, else the later.
 */
export function occurrencesOf(calendar: ReleaseCalendar, from: number, to: number): Occurrence[] {
  const first = addDays(dayAt(from, calendar.timeZone), -margin);
  const last = addDays(dayAt(to, calendar.timeZone), margin);
  const days = daysBetween(first, last);
  const seen = new Map<string, Occurrence>();
  for (const rule of calendar.rules) {
    for (const day of days.filter((one) => isOn(rule.schedule, one))) {
      const occurrence = settle(rule, day, calendar);
      if (!seen.has(occurrence.key)) seen.set(occurrence.key, occurrence);
    }
  }
  return skipDoubles([...seen.values()])
    .filter(({ at }) => from <= at && at < to)
    .toSorted((a, b) => a.at - b.at || a.key.localeCompare(b.key));
}

function settle({ kind, schedule }: CadenceRule, day: Day, calendar: ReleaseCalendar): Occurrence {
  const settled = settleDay(day, kind, calendar.freezes);
  const on = settled.outcome === "moved" ? settled.to : day;
  return {
    key: `${kind}.${day}`,
    kind,
    day,
    at: momentOf(on, schedule.time, calendar.timeZone),
    ...(settled.outcome === "moved" && { moved: { to: on, because: settled.because } }),
    ...(settled.outcome === "skipped" && { skipped: settled.because }),
  };
}

function skipDoubles(occurrences: Occurrence[]): Occurrence[] {
  const staying = new Map<string, Occurrence>();
  for (const occurrence of occurrences.filter(({ skipped }) => skipped === undefined)) {
    const place = placeOf(occurrence);
    const other = staying.get(place);
    if (!other || isPreferred(occurrence, other)) staying.set(place, occurrence);
  }
  return occurrences.map((occurrence) => {
    const winner = staying.get(placeOf(occurrence));
    if (occurrence.skipped !== undefined || !winner || winner === occurrence) return occurrence;
    const { moved, ...rest } = occurrence;
    return { ...rest, skipped: `${moved?.because ?? "moved"}, and ${winner.day} comes then` };
  });
}

function placeOf({ kind, day, moved }: Occurrence): string {
  return `${kind}.${moved?.to ?? day}`;
}

function isPreferred(one: Occurrence, other: Occurrence): boolean {
  if (!one.moved || !other.moved) return !one.moved;
  return one.day > other.day;
}
