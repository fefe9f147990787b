import type { MessagePayload } from "../../src/release/messages.ts";
import { context, cut, escape, lines, section } from "../blocks.ts";
import { inZone } from "../dates.ts";

/** A release that could not be done any more. */
export interface Missed {
  key: string;
  name: string;
  at: number;
  because: string;
}

/** What was taken off the calendar without a person, and why. */
export function drawMissed(
  missed: Missed[],
  { timeZone, command }: { timeZone: string; command: string },
): MessagePayload {
  const told = missed.map(
    ({ name, at, because }) => `• *${escape(name)}* of ${inZone(at, timeZone)}: ${escape(because)}`,
  );
  const title =
    missed.length === 1 ? "A release is off the calendar" : `${missed.length} releases are off the calendar`;
  return {
    text: cut(`${title}: ${missed.map(({ name }) => escape(name)).join(", ")}.`, 3000),
    blocks: [
      section(`:calendar: *${title}*\n${lines(told, 20, 2500)}`),
      context(`Nothing else changes. \`${command} plan\` shows what is next.`),
    ],
  };
}
