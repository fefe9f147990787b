import { z } from "zod";
import type { Parts } from "../src/parts.ts";
import { type ChecklistItem, itemsFor } from "../src/release/checklist/checklist-items.ts";
import {
  type Checklist,
  type ItemDecision,
  isClosed,
  type ItemFacts,
  recordOf,
  rolesThatWaive,
  stateOf,
  tickItem,
  untickItem,
  waiveItem,
} from "../src/release/checklist/checklist.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import { drawChecklistPlace } from "../views/checklist/checklist.ts";
import { escape } from "../views/blocks.ts";
import { actions } from "../views/ids.ts";
import { drawNote } from "../views/run/run-replies.ts";
import { drawWaiveDialog } from "../views/checklist/waive-dialog.ts";
import { note } from "./note.ts";
import type { Submission, SubmissionAnswer } from "./submission.ts";
import { type Answer, type Ask, authorise, readVersion, type Verb } from "./verb.ts";
import { knownVersions, unknownVersion } from "./versions.ts";
import { readerOf } from "./words.ts";

const usage = "checklist <version>";
const readTyped = readerOf(usage);

/** `/release checklist v1.5.0`: posts the checklist of a release, or says where it is, and reads its evidence. */
export const checklist: Verb = {
  name: "checklist",
  usage,
  summary: "What a release still needs before it ships",
  handle: askForChecklist,
};

async function askForChecklist(ask: Ask, parts: Parts): Promise<Answer> {
  const { positionals } = readTyped(ask.text);
  const [text] = positionals;
  if (text === undefined) throw new ProblemError(await whichVersion(parts));
  return openChecklist(ask, parts, readVersion(text, parts.settings));
}

async function whichVersion(parts: Parts): Promise<ReturnType<typeof makeProblem>> {
  const planned = (await parts.book.open()).map(({ version }) => version);
  const [first = "v1.5.0"] = [...planned, ...(await knownVersions(parts))];
  return makeProblem("missing-argument", "Which version?", `Type it like \`/release checklist ${first}\`.`);
}

/** Has the checklist of a version posted and its evidence read; raises `unknown-version`. */
export async function openChecklist(ask: Ask, parts: Parts, version: string): Promise<Answer> {
  await authorise(ask, "view", parts);
  if (!(await parts.book.get(version))) {
    const known = await knownVersions(parts);
    if (!known.includes(version)) throw unknownVersion(version, known, "in the repository");
  }
  await parts.queue.enqueue("evidence", { version }, { id: `evidence.${version}` });
  const link = await parts.messenger.permalink(`checklist.${version}`);
  return { say: drawChecklistPlace(version, parts.settings.channels.releases, link) };
}

/**
 * A click on Refresh: the evidence is read again, and the message follows. Where its release has another version by now, the
 * one that has this version begins anew.
 */
export async function refreshByClick(ask: Ask, parts: Parts, version: string): Promise<Answer> {
  await openChecklist(ask, parts, version);
  return { done: true };
}

/** A click on Tick: the name of who clicked stands beside the item from then on. */
export async function tickByClick(ask: Ask, parts: Parts, value: string): Promise<Answer> {
  await changeItem(ask, parts, readValue(value), "ticked", tickItem);
  return { done: true };
}

/** A click on Untick or Take back. */
export async function untickByClick(ask: Ask, parts: Parts, value: string): Promise<Answer> {
  await changeItem(ask, parts, readValue(value), "taken back", untickItem);
  return { done: true };
}

/** A click on Waive: the dialog asks for the reason, and for the item where the click named none. */
export async function openWaiveDialog(ask: Ask, parts: Parts, value: string): Promise<Answer> {
  const { version, item } = readValue(value);
  const asker = await authorise(ask, "view", parts);
  const roles = rolesThatWaive(parts.settings);
  if (!asker.roles.some((role) => roles.includes(role))) {
    const advice = `Ask somebody who is one of: ${roles.join(", ")}.`;
    throw new ProblemError(makeProblem("not-allowed", "You may not waive items.", advice));
  }
  const found = await findChecklist(version, parts);
  const items = itemsFor(parts.settings.checklist, found.kind).filter(
    ({ id }) => !isClosed(stateOf(recordOf(found, id))),
  );
  if (items.length === 0) return { say: drawNote(`Nothing is left to waive for ${escape(version)}.`) };
  return { open: drawWaiveDialog(version, items, item) };
}

const metadata = z.object({ version: z.string() });

/** The dialog of a waiver, sent. */
export async function submitWaiveDialog(
  { ask, metadata: carried, values }: Submission,
  parts: Parts,
): Promise<SubmissionAnswer> {
  const { version } = metadata.parse(JSON.parse(carried));
  const item = values[actions.item] ?? "";
  const reason = values[actions.reason] ?? "";
  const waived = await changeItem(ask, parts, { version, item }, "waived", (facts) =>
    waiveItem({ ...facts, reason }),
  );
  const conversation = { key: `checklist.${version}`, channel: parts.settings.channels.releases };
  const words = `<@${ask.by.user}> waived “${escape(waived.words)}” for ${escape(version)}: “${escape(reason)}”`;
  await parts.messenger.reply(conversation, `waived.${ask.id}`, drawNote(words));
  return { done: true };
}

/** What a button carries: the version, and the item's id behind a blank. */
function readValue(value: string): { version: string; item?: string } {
  const [version = "", item] = value.split(" ");
  return item === undefined ? { version } : { version, item };
}

/**
 * Saves a decision about one item: made on what is stored, and made again when somebody else was first. Other items are
 * not touched. Answers the item; raises what the decision refuses.
 */
async function changeItem(
  ask: Ask,
  parts: Parts,
  about: { version: string; item?: string },
  deed: string,
  decide: (facts: ItemFacts) => ItemDecision,
): Promise<ChecklistItem> {
  const { version } = about;
  const asker = await authorise(ask, "view", parts);
  const { settings } = parts;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const current = await findChecklist(version, parts);
    const item = findItem(current, about.item ?? "", parts);
    const decision = decide({ item, record: recordOf(current, item.id), asker, settings, now: ask.at });
    if (decision.outcome === "refused") throw new ProblemError(decision.problem);
    const saved =
      decision.outcome === "unchanged" ||
      (await parts.checklists.saveItem(version, item.id, decision.record));
    if (saved) {
      await parts.journal.append({ ...note(ask, deed), version, details: { item: item.id } });
      await parts.queue.enqueue("checklist", { version }, { id: `checklist.${version}` });
      return item;
    }
  }
  throw new ProblemError(
    makeProblem("changed-meanwhile", "Too many people changed this item at once.", "Try again."),
  );
}

async function findChecklist(version: string, parts: Parts): Promise<Checklist> {
  const found = await parts.checklists.get(version);
  if (found) return found;
  const what = `${version} has no checklist yet.`;
  throw new ProblemError(makeProblem("unknown-item", what, `Type \`/release checklist ${version}\` first.`));
}

function findItem({ version, kind }: Checklist, id: string, { settings }: Parts): ChecklistItem {
  const found = itemsFor(settings.checklist, kind).find((item) => item.id === id);
  if (found) return found;
  const what = `The checklist of ${version} has no item "${id}".`;
  throw new ProblemError(
    makeProblem("unknown-item", what, `Type \`/release checklist ${version}\` to see the items of now.`),
  );
}
