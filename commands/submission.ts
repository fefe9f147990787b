import type { ModalView } from "@slack/types";
import { z } from "zod";
import type { MessagePayload } from "../src/release/messages.ts";
import type { actions } from "../views/ids.ts";
import type { Ask } from "./verb.ts";

/** A dialog that was sent: who sent it, what it carried, and what was filled in. */
export interface Submission {
  ask: Ask;
  viewId: string;
  metadata: string;
  /** By action id; empty inputs are absent. What stands in several fields of one action is one text. */
  values: Partial<Record<(typeof actions)[keyof typeof actions], string>>;
  /** Action ids of checkboxes that are ticked. */
  ticked: Set<string>;
}

/** What a dialog does when it is sent: it closes, or it shows something else; what is wrong is raised as a problem. */
export type SubmissionAnswer =
  /** `say`: what it came to, where the dialog was opened from what only its person sees; elsewhere a message shows it. */
  | { done: true; say?: MessagePayload }
  /** `shown` goes on after the dialog has changed. */
  | { show: ModalView; shown?: () => Promise<void> };

const state = z.record(
  z.string(),
  z.record(
    z.string(),
    z.looseObject({
      value: z.string().nullish(),
      selected_option: z.looseObject({ value: z.string() }).nullish(),
      selected_date: z.string().nullish(),
      selected_time: z.string().nullish(),
      selected_user: z.string().nullish(),
      selected_options: z.array(z.looseObject({ value: z.string() })).nullish(),
    }),
  ),
);

/** Reads Slack's `view.state.values`, the one place where their shape is trusted. */
export function readValues(values: unknown): Pick<Submission, "values" | "ticked"> {
  const read: Record<string, string> = {};
  const ticked = new Set<string>();
  const blocks = Object.entries(state.parse(values)).toSorted(([a], [b]) => placeOf(a) - placeOf(b));
  for (const [actionId, element] of blocks.flatMap(([, block]) => Object.entries(block))) {
    const text =
      element.value ??
      element.selected_option?.value ??
      element.selected_date ??
      element.selected_time ??
      element.selected_user;
    const before = read[actionId];
    if (text) read[actionId] = `${before === undefined ? "" : `${before}\n`}${text.trim()}`;
    if (element.selected_options && element.selected_options.length > 0) ticked.add(actionId);
  }
  return { values: read, ticked };
}

/** Fields of one action are told apart by the number at the end of their block's id, the first has none. */
function placeOf(blockId: string): number {
  return Number(/\.(\d+)$/u.exec(blockId)?.[1] ?? 1);
}
