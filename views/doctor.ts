import type { MessagePayload } from "../src/release/messages.ts";
import { escape, header, lines, section } from "./blocks.ts";

/** What a look at one thing came to. */
export interface Finding {
  name: string;
  well: boolean;
  words: string;
}

/** The findings, one a line; what is not well says what to do. */
export function drawDoctor(findings: Finding[]): MessagePayload {
  const ill = findings.filter(({ well }) => !well).length;
  const summary =
    ill === 0
      ? "Everything that Slipway needs is well."
      : `${ill} of ${findings.length} things that Slipway needs are not well.`;
  const list = findings.map(
    ({ name, well, words }) => `${well ? ":white_check_mark:" : ":x:"} *${escape(name)}*: ${escape(words)}`,
  );
  return { text: summary, blocks: [header("Doctor"), section(`*${summary}*\n${lines(list, 30, 2700)}`)] };
}
