import type { Freeze } from "../src/release/calendar/freeze.ts";
import { cut, escape, moment } from "./blocks.ts";

const day = { day: "numeric", month: "short", year: "numeric" } as const;
const parts = {
  day,
  month: { month: "long", year: "numeric" },
  moment: { ...day, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
} as const;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one costs a hundred times what using it costs; there are three for each zone in use. */
function formatOf(what: keyof typeof parts, timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(`${what} ${timeZone}`);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, ...parts[what] });
  formats.set(`${what} ${timeZone}`, format);
  return format;
}

/** A moment by the clock of one zone: "Mon 7 Dec 2026, 10:00 Europe/Amsterdam". */
export function inZone(at: number, timeZone: string): string {
  return `${formatOf("moment", timeZone).format(at)} ${timeZone}`;
}

/** The same for two readers: by their own clock, and by the one that the release goes by. */
export function bothZones(at: number, timeZone: string): string {
  return `${moment(at)} (${inZone(at, timeZone)})`;
}

/** "December 2026" of `2026-12`. */
export function monthWords(month: string): string {
  const at = Date.parse(`${month}-01T00:00:00Z`);
  return formatOf("month", "UTC").format(at);
}

/** "21 Dec 2026" of `2026-12-21`. */
export function dayWords(date: string): string {
  const at = Date.parse(`${date}T00:00:00Z`);
  return formatOf("day", "UTC").format(at);
}

/** A freeze of an environment as a sentence; both days are included. */
export function freezeWords({ name, from, to, kinds }: Freeze, environment: string): string {
  const what = kinds ? `no ${kinds.join(", ")} release` : "no release";
  const days = from === to ? `on ${dayWords(from)}` : `from ${dayWords(from)} to ${dayWords(to)}`;
  return `:snowflake: ${escape(environment)} takes ${what} ${days}: ${cut(escape(name), 300)}.`;
}
