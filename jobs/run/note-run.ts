import type { JobParts } from "../../src/parts.ts";
import type { StepOutcome } from "../../src/release/run/ledger.ts";
import type { Run } from "../../src/release/run/run.ts";
import { entriesOf } from "../../src/release/run/run-entries.ts";
import { drawApproval, drawEnding, drawExtended, drawNote } from "../../views/run/run-replies.ts";
import { runTitle } from "../../views/words.ts";

/**
 * Writes down and tells whatever the records of a run hold and nobody may have noted: a decision is stored in one
 * moment and its words in a later one, and a process may die between the two. What is there already stays as it is.
 */
export async function noteRun(run: Run, ledger: Record<string, StepOutcome>, parts: JobParts): Promise<void> {
  for (const entry of entriesOf(run, ledger, parts.clock())) await parts.journal.append(entry);
  const conversation = { key: run.id, channel: parts.settings.channels.releases };
  for (const approval of run.approvals) {
    await parts.messenger.reply(conversation, `approval.${approval.by.user}`, drawApproval(run, approval));
  }
  if (run.extendedTo !== undefined)
    await parts.messenger.reply(conversation, `extended.${run.extendedTo}`, drawExtended(run.extendedTo));
  if (endedUnasked(run)) await parts.messenger.reply(conversation, "ended", drawEnding(run, parts.settings));
  const newer = run.supersededBy === undefined ? undefined : await parts.runs.get(run.supersededBy);
  if (newer) await noteSuperseded(run, newer, parts);
}

/** Whether a request ended while it waited, although nobody wanted it to: in time, or because its plan is void. */
function endedUnasked({ verdict, startedAt }: Run): boolean {
  const code = startedAt === undefined ? verdict?.problem?.code : undefined;
  return code === "approval-expired" || code === "plan-changed";
}

/** Tells the thread of a run, and who asked for it, that a newer one takes its place. */
export async function noteSuperseded(older: Run, newer: Run, parts: JobParts): Promise<void> {
  const asked = "user" in older.requester ? `<@${older.requester.user}>: ` : "";
  await parts.messenger.reply(
    { key: older.id, channel: parts.settings.channels.releases },
    `superseded.${newer.id}`,
    drawNote(`${asked}${runTitle(older)} gives way to the newer request ${runTitle(newer)}.`),
  );
}
