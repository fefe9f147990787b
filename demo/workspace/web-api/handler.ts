import type { IncomingMessage } from "node:http";
import { z } from "zod";
import type { Core } from "../core.ts";
import type { Fault } from "../faults.ts";
import { isJson, parseJson, textOf } from "../json.ts";
import type { Json } from "../json.ts";
import { SlackError } from "../slack-error.ts";
import type { Method } from "./method.ts";
import { methods } from "./methods.ts";

/** A demo may run for days; no test makes as many calls. */
const longestLog = 10_000;

/** An answer to an HTTP request, or `cut`: the line goes down without one, or `hold`: none ever comes. */
export type WebAnswer = { status: number; headers?: Record<string, string>; body: Json } | "cut" | "hold";

/**
 * Answers one call of the Web API: faults first, then token, scope, rate limit, arguments, and the method itself.
 * `incoming` is only read for its headers; `body` is the raw text.
 */
export async function answerCall(
  core: Core,
  name: string,
  incoming: IncomingMessage,
  body: string,
): Promise<WebAnswer> {
  const args = readArgs(incoming.headers["content-type"] ?? "", body);
  const token = tokenOf(incoming, args);
  const fault = core.faults.take(name);
  if (fault !== undefined && fault.kind !== "cut-after") return endInFault(core, name, args, fault);
  const found = methods.get(name);
  const wait =
    found === undefined ? 0 : core.rateLimits.take(name, found.rate, textOf(args["channel"]) ?? "");
  if (wait > 0) return endInFault(core, name, args, { kind: "rate-limited", retryAfterS: wait });
  const answer = await run(core, found, token, args);
  if (fault?.kind === "cut-after") {
    log(core, name, args, "cut", answer);
    return "cut";
  }
  log(core, name, args, answer["ok"] === true ? "ok" : String(answer["error"]), answer);
  return { status: 200, headers: { "x-oauth-scopes": core.manifest.scopes.join(",") }, body: answer };
}

async function run(core: Core, found: Method | undefined, token: string, args: Json): Promise<Json> {
  try {
    if (found === undefined) throw new SlackError("unknown_method");
    checkToken(core, found, token);
    return { ok: true, ...(await found.call(core, args)) };
  } catch (error) {
    if (error instanceof SlackError) return { ok: false, error: error.code, ...error.extra };
    if (error instanceof z.ZodError) return { ok: false, ...invalidArguments(error) };
    throw error;
  }
}

function checkToken(core: Core, found: Method, token: string): void {
  const { botToken, appToken } = core.identity;
  if (token === "") throw new SlackError("not_authed");
  if (core.revokedTokens.has(token)) throw new SlackError("token_revoked");
  if (token !== botToken && token !== appToken) throw new SlackError("invalid_auth");
  if (token !== (found.token === "bot" ? botToken : appToken)) throw new SlackError("not_allowed_token_type");
  const provided = core.manifest.scopes;
  if (found.scopes.length > 0 && !found.scopes.some((scope) => provided.includes(scope))) {
    throw new SlackError("missing_scope", { needed: found.scopes.join(","), provided: provided.join(",") });
  }
}

function invalidArguments(error: z.ZodError): Json {
  const messages = error.issues.map(
    (issue) => `[ERROR] ${issue.message} [json-pointer:/${issue.path.join("/")}]`,
  );
  return { error: "invalid_arguments", response_metadata: { messages } };
}

function endInFault(core: Core, name: string, args: Json, fault: Fault): WebAnswer {
  switch (fault.kind) {
    case "rate-limited": {
      const body = { ok: false, error: "ratelimited" };
      log(core, name, args, "ratelimited", body);
      return { status: 429, headers: { "retry-after": String(fault.retryAfterS) }, body };
    }
    case "server-error":
      log(core, name, args, "http_500", {});
      return { status: 500, body: { ok: false, error: "internal_error" } };
    case "api-error": {
      const body = { ok: false, error: fault.error };
      log(core, name, args, fault.error, body);
      return { status: 200, body };
    }
    case "time-out":
      log(core, name, args, "time-out", {});
      return "hold";
    case "cut-before":
    case "cut-after":
      log(core, name, args, "cut", {});
      return "cut";
  }
}

function log(core: Core, method: string, args: Json, outcome: string, answer: Json): void {
  core.calls.push({ method, args, outcome, answer, at: core.now() });
  if (core.calls.length > longestLog) core.calls.shift();
  core.changes.notify();
}

function readArgs(contentType: string, body: string): Json {
  if (contentType.startsWith("application/json")) {
    const parsed = parseJson(body);
    return isJson(parsed) ? parsed : {};
  }
  return Object.fromEntries(new URLSearchParams(body));
}

/**
 * The token of the header, or of the `token` argument, which is taken out of the arguments; so is `team_id`, which Bolt
 * adds to every call and Slack reads only with tokens of a whole organisation.
 */
function tokenOf(incoming: IncomingMessage, args: Json): string {
  const given = textOf(args["token"]) ?? "";
  delete args["token"];
  delete args["team_id"];
  return /^Bearer (.+)$/.exec(incoming.headers.authorization ?? "")?.[1] ?? given;
}
