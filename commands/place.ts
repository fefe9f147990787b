import type { AnswerPlace } from "../src/release/request.ts";
import type { Ask } from "./verb.ts";

/** Where answers to a request go that come after the acknowledgement: its response URL while it has one. */
export function answerPlace(ask: Ask): Exclude<AnswerPlace, { view: string }> {
  return ask.responseUrl === undefined
    ? { channel: ask.channel, user: ask.by.user }
    : { responseUrl: ask.responseUrl, ...(ask.replaces === true && { replaces: true }) };
}
