import type { Parts } from "../src/parts.ts";
import { closest } from "../src/release/closest.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import { answerPlace } from "./place.ts";
import { type Answer, type Ask, authorise, readVersion, type Verb } from "./verb.ts";
import { readerOf } from "./words.ts";

const usage = "preview <notice> <version>";
const readTyped = readerOf(usage);

/** `/release preview announcement v1.5.0`: a notice as it would be said now, for the one who asks. */
export const preview: Verb = {
  name: "preview",
  usage,
  summary: "See a notice before it is sent",
  handle: askForPreview,
};

async function askForPreview(ask: Ask, parts: Parts): Promise<Answer> {
  const { positionals } = readTyped(ask.text);
  await authorise(ask, "view", parts);
  const [name = "", text] = positionals;
  const names = parts.settings.timeline.notices.map((rule) => rule.name);
  if (!names.includes(name)) throw unknownNotice(name, names);
  if (text === undefined)
    throw new ProblemError(
      makeProblem("missing-argument", "Of which version?", `Type \`/release ${usage}\`.`),
    );
  const version = readVersion(text, parts.settings);
  await parts.queue.enqueue(
    "preview",
    { version, name, mayChange: false, answer: answerPlace(ask) },
    { id: `preview.${ask.id}` },
  );
  return { done: true };
}

function unknownNotice(name: string, names: string[]): ProblemError {
  const all = `The notices are ${names.join(", ") || "none: the configuration names none"}.`;
  if (name === "")
    return new ProblemError(
      makeProblem("missing-argument", "Which notice?", `Type \`/release ${usage}\`. ${all}`),
    );
  const [near] = closest(name, names, 1);
  const advice = near === undefined ? all : `Did you mean ${near}? ${all}`;
  return new ProblemError(makeProblem("unknown-notice", `There is no notice "${name}".`, advice));
}
