import type { MessagePayload } from "../src/release/ports.ts";
import type { Problem } from "../src/release/problem.ts";
import { context, cut, escape, section } from "./blocks.ts";

/** A problem for the one who asked: what happened, what to do, and the code to look up. */
export function drawProblem(problem: Problem): MessagePayload {
  return {
    text: `${harmless(problem.what)} ${harmless(problem.advice)}`,
    blocks: [section(problemWords(problem)), context(`Code: \`${problem.code}\``)],
  };
}

/** The same in the body of a larger message. Advice is ours and may hold code spans; what happened may quote others. */
export function problemWords({ what, advice }: Problem): string {
  return `:warning: *${harmless(what)}*\n${harmless(advice)}`;
}

/** Something that nobody foresaw: the reference leads to the log, which tells more than a chat should. */
export function drawUnexpected(reference: string): MessagePayload {
  const text = `Something went wrong that Slipway did not expect. Nothing more was done. Tell whoever looks after it this reference: ${reference}.`;
  return { text, blocks: [section(`:warning: ${text}`)] };
}

/** Escapes all but mentions of people, which only we put into problems, and keeps it short enough to be read. */
function harmless(text: string): string {
  return cut(escape(text).replaceAll(/&lt;@([UW][A-Z0-9]{2,20})&gt;/gu, "<@$1>"), 1200);
}
