import type { Settings } from "./release/settings.ts";
import { templateProblems } from "./config-templates.ts";
import { readEnvirons, type Environs, type Variables } from "./config/variables.ts";
import { type ProcessRole, readRole } from "./config/role.ts";
import { passwordsIn, type RedisAddress } from "./config/redis-address.ts";
import { readSettings, type ConfigProblem, type FileReading } from "./config/file.ts";

export type { ConfigProblem } from "./config/file.ts";

export type SlackConfig = { botToken: string; apiUrl: string } & (
  | { mode: "socket"; appToken: string }
  | { mode: "http"; signingSecret: string }
);

/** A Redis that runs already, or a private one whose data is in a folder. */
export type RedisConfig = RedisAddress | { folder: string };

/** Everything that an installation decides. Frozen, so that what was checked at the start stays true. */
export interface Config {
  settings: Settings;
  /** What this process does of the work. */
  role: ProcessRole;
  slack: SlackConfig;
  redis: RedisConfig;
  /** Where Slipway keeps files of its own: the mirror of the repository, a private Redis. */
  dataFolder: string;
  /** For health checks, and for Slack in HTTP mode. */
  port: number;
  /** Absent: kubectl's usual places. */
  kubeconfig?: string;
  logLevel: Environs["LOG_LEVEL"];
  /** Whoever knows it may subscribe to the calendar of releases; nobody without it. */
  calendarSecret?: string;
  git: { token?: string; sshKey?: string };
  /** Reads checks and alerts of a private repository; public ones are read without it. */
  githubToken?: string;
}

export type LoadedConfig = { ok: true; config: Config } | { ok: false; problems: ConfigProblem[] };

/**
 * What is loaded from: environment variables, and a way to read a file that answers undefined where there is none, and
 * throws where it cannot be read.
 */
export interface ConfigSources {
  env: Variables;
  /** What follows the program on the command line. */
  args?: readonly string[];
  readFile: (path: string) => string | undefined;
}

/**
 * Reads the command line, the environment and the file that RELEASE_CONFIG names; answers one frozen Config, or all that
 * is wrong.
 */
export async function loadConfig({ env, args = [], readFile }: ConfigSources): Promise<LoadedConfig> {
  const path = env["RELEASE_CONFIG"]?.trim() || "release.config.yaml";
  const file = await withTemplates(readNamed(path, readFile));
  const role = readRole(args);
  const environs = readEnvirons(env, role.ok ? role.role : "all");
  if (file.ok && environs.ok && role.ok) {
    return { ok: true, config: deepFreeze(assemble(file.settings, environs.environs, role.role)) };
  }
  return { ok: false, problems: [role, environs, file].flatMap((read) => (read.ok ? [] : read.problems)) };
}

/** What of a configuration must never be written down, in a log or elsewhere. */
export function secretsOf(config: Config): (string | undefined)[] {
  const { slack, git, githubToken, calendarSecret, redis } = config;
  return [
    ...("folder" in redis ? [] : passwordsIn(redis)),
    slack.botToken,
    slack.mode === "socket" ? slack.appToken : slack.signingSecret,
    git.token,
    githubToken,
    calendarSecret,
  ];
}

/** One line for each problem, fit for a terminal. */
export function formatConfigProblems(problems: ConfigProblem[]): string {
  return problems
    .map(({ key, line, what, advice }) => {
      const place = line === undefined ? key : `line ${line}${key && `, ${key}`}`;
      return `  ${place}: ${what} ${advice}`;
    })
    .join("\n");
}

function readNamed(path: string, readFile: ConfigSources["readFile"]): FileReading {
  let text: string | undefined;
  try {
    text = readFile(path);
  } catch (error) {
    return refuseFile(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
  return text === undefined ? refuseFile(`There is no file ${path}.`) : readSettings(text);
}

function refuseFile(what: string): FileReading {
  const advice = "Copy release.config.yaml from the repository, or name another file in RELEASE_CONFIG.";
  return { ok: false, problems: [{ key: "RELEASE_CONFIG", what, advice }] };
}

async function withTemplates(file: FileReading): Promise<FileReading> {
  const problems = file.ok ? await templateProblems(file.settings.timeline) : [];
  return problems.length === 0 ? file : { ok: false, problems };
}

function assemble(settings: Settings, environs: Environs, role: ProcessRole): Config {
  return {
    settings,
    role,
    slack: slackConfig(environs),
    redis: environs.REDIS_URL ?? { folder: environs.SLIPWAY_DATA },
    dataFolder: environs.SLIPWAY_DATA,
    port: environs.PORT,
    ...(environs.KUBECONFIG === undefined ? {} : { kubeconfig: environs.KUBECONFIG }),
    logLevel: environs.LOG_LEVEL,
    ...(environs.SLIPWAY_CALENDAR_SECRET === undefined
      ? {}
      : { calendarSecret: environs.SLIPWAY_CALENDAR_SECRET }),
    git: {
      ...(environs.SLIPWAY_GIT_TOKEN === undefined ? {} : { token: environs.SLIPWAY_GIT_TOKEN }),
      ...(environs.SLIPWAY_GIT_SSH_KEY === undefined ? {} : { sshKey: environs.SLIPWAY_GIT_SSH_KEY }),
    },
    ...(environs.GITHUB_TOKEN === undefined ? {} : { githubToken: environs.GITHUB_TOKEN }),
  };
}

function slackConfig(environs: Environs): SlackConfig {
  const common = { botToken: environs.SLACK_BOT_TOKEN, apiUrl: environs.SLACK_API_URL };
  return environs.SLACK_MODE === "http"
    ? { ...common, mode: "http", signingSecret: environs.SLACK_SIGNING_SECRET ?? "" }
    : { ...common, mode: "socket", appToken: environs.SLACK_APP_TOKEN ?? "" };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
