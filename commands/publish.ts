import type { Parts } from "../src/parts.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import { note } from "./note.ts";
import { type Answer, type Ask, authorise, lastEnvironment } from "./verb.ts";

/** The button Try again of a release that has no page on its host: it is looked for and made once more. */
export async function publishByClick(ask: Ask, parts: Parts, id: string): Promise<Answer> {
  await authorise(ask, "deploy", parts, lastEnvironment(parts.settings));
  const preparation = await parts.preparations.get(id);
  if (preparation?.state !== "prepared" || preparation.publication?.state === "published")
    throw new ProblemError(
      makeProblem(
        "too-late",
        "There is nothing left to publish here.",
        "Look at the message: it shows where it stands.",
      ),
    );
  const { publication: _failed, ...again } = preparation;
  const saved = await parts.preparations.save(again);
  if (!saved)
    throw new ProblemError(
      makeProblem(
        "changed-meanwhile",
        "Somebody else has just tried again.",
        "Look at the message in a moment.",
      ),
    );
  await parts.journal.append({ ...note(ask, "asked to publish"), version: saved.version, details: {} });
  await parts.queue.enqueue("publish", { preparation: id }, { id: `publish.${id}` });
  return { done: true };
}
