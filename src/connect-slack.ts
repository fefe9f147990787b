import { setTimeout as pause } from "node:timers/promises";
import { registerCommands } from "../commands/listen.ts";
import { calendarFeed } from "./calendar-feed.ts";
import { createSlackApp, type SlackApp } from "./app.ts";
import type { Config } from "./config.ts";
import { healthRoutes, serveHealth } from "./health.ts";
import type { JobParts, Log, Parts } from "./parts.ts";
import type { Cache } from "./slack/cache.ts";
import { attempt, identify, type SlackClients } from "./slack/clients.ts";
import { createPeople } from "./slack/people.ts";

export interface ConnectionFacts {
  config: Config;
  clients: SlackClients;
  cache: Cache;
  parts: JobParts;
  log: Log;
}

export interface SlackConnection {
  port: number;
  stop(graceMs: number): Promise<void>;
}

/** How long the rest of the work waits for the first connection, in milliseconds. */
const patience = 5000;

/**
 * Connects to Slack and stays at it: an outage at the start is waited out while runs go on without Slack, so this
 * answers after five seconds in any case. In Socket Mode health has a small server of its own; in HTTP mode it is served
 * beside Slack's requests.
 */
export async function connectSlack(facts: ConnectionFacts): Promise<SlackConnection> {
  const { config, log } = facts;
  const ended = new AbortController();
  let slack: SlackApp | undefined;
  const health = [
    ...healthRoutes(
      () => true,
      () => slack?.isReachable() ?? false,
    ),
    ...calendarFeed(config, facts.parts),
  ];
  const own = config.slack.mode === "socket" ? await serveHealth(health, config.port) : undefined;
  const connecting = open(facts, health, ended.signal, (app) => (slack = app)).catch((error: unknown) =>
    log.error({ err: error }, "no connection to Slack"),
  );
  await Promise.race([connecting, pause(patience, undefined, { ref: false })]);
  return {
    port: own?.port ?? config.port,
    stop: async (graceMs) => {
      ended.abort();
      await slack?.stop(graceMs);
      await own?.stop();
    },
  };
}

async function open(
  facts: ConnectionFacts,
  health: ReturnType<typeof healthRoutes>,
  ended: AbortSignal,
  onMade: (app: SlackApp) => void,
): Promise<void> {
  const { config, clients, cache, log } = facts;
  const identity = await untilAnswered(() => identify(clients.interactive), ended, log);
  const { roles } = config.settings;
  const people = createPeople({
    client: clients.interactive,
    cache,
    clock: facts.parts.clock,
    roles,
    team: identity.team,
  });
  const parts: Parts = { ...facts.parts, people };
  const { botId, botUser } = identity;
  const slack = createSlackApp({
    slack: config.slack,
    identity: { botId, botUserId: botUser },
    port: config.port,
    health,
    log,
  });
  // It must be stoppable while it still tries.
  onMade(slack);
  registerCommands(slack.app, parts);
  slack.app.event("subteam_members_changed", async ({ event }) => people.groupChanged(event.subteam_id));
  slack.app.event("subteam_updated", async ({ event }) => people.groupChanged(event.subteam.id));
  slack.app.event("user_change", async ({ event }) => people.personChanged(event.user.id));
  await untilAnswered(() => slack.start(), ended, log);
  await attempt(() => people.warmUp());
  log.info({ port: config.port, mode: config.slack.mode }, "Slipway is ready");
}

/** Tries until Slack answers, with pauses that grow from one second to half a minute. */
async function untilAnswered<T>(ask: () => Promise<T>, ended: AbortSignal, log: Log): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const outcome = await attempt(ask);
    if (outcome.kind === "done") return outcome.result;
    log.warn({ outcome }, "Slack does not answer yet");
    await pause(Math.min(30_000, 1000 * 2 ** tries), undefined, { signal: ended });
  }
}
