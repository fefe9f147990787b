import type { Freeze } from "../src/release/calendar/freeze.ts";
import { cut, escape, moment } from "./blocks.ts";

/** A moment by the clock of one zone: "Mon 7 Dec 2026, 10:00 Europe/Amsterdam". */
export function inZone(at: number, timeZone: string): string {
  const words = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(at);
  return `${words} ${timeZone}`;
}

/** The same for two readers: by their own clock, and by the one that the release goes by. */
export function bothZones(at: number, timeZone: string): string {
  return `${moment(at)} (${inZone(at, timeZone)})`;
}

/** "December 2026" of `2026-12`. */
export function monthWords(month: string): string {
  const at = Date.parse(`${month}-01T00:00:00Z`);
  return new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", month: "long", year: "numeric" }).format(at);
}

/** "21 Dec 2026" of `2026-12-21`. */
export function dayWords(day: string): string {
  const at = Date.parse(`${day}T00:00:00Z`);
  const parts = { timeZone: "UTC", day: "numeric", month: "short", year: "numeric" } as const;
  return new Intl.DateTimeFormat("en-GB", parts).format(at);
}

/** A freeze of an environment as a sentence; both days are included. */
export function freezeWords({ name, from, to, kinds }: Freeze, environment: string): string {
  const what = kinds ? `no ${kinds.join(", ")} release` : "no release";
  const days = from === to ? `on ${dayWords(from)}` : `from ${dayWords(from)} to ${dayWords(to)}`;
  return `:snowflake: ${escape(environment)} takes ${what} ${days}: ${cut(escape(name), 300)}.`;
}
