import type { App, CustomRoute, Logger, Receiver } from "@slack/bolt";
// Not from the package's index: that loads Express and AWS Lambda as well, a quarter of its time and 6 MB.
import bolt from "@slack/bolt/dist/App.js";
import socketMode from "@slack/bolt/dist/receivers/SocketModeReceiver.js";
import { LogLevel } from "@slack/web-api";
import type { SlackConfig } from "./config.ts";
import type { HealthRoutes } from "./health.ts";
import { createHttpReceiver } from "./http-receiver.ts";
import { type Connection, keepConnected } from "./keep-connected.ts";
import type { Log } from "./parts.ts";
import { clientOptions } from "./slack/clients.ts";
import { createSignatureCheck } from "./slack/signature.ts";

/** Who this app is in its workspace, asked once at the start. */
export interface Identity {
  botId: string;
  botUserId: string;
}

export interface AppOptions {
  slack: SlackConfig;
  identity: Identity;
  /** Where HTTP mode listens; its health routes are served there too. */
  port: number;
  health: HealthRoutes;
  log: Log;
}

export interface SlackApp {
  app: App;
  start(): Promise<void>;
  /** Takes nothing more in, waits for what is being answered, at most so long, and closes the line. */
  stop(graceMs: number): Promise<void>;
  /** Whether Slack can reach us now. */
  isReachable: () => boolean;
}

/**
 * One Bolt app for both ways in. Retries of Slack's own clients are off here: whoever answers a click has seconds, and
 * everything that may take longer goes through the outbox.
 */
export function createSlackApp(options: AppOptions): SlackApp {
  const { slack, identity, log } = options;
  const line = slack.mode === "socket" ? socketLine(slack, log) : httpLine(slack, options);
  const app = new bolt.default({
    token: slack.botToken,
    ...identity,
    tokenVerificationEnabled: false,
    receiver: line.receiver,
    clientOptions: clientOptions(slack.apiUrl),
    logger: boltLogger(log),
    convoStore: false,
  });
  const underWay = countUnderWay(app);
  app.error(async (error) => {
    log.error({ err: error }, "listener failed");
  });
  return {
    app,
    start: () => line.start(app),
    stop: async (graceMs) => {
      line.close();
      await underWay.drained(graceMs);
      await app.stop();
    },
    isReachable: line.isReachable,
  };
}

interface Line {
  receiver: Receiver;
  start(app: App): Promise<void>;
  isReachable: () => boolean;
  /** From now on this process is not ready for more. */
  close(): void;
}

/** The socket's client must not reconnect by itself, nor retry: the process would not survive an outage. */
function socketLine(slack: Extract<SlackConfig, { mode: "socket" }>, log: Log): Line {
  const receiver = new socketMode.default({
    appToken: slack.appToken,
    logger: boltLogger(log),
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: clientOptions(slack.apiUrl, 8000) },
  });
  let connection: Connection | undefined;
  return {
    receiver,
    start: () => {
      connection = keepConnected(receiver.client, log);
      return connection.first;
    },
    isReachable: () => connection?.isConnected() ?? false,
    close: () => connection?.end(),
  };
}

function httpLine(slack: Extract<SlackConfig, { mode: "http" }>, { port, health, log }: AppOptions): Line {
  let open = true;
  const customRoutes = health.map((route): CustomRoute => ({
    path: route.path,
    method: ["GET"],
    handler: (_request, response) => route.answer(response),
  }));
  const receiver = createHttpReceiver(
    { port, logger: boltLogger(log), customRoutes },
    createSignatureCheck(slack.signingSecret, Date.now),
    (refusal) => log.warn({ refusal }, "request not from Slack, or not whole"),
  );
  return {
    receiver,
    start: async (app) => {
      await app.start();
    },
    isReachable: () => open,
    close: () => (open = false),
  };
}

/** Counts the requests that are being answered: Bolt's own stop does not wait for them. */
function countUnderWay(app: App): { drained(graceMs: number): Promise<void> } {
  let count = 0;
  let wake: (() => void) | undefined;
  app.use(async ({ next }) => {
    count += 1;
    try {
      await next();
    } finally {
      count -= 1;
      if (count === 0) wake?.();
    }
  });
  return {
    drained: (graceMs) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      if (count === 0) resolve();
      const timer = setTimeout(resolve, graceMs);
      return promise.finally(() => clearTimeout(timer));
    },
  };
}

/** Bolt's words go to our log; below warnings it would repeat whole payloads. */
function boltLogger(log: Log): Logger {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...words) => log.warn({ slack: words.map(String).join(" ").slice(0, 500) }, "Slack library warns"),
    error: (...words) =>
      log.error({ slack: words.map(String).join(" ").slice(0, 500) }, "Slack library reports an error"),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
