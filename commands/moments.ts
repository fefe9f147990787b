import { isDay, momentOf } from "../src/release/calendar/calendar.ts";
import { parseDuration } from "../src/release/duration.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";

/**
 * The moment to come that a text names: `2026-12-07 09:00` in the zone of the calendar, or `2h` from now. Raises
 * `bad-duration` for anything else, and for the past.
 */
export function readMoment(text: string, now: number, timeZone: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined) return now + seconds * 1000;
  const [, day = "", hour, minute] = /^(\S+) ([01]?\d|2[0-3]):([0-5]\d)$/u.exec(text) ?? [];
  if (isDay(day)) {
    const at = momentOf(day, { hour: Number(hour), minute: Number(minute) }, timeZone);
    if (at > now) return at;
  }
  throw new ProblemError(
    makeProblem(
      "bad-duration",
      `"${text}" is not a moment to come.`,
      "Type it like 2026-12-07 09:00, or like 2h for two hours from now.",
    ),
  );
}
