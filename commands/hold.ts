import type { Parts } from "../src/parts.ts";
import { escape } from "../views/blocks.ts";
import { drawChoiceDialog } from "../views/choice-dialog.ts";
import { drawHoldDialog } from "../views/run/hold-dialog.ts";
import { actions } from "../views/ids.ts";
import { drawNote } from "../views/run/run-replies.ts";
import { note } from "./note.ts";
import type { Submission, SubmissionAnswer } from "./submission.ts";
import { type Answer, type Ask, authorise, authoriseLift, readVersion, type Verb } from "./verb.ts";
import { knownVersions } from "./versions.ts";
import { readerOf, readWords } from "./words.ts";

const holdUsage = "hold <version> [reason]";
const unholdUsage = "unhold <version>";
const readUnhold = readerOf(unholdUsage);

/** `/release hold v1.5.0 "leaks memory"`: the version is not deployed anywhere until somebody lifts it. */
export const hold: Verb = {
  name: "hold",
  usage: holdUsage,
  summary: "Keep a version from being deployed",
  handle: askToHold,
};

/** `/release unhold v1.5.0`: the version may be deployed again. */
export const unhold: Verb = {
  name: "unhold",
  usage: unholdUsage,
  summary: "Let a version be deployed again",
  handle: askToLift,
};

async function askToHold(ask: Ask, parts: Parts): Promise<Answer> {
  const { positionals, values } = readWords(ask.text, { reason: "text" });
  await authorise(ask, "hold", parts);
  const [version, ...words] = positionals;
  if (version === undefined)
    return { open: drawHoldDialog((await knownVersions(parts)).slice(0, 100), ask.channel) };
  return putHold(ask, parts, readVersion(version, parts.settings), values["reason"] ?? words.join(" "));
}

async function putHold(ask: Ask, parts: Parts, version: string, why: string): Promise<Answer> {
  const { command } = parts.settings;
  const reason = why || "no reason given";
  const entry = { ...note(ask, "held"), version, details: { reason } };
  await parts.holds.put({ version, reason, by: ask.by, since: ask.at }, entry);
  return {
    say: drawNote(
      `:no_entry: ${version} is on hold: ${escape(reason)}. \`${command} unhold ${version}\` lifts it.`,
    ),
  };
}

async function askToLift(ask: Ask, parts: Parts): Promise<Answer> {
  const { positionals } = readUnhold(ask.text);
  await authoriseLift(ask, parts);
  const [text] = positionals;
  return text === undefined ? chooseHold(ask, parts) : liftHold(ask, parts, text);
}

async function chooseHold(ask: Ask, parts: Parts): Promise<Answer> {
  const choices = (await parts.holds.list()).map(({ version }) => version);
  if (choices.length === 0) return { say: drawNote("Nothing is on hold.") };
  return { open: drawChoiceDialog({ purpose: "unhold", choices, channel: ask.channel }) };
}

async function liftHold(ask: Ask, parts: Parts, text: string): Promise<Answer> {
  const version = readVersion(text, parts.settings);
  const isLifted = await parts.holds.lift(version, { ...note(ask, "lifted"), version, details: {} });
  if (!isLifted) return { say: drawNote(`${version} is not on hold.`) };
  return { say: drawNote(`${version} may be deployed again.`) };
}

/** The dialog that lifts a hold, sent. */
export async function submitUnholdDialog(
  { ask, values }: Submission,
  parts: Parts,
): Promise<SubmissionAnswer> {
  await authoriseLift(ask, parts);
  await liftHold(ask, parts, values[actions.choice] ?? "");
  return { done: true };
}

/** The hold dialog, sent. */
export async function submitHoldDialog({ ask, values }: Submission, parts: Parts): Promise<SubmissionAnswer> {
  await authorise(ask, "hold", parts);
  await putHold(
    ask,
    parts,
    readVersion(values[actions.version] ?? "", parts.settings),
    values[actions.reason] ?? "",
  );
  return { done: true };
}
