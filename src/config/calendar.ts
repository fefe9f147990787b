import { z } from "zod";
import { isDay } from "../release/calendar/calendar.ts";
import { insteads } from "../release/calendar/freeze.ts";
import { parseSchedule } from "../release/calendar/schedule.ts";
import { kinds } from "../release/version.ts";
import { duration, label, text } from "./fields.ts";

const hour = 3600;

/** Days of the cadence with a time, as a sentence or as cron; read as the domain's `Schedule`. */
function schedule(example: string) {
  return z
    .string()
    .meta({ examples: [example] })
    .transform((written, refusal) => {
      const parsed = parseSchedule(written);
      if (parsed) return parsed;
      refusal.issues.push({
        code: "custom",
        message: "This is not a schedule, or its day never comes.",
        input: written,
      });
      return z.NEVER;
    });
}

const day = (example: string) =>
  z
    .string()
    .refine(isDay, { error: "This is not a day that exists." })
    .meta({ examples: [example] });

const instead = z
  .enum(insteads)
  .default("next working day")
  .meta({
    description: "What becomes of a release whose day falls into it.",
    examples: ["skip"],
  });

const kind = z.enum(kinds).meta({ examples: ["minor"] });

/** The regular releases. */
export const cadence = z
  .strictObject({
    releases: z
      .array(
        z.strictObject({
          kind: kind.describe("Which kind of release is due."),
          when: schedule("first Monday of the month at 10:00").describe(
            "On which days, and when production starts, in the time zone of the calendar.",
          ),
        }),
      )
      .prefault([])
      .describe("The regular releases. Without any, releases are planned by hand alone."),
    plan: schedule("cron 0 9 1 * *")
      .prefault("cron 0 9 1 * *")
      .describe("When the plan of a month is posted; once in that month."),
    grace: duration({ atLeast: hour, atMost: 7 * 24 * hour }, "1d")
      .prefault("12h")
      .describe("How late a release that nobody prepared may become before it is reported as missed."),
  })
  .prefault({})
  .describe("When releases are due.");

/** Days off, listed or from a calendar file. */
export const holidays = z
  .strictObject({
    instead,
    days: z
      .array(
        z.strictObject({
          day: day("2026-12-25").describe("The day."),
          name: text("Christmas Day").describe("What people call it."),
        }),
      )
      .default([])
      .describe("Holidays, one by one."),
    source: text("https://calendars.example/holidays.ics")
      .exactOptional()
      .describe("A calendar file (.ics) with more of them: its path, or its http, https or webcal address."),
  })
  .prefault({})
  .describe("Days on which nothing of the cadence is released.");

const freeze = z
  .strictObject({
    name: text("Year end").describe("What people call it; messages say it."),
    from: day("2026-12-21").describe("Its first day."),
    to: day("2027-01-03").describe("Its last day."),
    instead,
    kinds: z
      .array(kind)
      .min(1, { error: "It would be for no kind at all; leave the key out for all of them." })
      .exactOptional()
      .meta({
        description: "Which kinds of releases it keeps back; all of them where it is left out.",
        examples: [["major", "minor"]],
      }),
    environments: z
      .array(label("production"))
      .min(1, { error: "It would be for no environment at all; leave the key out for the last one." })
      .exactOptional()
      .meta({
        description: "Which environments take no deploy meanwhile; the last one where it is left out.",
        examples: [["staging", "production"]],
      }),
  })
  .refine(({ from, to }) => from <= to, { error: "It ends before it begins.", path: ["to"] });

/** Windows of the calendar without releases. */
export const freezes = z
  .array(freeze)
  .default([])
  .describe("Windows in which nothing of the cadence is released, and deploys are refused.");
