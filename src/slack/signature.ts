import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Clock } from "../release/clock.ts";

/** How far from ours the time of a request may be, in seconds: whoever overheard one can repeat it for so long at most. */
const longestDelay = 300;

/** `untimely`: signed for another time than now, before or after. */
export type Authenticity = "genuine" | "unsigned" | "untimely" | "forged";

export type SignatureCheck = (headers: IncomingHttpHeaders, body: Buffer) => Authenticity;

/**
 * Answers by what a request proves that Slack has sent it, from its headers and its body as it came; see
 * https://docs.slack.dev/authentication/verifying-requests-from-slack. The key is made once, since making it takes
 * longer than the sum itself.
 */
export function createSignatureCheck(signingSecret: string, clock: Clock): SignatureCheck {
  const key = createSecretKey(signingSecret, "utf8");
  return ({ "x-slack-signature": signature, "x-slack-request-timestamp": at }, body) => {
    if (typeof signature !== "string" || typeof at !== "string" || !/^\d{1,12}$/u.test(at)) return "unsigned";
    if (Math.abs(clock() / 1000 - Number(at)) > longestDelay) return "untimely";
    const sum = createHmac("sha256", key).update(`v0:${at}:`).update(body).digest("hex");
    const [given, expected] = [Buffer.from(signature), Buffer.from(`v0=${sum}`)];
    return given.length === expected.length && timingSafeEqual(given, expected) ? "genuine" : "forged";
  };
}
