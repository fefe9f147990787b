import { readFile } from "node:fs/promises";
import { setTimeout as after } from "node:timers/promises";
import { z } from "zod";
import { addDays, dayAt } from "../release/calendar/calendar.ts";
import type { CalendarFiles } from "../release/calendar/calendar-file.ts";
import { makeProblem, ProblemError } from "../release/problem.ts";
import type { DayOff } from "./read.ts";

/** Where what was last read is kept, shared by all replicas. */
interface Cache {
  remember(key: string, value: DayOff[], ttlMs: number): Promise<void>;
  recall(key: string): Promise<{ value: unknown; storedAt: number } | undefined>;
}

export interface CalendarFileFacts {
  /** A path or address; without it there are no imported holidays. */
  source?: string | undefined;
  cache: Cache;
  clock: () => number;
  /** Told when a file could not be read while an older copy still serves. */
  onTrouble: (error: unknown) => void;
}

const hour = 3_600_000;
/** A copy that nobody could renew for so long says nothing about the holidays of today. */
const longest = 90 * 24 * hour;
const largest = 2_000_000;
/** So long, in milliseconds, somebody waits for a newer copy who could have an older one. */
const patience = 1000;
const daysOff = z.array(z.object({ day: z.string(), name: z.string() }));

/** Reads the configured file of holidays, and writes files of releases; the format is loaded with the first one. */
export function openCalendarFiles(facts: CalendarFileFacts): CalendarFiles {
  const { source } = facts;
  let renewing: Promise<DayOff[]> | undefined;
  /** Asks the source once for all who wait. */
  const renew = (from: string): Promise<DayOff[]> =>
    (renewing ??= read(from, facts).finally(() => (renewing = undefined)));
  return {
    holidays: async () => (source === undefined ? [] : holidays(source, () => renew(source), facts)),
    knownHolidays: async () => (source === undefined ? [] : known(source, facts)),
    write: async (name, entries, at) => {
      const { writeCalendar } = await import("./write.ts");
      return writeCalendar(name, entries, at);
    },
  };
}

async function known(source: string, { cache }: CalendarFileFacts): Promise<DayOff[]> {
  const kept = await cache.recall(keyOf(source));
  return kept ? daysOff.parse(kept.value) : [];
}

function keyOf(source: string): string {
  return `holidays.${source}`;
}

/** A source that is slow or away holds nobody up who can have an older copy. */
async function holidays(
  source: string,
  renew: () => Promise<DayOff[]>,
  { cache, clock, onTrouble }: CalendarFileFacts,
): Promise<DayOff[]> {
  const kept = await cache.recall(keyOf(source));
  if (kept && clock() - kept.storedAt < hour) return daysOff.parse(kept.value);
  if (!kept) return renew().catch((error: unknown) => Promise.reject(unavailable(source, error)));
  const older = daysOff.parse(kept.value);
  const renewed = renew().catch((error: unknown) => {
    onTrouble(error);
    return older;
  });
  return Promise.race([renewed, after(patience, older, { ref: false })]);
}

async function read(source: string, { cache, clock }: CalendarFileFacts): Promise<DayOff[]> {
  const days = await daysAround(await load(source), clock());
  await cache.remember(keyOf(source), days, longest);
  return days;
}

/** Nobody plans further than two years, and what is past is past. */
async function daysAround(text: string, now: number): Promise<DayOff[]> {
  const { readDaysOff } = await import("./read.ts");
  const today = dayAt(now, "UTC");
  return readDaysOff(text, addDays(today, -100), addDays(today, 730));
}

async function load(source: string): Promise<string> {
  // What calendar apps call an address that they subscribe to.
  const place = source.replace(/^webcals?:/iu, "https:");
  if (!/^https?:/iu.test(place)) return readFile(place, "utf8");
  const response = await fetch(place, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`It answers with the status ${response.status}.`);
  return readText(response);
}

/** Not a byte more than is wanted: an address may lead to anything. */
async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > largest) throw new Error(`It is longer than ${largest} characters.`);
  }
  return text + decoder.decode();
}

function unavailable(source: string, cause: unknown): ProblemError {
  const why = cause instanceof Error ? cause.message : "it is no calendar file";
  return new ProblemError(
    makeProblem(
      "calendar-unavailable",
      `The calendar file of holidays cannot be read: ${why}`,
      `Look at ${source}, or take \`holidays.source\` out of the configuration. Nothing is planned meanwhile.`,
    ),
    cause,
  );
}
