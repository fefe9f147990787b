import type { OnePerson } from "../src/release/request.ts";
import type { Ask } from "./verb.ts";

/** Where answers to a request go that come after the acknowledgement: its response URL while that is good. */
export function answerPlace({ by, channel, responseUrl, replaces }: Ask): OnePerson {
  return {
    user: by.user,
    channel,
    ...(responseUrl !== undefined && { responseUrl }),
    ...(replaces === true && { replaces }),
  };
}
