import type { JobParts } from "../../src/parts.ts";
import { wakeCalendar } from "../../src/release/calendar/wake-calendar.ts";
import { itemsFor } from "../../src/release/checklist/checklist-items.ts";
import { type Checklist, recordOf, stateOf } from "../../src/release/checklist/checklist.ts";
import type { TagInfo } from "../../src/release/git.ts";
import type { JobHandler } from "../../src/release/work.ts";
import { drawChecklist } from "../../views/checklist/checklist.ts";
import { kindOfVersion } from "../version-kind.ts";

/** Draws the checklist of a release, and the plan that tells what is open on it, after a click has changed it. */
export function checklistJob(parts: JobParts): JobHandler<"checklist"> {
  return async ({ version }) => {
    const checklist = await parts.checklists.get(version);
    if (checklist) await showChecklist(checklist, await parts.git.tags(), parts);
    await wakeCalendar(parts);
  };
}

/** Hands the message of a checklist to the messenger. The number of the checklist grows with every change of an item. */
export async function showChecklist(
  checklist: Checklist,
  tags: readonly TagInfo[],
  parts: JobParts,
): Promise<void> {
  const { settings } = parts;
  const { version, kind, rev } = checklist;
  const commit = tags.find(({ tag }) => tag === version)?.commit;
  const lines = itemsFor(settings.checklist, kind).map((item) => {
    const record = recordOf(checklist, item.id);
    return { item, record, state: stateOf(record, commit) };
  });
  const waiting = settings.environments.filter((one) => one.checklist === "required").map(({ name }) => name);
  const card = drawChecklist({ version, kind, lines, waiting, ...(commit !== undefined && { commit }) });
  const conversation = { key: `checklist.${version}`, channel: settings.channels.releases };
  await parts.messenger.show(conversation, card, rev);
}

/** The checklist of a version, made when it is first asked for; its kind is the planned one, or what its number says. */
export async function openChecklist(
  version: string,
  tags: readonly TagInfo[],
  parts: JobParts,
): Promise<Checklist> {
  const known = await parts.checklists.get(version);
  return known ?? parts.checklists.open(version, await kindOfVersion(version, tags, parts), parts.clock());
}
