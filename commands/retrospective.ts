import type { Parts } from "../src/parts.ts";
import { lastingName } from "../src/release/book/release.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import { actions } from "../views/ids.ts";
import { drawRetrospective, drawRetrospectiveDialog } from "../views/timeline/retrospective-dialog.ts";
import { note } from "./note.ts";
import type { Submission, SubmissionAnswer } from "./submission.ts";
import { type Answer, type Ask, authorise, readVersion } from "./verb.ts";

/** The button Retrospective…: everybody who took part may say what the release taught. */
export async function openRetrospective(ask: Ask, parts: Parts, value: string): Promise<Answer> {
  await authorise(ask, "view", parts);
  return { open: drawRetrospectiveDialog(readVersion(value, parts.settings)) };
}

/** The dialog, sent: it is told below the overview of the release, and kept in the journal. */
export async function submitRetrospective(
  { ask, values, metadata }: Submission,
  parts: Parts,
): Promise<SubmissionAnswer> {
  const { name } = await authorise(ask, "view", parts);
  const version = readVersion(metadata, parts.settings);
  const [well = "", wrong = "", change = ""] = [actions.wentWell, actions.wentWrong, actions.toChange].map(
    (action) => values[action],
  );
  if (well + wrong + change === "")
    throw new ProblemError(
      makeProblem("missing-argument", "Nothing is written down yet.", "Fill in one of the three."),
    );
  const release = await parts.book.get(version);
  const conversation = {
    key: `release.${lastingName(release ?? { version })}`,
    channel: parts.settings.channels.releases,
  };
  const said = drawRetrospective(version, name, { well, wrong, change });
  await parts.messenger.reply(conversation, `retrospective.${ask.id}`, said);
  await parts.journal.append({ ...note(ask, "looked back"), version, details: { well, wrong, change } });
  return { done: true };
}
