import type { Parts } from "../src/parts.ts";
import { closest } from "../src/release/closest.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import { cut } from "../views/blocks.ts";
import type { Answer, Ask, Verb } from "./verb.ts";

/** Lets the verb that a text begins with answer the rest; raises what `findVerb` and the verb raise. */
export function answerText(ask: Ask, parts: Parts, verbs: Verb[]): Promise<Answer> {
  const { verb, rest } = findVerb(ask.text, parts.settings.command, verbs);
  return verb.handle({ ...ask, text: rest }, parts);
}

/** The verb that a text begins with, and the rest; no text means help. Raises `unknown-verb` with the nearest one. */
export function findVerb<V extends Pick<Verb, "name" | "usage">>(
  text: string,
  command: string,
  verbs: V[],
): { verb: V; rest: string } {
  const [, first = "", rest = ""] = /^\s*(\S*)\s*([\s\S]*)$/u.exec(text) ?? [];
  const name = first === "" ? "help" : first.toLowerCase();
  const verb = verbs.find((one) => one.name === name);
  if (!verb) throw unknownVerb(first, command, verbs);
  return { verb, rest: rest.trim() };
}

function unknownVerb(typed: string, command: string, verbs: Pick<Verb, "name" | "usage">[]): ProblemError {
  const [near] = closest(
    typed,
    verbs.map(({ name }) => name),
    1,
  );
  const usage = verbs.find(({ name }) => name === near)?.usage;
  const advice =
    usage === undefined
      ? `Type \`${command} help\` for all of them.`
      : `Did you mean \`${command} ${usage}\`?`;
  return new ProblemError(makeProblem("unknown-verb", `There is no command "${cut(typed, 40)}".`, advice));
}
