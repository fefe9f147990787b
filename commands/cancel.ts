import type { Parts } from "../src/parts.ts";
import { cancellable, cancelRun, permissionToCancel } from "../src/release/run/cancel.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import type { Run } from "../src/release/run/run.ts";
import { cancelEntries } from "../src/release/run/run-entries.ts";
import { drawChoiceDialog } from "../views/choice-dialog.ts";
import type { Choice } from "../views/dialog-inputs.ts";
import { actions } from "../views/ids.ts";
import { drawNote } from "../views/run/run-replies.ts";
import { runTitle } from "../views/words.ts";
import type { Submission, SubmissionAnswer } from "./submission.ts";
import { type Answer, type Ask, authorise, findEnvironment, type Verb } from "./verb.ts";
import { readerOf } from "./words.ts";

const usage = "cancel <run>";
const readTyped = readerOf(usage);

/** `/release cancel run-…`: stops a run at the next safe point. */
export const cancel: Verb = {
  name: "cancel",
  usage,
  summary: "Stop a run at its next safe point",
  handle: askToCancel,
};

async function askToCancel(ask: Ask, parts: Parts): Promise<Answer> {
  const { positionals } = readTyped(ask.text);
  const [id] = positionals;
  if (id === undefined) return chooseRun(ask, parts);
  return cancelById(ask, parts, id);
}

async function chooseRun(ask: Ask, parts: Parts): Promise<Answer> {
  const asker = await authorise(ask, "view", parts);
  const active = await Promise.all(parts.settings.environments.map(({ name }) => parts.runs.active(name)));
  const choices = cancellable(active.flat(), asker, parts.settings).map(choiceOf);
  if (choices.length === 0) return { say: drawNote("No run that you may cancel is under way.") };
  return { open: drawChoiceDialog({ purpose: "cancel", choices, channel: ask.channel }) };
}

function choiceOf(run: Run): Choice {
  return { value: run.id, words: `${runTitle(run)}, ${run.phase} (${run.id})` };
}

/** The dialog of a cancellation, sent. */
export async function submitCancelDialog(
  { ask, values }: Submission,
  parts: Parts,
): Promise<SubmissionAnswer> {
  await cancelById(ask, parts, values[actions.choice] ?? "");
  return { done: true };
}

/**
 * Cancels a run, typed or clicked: what still waits ends now, what has started stops at the next safe point. Whoever
 * asked for a run may take it back; for those of others it takes the permission.
 */
export async function cancelById(ask: Ask, parts: Parts, id: string): Promise<Answer> {
  const run = await findRun(id, parts);
  const environment = findEnvironment(run.environment, parts.settings);
  await authorise(ask, permissionToCancel(run, ask.by), parts, environment);
  const saved = await changeRun(run, parts, (current) => cancelRun(current, ask.by, ask.at));
  for (const entry of cancelEntries(saved, ask.at)) await parts.journal.append(entry);
  await parts.queue.enqueue("show", { run: run.id }, { id: `show.${run.id}` });
  const words =
    saved.phase === "cancelled" ? "is cancelled; nothing was changed." : "stops at its next safe point.";
  return { say: drawNote(`${runTitle(run)} ${words}`) };
}

/** The run of that id; raises `unknown-run`. */
export async function findRun(id: string, parts: Parts): Promise<Run> {
  const run = await parts.runs.get(id);
  if (run) return run;
  throw new ProblemError(
    makeProblem(
      "unknown-run",
      `There is no run "${id}".`,
      "Type `/release history` for the latest runs and their names.",
    ),
  );
}

/**
 * Saves a decision about a run: the decision is made on what is stored, and made again when somebody else was first.
 * The decision raises a problem when it is refused.
 */
export async function changeRun(run: Run, parts: Parts, decide: (current: Run) => Run): Promise<Run> {
  let current = run;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const saved = await parts.runs.save(decide(current));
    if (saved) return saved;
    current = await findRun(run.id, parts);
  }
  throw new ProblemError(
    makeProblem("changed-meanwhile", "Too many people changed this run at once.", "Try again."),
  );
}
