import { z } from "zod";
import { closest } from "../release/closest.ts";
import type { ConfigProblem } from "./file.ts";
import { readRedisAddress, type RedisAddress } from "./redis-address.ts";
import type { ProcessRole } from "./role.ts";

export type Variables = Readonly<Record<string, string | undefined>>;

export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

const secret = (prefix: RegExp, error: string) => z.string().regex(prefix, { error });

function redisAddress(text: string, context: z.core.$RefinementCtx<string>): RedisAddress {
  const address = readRedisAddress(text);
  if (typeof address !== "string") return address;
  context.issues.push({ code: "custom", message: address, input: text });
  return z.NEVER;
}

const variables = z.object({
  SLACK_MODE: z.enum(["socket", "http"], { error: "It is neither socket nor http." }).default("socket"),
  SLACK_BOT_TOKEN: secret(/^xox(e\.xox)?b-\S+$/u, "It does not look like a bot token."),
  SLACK_APP_TOKEN: secret(/^xapp-\S+$/u, "It does not look like an app-level token.").optional(),
  SLACK_SIGNING_SECRET: secret(/^\S{8,}$/u, "It does not look like a signing secret.").optional(),
  SLACK_API_URL: z
    .url({ protocol: /^https?$/u, error: "It is not an http or https address." })
    .transform((url) => (url.endsWith("/") ? url : `${url}/`))
    .default("https://slack.com/api/"),
  REDIS_URL: z.string().transform(redisAddress).optional(),
  SLIPWAY_DATA: z.string().default(".data"),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/u, { error: "It is not a port." })
    .transform(Number)
    .refine((port) => port <= 65_535, { error: "It is not a port." })
    .default(3000),
  KUBECONFIG: z.string().optional(),
  LOG_LEVEL: z.enum(logLevels, { error: "It is not a level." }).default("info"),
  SLIPWAY_GIT_TOKEN: z.string().optional(),
  SLIPWAY_GIT_SSH_KEY: z.string().optional(),
  SLIPWAY_CALENDAR_SECRET: secret(
    /^[\w-]{16,128}$/u,
    "It is not 16 to 128 letters, digits, dashes and underscores.",
  ).optional(),
  GITHUB_TOKEN: z.string().optional(),
});

export type Environs = z.infer<typeof variables>;

const advice: Partial<Record<string, string>> = {
  SLACK_MODE: "Set it to socket, or to http where Slack can reach this machine.",
  SLACK_BOT_TOKEN: "Copy the bot token (xoxb-…) from the app's page, under OAuth & Permissions.",
  SLACK_APP_TOKEN:
    "Copy an app-level token (xapp-…) with connections:write from the app's page, or set SLACK_MODE=http.",
  SLACK_SIGNING_SECRET: "Copy the signing secret from the app's page, under Basic Information.",
  SLACK_API_URL: "Leave it out to use Slack's own address.",
  REDIS_URL:
    "Set it like redis://host:6379/0, with sentinels like redis+sentinel://host1:26379,host2:26379/mymaster, or leave it out to start a private Redis.",
  SLIPWAY_CALENDAR_SECRET: "Set it to something like the output of `openssl rand -hex 24`, or leave it out.",
  PORT: "Set a number from 0 to 65535.",
  LOG_LEVEL: `Set one of: ${logLevels.join(", ")}.`,
};

export type EnvironsReading = { ok: true; environs: Environs } | { ok: false; problems: ConfigProblem[] };

/**
 * Reads the environment variables of a process with this role; an empty one counts as not set, and no value is ever
 * repeated in a problem.
 */
export function readEnvirons(env: Variables, role: ProcessRole): EnvironsReading {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
  const parsed = variables.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => variableProblem(issue, given));
  for (const needed of neededBy(role, given)) {
    if (given[needed] === undefined) problems.push(missing(needed, given));
  }
  return parsed.success && problems.length === 0
    ? { ok: true, environs: parsed.data }
    : { ok: false, problems };
}

/** What only some processes need: a way in, unless Slack is not heard; a Redis to meet in, where there are several. */
function neededBy(role: ProcessRole, given: Variables): string[] {
  const wayIn = given["SLACK_MODE"] === "http" ? "SLACK_SIGNING_SECRET" : "SLACK_APP_TOKEN";
  return [...(role === "worker" ? [] : [wayIn]), ...(role === "all" ? [] : ["REDIS_URL"])];
}

function variableProblem(issue: z.core.$ZodIssue, given: Variables): ConfigProblem {
  const key = String(issue.path[0]);
  if (given[key] === undefined) return missing(key, given);
  return { key, what: issue.message, advice: advice[key] ?? "Look at the page on configuration." };
}

function missing(key: string, given: Variables): ConfigProblem {
  const unknown = Object.keys(given).filter((name) => !(name in variables.shape));
  const near = closest(key, unknown, 1)[0];
  const hint = near === undefined ? (advice[key] ?? "") : `Did you mean it by ${near}?`;
  return { key, what: "It is not set.", advice: hint };
}
