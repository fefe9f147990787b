import type { InputBlock, ModalView } from "@slack/types";
import type { ChecklistItem } from "../../src/release/checklist/checklist-items.ts";
import { escape, plain } from "../blocks.ts";
import { dialog, paragraph, reasonInput } from "../dialog-inputs.ts";
import { actions, dialogs } from "../ids.ts";

/** The dialog that waives an item; at least one must be given. `chosen` is the id of the one that was clicked. */
export function drawWaiveDialog(version: string, items: ChecklistItem[], chosen?: string): ModalView {
  return dialog({
    id: dialogs.waive,
    title: "Waive an item",
    submit: "Waive",
    metadata: JSON.stringify({ version }),
    blocks: [
      paragraph(`*${escape(version)}* will go on without this item. Everybody sees who waived it, and why.`),
      itemInput(items, chosen),
      reasonInput(false),
    ],
  });
}

function itemInput(items: ChecklistItem[], chosen: string | undefined): InputBlock {
  const options = items.map(({ id, words }) => ({ text: plain(words, 75), value: id }));
  const initial = options.find(({ value }) => value === chosen);
  return {
    type: "input",
    block_id: "item",
    label: plain("Item", 75),
    element: {
      type: "static_select",
      action_id: actions.item,
      placeholder: plain("Choose an item", 75),
      options,
      ...(initial && { initial_option: initial }),
    },
  };
}
