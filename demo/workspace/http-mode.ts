import { createHmac } from "node:crypto";
import type { Ack, Delivery, Line } from "./core.ts";
import { isJson, parseJson, textOf } from "./json.ts";

/** What HTTP mode needs: where to, the secret to sign with, how long an answer may take, and the clock (ms). */
export interface HttpModeOptions {
  requestUrl: string;
  signingSecret: string;
  ackTimeoutMs: number;
  now: () => number;
}

/** Slack's side of HTTP mode: signed posts to the app's request URL. */
export class HttpMode implements Line {
  readonly #options: HttpModeOptions;

  constructor(options: HttpModeOptions) {
    this.#options = options;
  }

  isConnected(): boolean {
    return true;
  }

  /** Posts the challenge that Slack sends when a request URL is set; raises an error when it is not echoed. */
  async verify(): Promise<void> {
    const challenge = crypto.randomUUID();
    const body = JSON.stringify({ type: "url_verification", token: "local", challenge });
    const response = await this.#post(body, "application/json", {});
    const text = await response.text();
    const parsed = parseJson(text);
    const echoed = isJson(parsed) ? textOf(parsed["challenge"]) : text;
    if (!response.ok || echoed !== challenge) {
      throw new Error(`The request URL did not echo the challenge: ${response.status} ${text}`);
    }
  }

  /** Posts one delivery; a status other than 2xx or no answer in time is an error as the person sees it. */
  async deliver(delivery: Delivery): Promise<Ack> {
    const { body, contentType } = bodyOf(delivery);
    try {
      const response = await this.#post(body, contentType, retryHeaders(delivery));
      const text = await response.text();
      if (!response.ok) {
        const mayRetry = response.headers.get("x-slack-no-retry") !== "1";
        return { ok: false, error: "dispatch_failed", mayRetry };
      }
      return { ok: true, answer: text === "" ? undefined : (parseJson(text) ?? text) };
    } catch (error) {
      const isLate = error instanceof DOMException && error.name === "TimeoutError";
      return { ok: false, error: isLate ? "operation_timeout" : "dispatch_failed" };
    }
  }

  #post(body: string, contentType: string, headers: Record<string, string>): Promise<Response> {
    const { requestUrl, signingSecret, ackTimeoutMs, now } = this.#options;
    const at = String(Math.floor(now() / 1000));
    return fetch(requestUrl, {
      method: "POST",
      body,
      redirect: "error",
      signal: AbortSignal.timeout(ackTimeoutMs),
      headers: {
        "content-type": contentType,
        // A kept connection may be closed by the app in the moment in which it is used again.
        connection: "close",
        "user-agent": "Slackbot 1.0 (local workspace)",
        "x-slack-request-timestamp": at,
        "x-slack-signature": sign(signingSecret, at, body),
        ...headers,
      },
    });
  }
}

/** Slack's v0 signature of a request body at `timestamp` (seconds, as text). */
export function sign(secret: string, timestamp: string, body: string): string {
  return `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`;
}

function bodyOf(delivery: Delivery): { body: string; contentType: string } {
  const form = "application/x-www-form-urlencoded";
  if (delivery.kind === "events_api") {
    return { body: JSON.stringify(delivery.payload), contentType: "application/json" };
  }
  if (delivery.kind === "interactive") {
    return {
      body: new URLSearchParams({ payload: JSON.stringify(delivery.payload) }).toString(),
      contentType: form,
    };
  }
  const fields = Object.entries(delivery.payload).map(([key, value]): [string, string] => [
    key,
    String(value),
  ]);
  return { body: new URLSearchParams(fields).toString(), contentType: form };
}

function retryHeaders({ retry }: Delivery): Record<string, string> {
  if (retry === undefined) return {};
  return {
    "x-slack-retry-num": String(retry.attempt),
    "x-slack-retry-reason": retry.reason,
  };
}
