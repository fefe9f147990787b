import type { ModalView } from "@slack/types";
import { dialog, reasonInput, select } from "../dialog-inputs.ts";
import { actions, dialogs } from "../ids.ts";

/** The dialog that asks which version to hold back, and why. */
export function drawHoldDialog(versions: string[], channel: string): ModalView {
  return dialog({
    id: dialogs.hold,
    title: "Hold a version back",
    submit: "Hold",
    metadata: JSON.stringify({ channel }),
    blocks: [select("version", actions.version, "Version", versions, versions[0]), reasonInput(false)],
  });
}
