import { addDays, type Day, weekdayOf } from "./calendar.ts";
import type { Kind } from "../version.ts";

/** What becomes of a release whose day falls into a holiday or freeze. */
export const insteads = ["skip", "next working day", "the day before"] as const;
export type Instead = (typeof insteads)[number];

/** Days on which no release of the calendar is done: a holiday, or a freeze. */
export interface Freeze {
  name: string;
  /** Both days included. */
  from: Day;
  to: Day;
  instead: Instead;
  /** Which kinds it is for; all of them when absent. */
  kinds?: Kind[];
}

export type DayOutcome =
  | { outcome: "as planned" }
  | { outcome: "moved"; to: Day; because: string }
  | { outcome: "skipped"; because: string };

/** Nobody waits longer than that for another day. */
const furthest = 60;

/** The freeze or holiday that a day falls into for a kind of release; the first one that is named wins. */
export function freezeOn(day: Day, kind: Kind, freezes: Freeze[]): Freeze | undefined {
  return freezes.find(({ from, to, kinds }) => from <= day && day <= to && (kinds?.includes(kind) ?? true));
}

/**
 * What becomes of a release of this kind that the calendar puts on this day. It moves to the nearest day after or before
 * that is neither frozen for the kind nor in a weekend, and is skipped when there is none within sixty days.
 */
export function settleDay(day: Day, kind: Kind, freezes: Freeze[]): DayOutcome {
  const freeze = freezeOn(day, kind, freezes);
  if (!freeze) return { outcome: "as planned" };
  if (freeze.instead === "skip") return { outcome: "skipped", because: freeze.name };
  const direction = freeze.instead === "the day before" ? -1 : 1;
  for (let distance = 1; distance <= furthest; distance += 1) {
    const other = addDays(day, direction * distance);
    if (!isWeekend(other) && !freezeOn(other, kind, freezes))
      return { outcome: "moved", to: other, because: freeze.name };
  }
  return { outcome: "skipped", because: freeze.name };
}

function isWeekend(day: Day): boolean {
  const weekday = weekdayOf(day);
  return weekday === 0 || weekday === 6;
}
