import type { KnownBlock } from "@slack/types";
import type { MessagePayload } from "../src/release/messages.ts";
import type { Settings } from "../src/release/settings.ts";
import type { Problem } from "../src/release/problem.ts";
import { button, buttons, context, cut, escape, section } from "./blocks.ts";
import { actions } from "./ids.ts";

/** What an installation calls its command. */
type Named = Pick<Settings, "command">;

/** A problem for the one who asked: what happened, what to do, and the code to look up; `version` is what it was about. */
export function drawProblem(problem: Problem, settings: Named, version?: string): MessagePayload {
  return {
    text: `${harmless(problem.what)} ${harmless(adviceWords(problem, settings))}`,
    blocks: [
      section(problemWords(problem, settings)),
      ...remedy(problem, version),
      context(`Code: \`${problem.code}\``),
    ],
  };
}

/** A button for what the advice says, where there is one. */
function remedy({ code }: Problem, version: string | undefined): KnownBlock[] {
  if (code !== "checklist-open" || version === undefined) return [];
  const label = `Open the checklist of ${version}`;
  return [buttons(button("Open the checklist", actions.openChecklist, version, { style: "primary", label }))];
}

/** The same in the body of a larger message. Advice is ours and may hold code spans; what happened may quote others. */
export function problemWords(problem: Problem, settings: Named): string {
  const [first, rest] = headline(problem.what);
  const details = rest === undefined ? "" : `${harmless(rest)}\n`;
  return `:warning: *${harmless(first)}*\n${details}${harmless(adviceWords(problem, settings))}`;
}

/** A first line as long as this is still read at a glance. */
const longestHeadline = 100;

/** What happened as a first line, and what does not belong there: a long list, or the words of others. */
function headline(what: string): [first: string, rest?: string] {
  const colon = what.indexOf(": ");
  if (what.length <= longestHeadline || colon < 0 || colon > longestHeadline) return [what];
  return [what.slice(0, colon + 1), what.slice(colon + 2)];
}

/** The advice as it can be followed here: commands have the name that this installation gives to its own. */
export function adviceWords({ advice }: Problem, { command }: Named): string {
  return advice.replaceAll("`/release ", () => `\`${command} `);
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
