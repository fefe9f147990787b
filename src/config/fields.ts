import { z } from "zod";
import { daysNamed, formatDuration, parseDuration } from "../release/duration.ts";

/**
 * The kinds of values that the configuration is made of. Each says in one sentence what is wrong with a bad value;
 * the advice that goes with it is the example in its description, so every kind carries one.
 */

const slackId = (letters: string, what: string, example: string) =>
  z
    .string()
    .regex(new RegExp(`^[${letters}][A-Z0-9]{4,20}$`, "u"), { error: `This is not ${what}.` })
    .meta({ examples: [example] });

export const channelId = slackId("CG", "the id of a Slack channel", "C0123RELEASES");
export const userGroupId = slackId("S", "the id of a Slack user group", "S0123MANAGERS");
export const userId = slackId("UW", "the id of a Slack user", "U0123SARA");

/** A sentence or a name: any text but an empty one. */
export function text(example: string) {
  return z
    .string()
    .trim()
    .min(1, { error: "This is empty." })
    .max(300, { error: "This is longer than 300 characters." })
    .meta({ examples: [example] });
}

/** A name as Kubernetes spells them: lower-case letters, digits and dashes, at most 63 characters. */
export function label(example: string) {
  return z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/u, {
      error: "A name here has 1 to 63 lower-case letters, digits and dashes.",
    })
    .meta({ examples: [example] });
}

/** A path inside the repository, without a slash at its end. */
export function repositoryPath(example: string) {
  return z
    .string()
    .regex(/^(?![/~-])[^\0\\\n]+$/u, { error: "This is not a path inside the repository." })
    .refine((path) => !path.split("/").includes(".."), { error: "The path leads out of the repository." })
    .meta({ examples: [example] })
    .transform((path) => path.replace(/\/+$/u, ""));
}

/** Seconds, both included. */
interface Bounds {
  atLeast: number;
  atMost: number;
}

/** A length of time such as `45s`, `20m`, `1h30m` within bounds in seconds; read as seconds. */
export function duration(bounds: Bounds, example: string) {
  return durationText(example).transform((written, context) => secondsWithin(bounds, written, context));
}

/** The same where days are those of the calendar: seconds, and the days among them. */
export function distance(bounds: Bounds, example: string) {
  return durationText(example).transform((written, context) => {
    return { seconds: secondsWithin(bounds, written, context), days: daysNamed(written) };
  });
}

function durationText(example: string) {
  return z
    .string({ error: "A length of time is written with its unit." })
    .regex(/^(\d{1,6}[smhd]){1,4}$/u, { error: "This is not a length of time." })
    .meta({ examples: [example] });
}

function secondsWithin({ atLeast, atMost }: Bounds, written: string, context: z.RefinementCtx): number {
  const seconds = parseDuration(written);
  if (seconds !== undefined && seconds >= atLeast && seconds <= atMost) return seconds;
  const range = `from ${formatDuration(atLeast)} to ${formatDuration(atMost)}`;
  context.issues.push({ code: "custom", message: `This must be ${range}.`, input: written });
  return z.NEVER;
}

export const image = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$/u, {
    error: "This is not an image repository without a tag or digest.",
  })
  .refine((name) => !/:\d+$/u.test(name) && !name.includes("@"), {
    error: "An image is named without its tag: the version is the tag.",
  })
  .meta({ examples: ["registry.nexus.example/nexus-app"] });

export const timeZone = z
  .string()
  .refine(isTimeZone, { error: "This is not a time zone of the IANA list." })
  .meta({ examples: ["Europe/Berlin"] });

export const webAddress = z
  .url({ protocol: /^https?$/u, error: "This is not an http or https address." })
  .meta({ examples: ["https://github.com/nexus/platform"] });

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
