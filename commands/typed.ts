import type { Parts } from "../src/parts.ts";
import { closest } from "../src/release/closest.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import type { Answer, Ask, Verb } from "./verb.ts";

/** Finds the verb that a text begins with and lets it answer the rest. Raises `unknown-verb` with the nearest ones. */
export function answerText(ask: Ask, parts: Parts, verbs: Verb[]): Promise<Answer> {
  const [, first = "", rest = ""] = /^\s*(\S*)\s*([\s\S]*)$/u.exec(ask.text) ?? [];
  const name = first === "" ? "help" : first.toLowerCase();
  const verb = verbs.find((one) => one.name === name);
  if (!verb) throw unknownVerb(first, parts.settings.command, verbs);
  return verb.handle({ ...ask, text: rest.trim() }, parts);
}

function unknownVerb(typed: string, command: string, verbs: Verb[]): ProblemError {
  const [near] = closest(
    typed,
    verbs.map(({ name }) => name),
    1,
  );
  const usage = verbs.find(({ name }) => name === near)?.usage;
  const shown = typed.length > 40 ? `${typed.slice(0, 40)}…` : typed;
  const advice =
    usage === undefined
      ? `Type \`${command} help\` for all of them.`
      : `Did you mean \`${command} ${usage}\`?`;
  return new ProblemError(makeProblem("unknown-verb", `There is no command "${shown}".`, advice));
}
