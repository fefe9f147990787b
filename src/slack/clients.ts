import {
  type Logger,
  LogLevel,
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebClient,
  type WebClientOptions,
} from "@slack/web-api";

/** Two ways to Slack, so that what waits for a limit never holds up a person who clicked. */
export interface SlackClients {
  /** Answers within 2.5 s or fails: a trigger lives three. */
  interactive: WebClient;
  /** For messages that may also come a little later. */
  background: WebClient;
}

/** How a call of Slack failed. `unknown-outcome` means that it may have happened all the same. */
export type CallFailure =
  | { kind: "rate-limited"; retryAfterMs: number }
  | { kind: "refused"; error: string }
  | { kind: "unknown-outcome"; reason: string };

export type CallOutcome<T> = { kind: "done"; result: T } | CallFailure;

/** Who the bot is, in the words of Slack's `auth.test`. */
export interface BotIdentity {
  team: string;
  botUser: string;
  botId: string;
}

/**
 * Options for every client of ours, Bolt's included: no retry inside the library, where a limited call would stop the
 * whole queue of the client. A copy each time, since Socket Mode writes into the options it is given.
 */
export function clientOptions(apiUrl: string, timeoutMs = 2500): WebClientOptions {
  return {
    slackApiUrl: apiUrl,
    timeout: timeoutMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: silent,
  };
}

/** Every failure is answered to the caller, who knows what it means; the library would print it as well. */
const silent: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};

function nothing(): void {
  // Said already.
}

/** Opens both clients; nothing is sent yet. */
export function createClients(slack: { botToken: string; apiUrl: string }): SlackClients {
  return {
    interactive: new WebClient(slack.botToken, clientOptions(slack.apiUrl)),
    background: new WebClient(slack.botToken, clientOptions(slack.apiUrl, 8000)),
  };
}

/** Asks Slack who the token belongs to; raises what the library raises. */
export async function identify(client: WebClient): Promise<BotIdentity> {
  const { team_id: team = "", user_id: botUser = "", bot_id: botId = "" } = await client.auth.test();
  return { team, botUser, botId };
}

/** Makes one call and answers its result or one of three failures. Raises only what is not Slack's doing. */
export async function attempt<T>(call: () => Promise<T>): Promise<CallOutcome<T>> {
  try {
    return { kind: "done", result: await call() };
  } catch (error) {
    return failureOf(error);
  }
}

/** What to wait where Slack limits us without saying for how long. */
const blindPauseMs = 30_000;

/** Refusals after which the call may have worked. */
const unsure = new Set(["internal_error", "fatal_error", "service_unavailable", "request_timeout"]);

function failureOf(error: unknown): CallFailure {
  if (error instanceof WebAPIRateLimitedError) {
    return { kind: "rate-limited", retryAfterMs: Math.max(1, error.retryAfter) * 1000 };
  }
  if (error instanceof WebAPIPlatformError) return refusal(error.data.error);
  if (error instanceof WebAPIHTTPError && error.statusCode < 500) return ofStatus(error.statusCode);
  return { kind: "unknown-outcome", reason: error instanceof Error ? error.message : "no answer" };
}

function refusal(error: string): CallFailure {
  if (error === "ratelimited" || error === "rate_limited") {
    return { kind: "rate-limited", retryAfterMs: blindPauseMs };
  }
  return unsure.has(error) ? { kind: "unknown-outcome", reason: error } : { kind: "refused", error };
}

function ofStatus(status: number): CallFailure {
  if (status === 429) return { kind: "rate-limited", retryAfterMs: blindPauseMs };
  return { kind: "refused", error: `http_${status}` };
}
