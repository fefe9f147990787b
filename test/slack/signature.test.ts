import { expect, test } from "vitest";
import { createSignatureCheck } from "../../src/slack/signature.ts";

/** The example of Slack's documentation. */
const secret = "8f742231b10e8888abcd99yyyzzz85a5";
const at = "1531420618";
const body =
  "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar" +
  "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com" +
  "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
const signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
const moment = Number(at) * 1000;

function judge(
  change: Record<string, string | string[] | undefined> = {},
  now = moment,
  text = body,
): string {
  const headers = { "x-slack-signature": signature, "x-slack-request-timestamp": at, ...change };
  return createSignatureCheck(secret, () => now)(headers, Buffer.from(text));
}

test.each([
  ["as it was sent", moment],
  ["five minutes later", moment + 300_000],
  ["by a clock that is behind", moment - 300_000],
])("a signed request is genuine %s", (_, now) => {
  expect(judge({}, now)).toBe("genuine");
});

test.each([
  ["more than five minutes old", "untimely", judge({}, moment + 301_000)],
  ["from the future", "untimely", judge({}, moment - 301_000)],
  ["with another body", "forged", judge({}, moment, `${body}&text=rollback`)],
  ["without a body", "forged", judge({}, moment, "")],
  ["with a time that it was not signed for", "forged", judge({ "x-slack-request-timestamp": "1531420619" })],
  ["with another signature", "forged", judge({ "x-slack-signature": signature.replace("a", "b") })],
  ["with a longer signature", "forged", judge({ "x-slack-signature": `${signature}0` })],
  [
    "with a signature of another version",
    "forged",
    judge({ "x-slack-signature": signature.replace("v0", "v1") }),
  ],
  ["with an empty signature", "forged", judge({ "x-slack-signature": "" })],
  ["with no signature", "unsigned", judge({ "x-slack-signature": undefined })],
  ["with no time", "unsigned", judge({ "x-slack-request-timestamp": undefined })],
  ["with a time that is no number", "unsigned", judge({ "x-slack-request-timestamp": "1e9" })],
  ["with an empty time", "unsigned", judge({ "x-slack-request-timestamp": "" })],
])("a request %s is %s", (_, expected, judgement) => {
  expect(judgement).toBe(expected);
});
