import type { Json } from "./json.ts";

/** An answer `{ok: false, error}` of the Web API, with what Slack adds to it. */
export class SlackError extends Error {
  readonly code: string;
  readonly extra: Json;

  constructor(code: string, extra: Json = {}) {
    super(code);
    this.name = "SlackError";
    this.code = code;
    this.extra = extra;
  }
}
