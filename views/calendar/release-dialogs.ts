import type { InputBlock, ModalView } from "@slack/types";
import { lastingName, type Release } from "../../src/release/book/release.ts";
import { plain } from "../blocks.ts";
import { inZone } from "../dates.ts";
import { dialog, paragraph, reasonInput } from "../dialog-inputs.ts";
import { actions, dialogs } from "../ids.ts";

export interface MoveLook {
  timeZone: string;
  /** The day and time of its target in the zone of the calendar. */
  day: string;
  time: string;
}

/** The dialog that asks for another day for one release. */
export function drawMoveDialog(release: Release, { timeZone, day, time }: MoveLook): ModalView {
  const dated =
    release.target === undefined ? "It has no date yet." : `Now: ${inZone(release.target, timeZone)}.`;
  return dialog({
    id: dialogs.move,
    title: `Move ${release.version}`,
    submit: "Move",
    metadata: metadataOf(release),
    blocks: [
      paragraph(`${dated} The new time is in ${timeZone} as well. Notices that are due move along.`),
      picker("day", "New day", { type: "datepicker", action_id: actions.day, initial_date: day }),
      picker("time", "Time", { type: "timepicker", action_id: actions.time, initial_time: time }),
      reasonInput(false),
    ],
  });
}

/** What was shown travels along: a decision about another date than there is now is no decision. */
function metadataOf(release: Release): string {
  const { target } = release;
  return JSON.stringify({ release: lastingName(release), ...(target !== undefined && { target }) });
}

/** The dialog before one release is left out. */
export function drawSkipDialog(release: Release, timeZone: string): ModalView {
  const dated = release.target === undefined ? "" : ` of ${inZone(release.target, timeZone)}`;
  return dialog({
    id: dialogs.skip,
    title: `Skip ${release.version}`,
    submit: "Skip it",
    metadata: metadataOf(release),
    blocks: [
      paragraph(
        `The ${release.kind} release${dated} is left out. What is on the branch ships with the next one, which gets the version.`,
      ),
      reasonInput(false),
    ],
  });
}

function picker(block: string, label: string, element: InputBlock["element"]): InputBlock {
  return { type: "input", block_id: block, label: plain(label, 200), element };
}
