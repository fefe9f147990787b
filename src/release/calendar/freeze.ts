import type { Kind } from "../version.ts";
import { addDays, type Day, dayAt, weekdayOf } from "./calendar.ts";

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
  /** The environments that take no deploy meanwhile; the last one alone when absent. */
  environments?: string[];
}

/** What an installation decides that freezes depend on. */
interface FreezeSettings {
  freezes: Freeze[];
  /** In the order in which a version travels. */
  environments: { name: string }[];
  /** IANA time zone of the calendar. */
  timeZone: string;
}

/** The freezes that an environment is under, in the configuration's order; holidays stop no deploy and are not among them. */
export function freezesOf(
  environment: string,
  { freezes, environments }: Pick<FreezeSettings, "freezes" | "environments">,
): Freeze[] {
  const last = environments.at(-1)?.name;
  return freezes.filter(({ environments: named }) => named?.includes(environment) ?? environment === last);
}

/** The freeze that keeps releases of a kind away from an environment at a moment, by the calendar's time zone. */
export function freezeAt(
  at: number,
  kind: Kind,
  environment: string,
  settings: FreezeSettings,
): Freeze | undefined {
  return freezeOn(dayAt(at, settings.timeZone), kind, freezesOf(environment, settings));
}

/**
 * The freeze that an environment is under at some time between two moments, the earliest of them; of those for one kind
 * of release where it is given.
 */
export function freezeBetween(
  { from, until, kind }: { from: number; until: number; kind?: Kind },
  environment: string,
  settings: FreezeSettings,
): Freeze | undefined {
  const [first, last] = [dayAt(from, settings.timeZone), dayAt(until, settings.timeZone)];
  return freezesOf(environment, settings)
    .filter((freeze) => first <= freeze.to && freeze.from <= last)
    .filter(({ kinds }) => kind === undefined || (kinds?.includes(kind) ?? true))
    .toSorted((a, b) => a.from.localeCompare(b.from))[0];
}

export type DayOutcome =
  | { outcome: "as planned" }
  | { outcome: "moved"; to: Day; because: string }
  | { outcome: "skipped"; because: string };

/** Nobody waits longer than that for another day. */
const furthest = 60;

/** The freeze or holiday that a day falls into for a kind of release; the first one that is named wins. */
export function freezeOn(day: Day, kind: Kind, freezes: Freeze[]): Freeze | undefined {
  return freezesOn(day, kind, freezes)[0];
}

/** All that a day falls into for a kind of release, in their order. */
export function freezesOn(day: Day, kind: Kind, freezes: Freeze[]): Freeze[] {
  return freezes.filter(({ from, to, kinds }) => from <= day && day <= to && (kinds?.includes(kind) ?? true));
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
