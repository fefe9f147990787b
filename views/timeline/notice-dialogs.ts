import type { ModalView } from "@slack/types";
import { dialog, textInput } from "../dialog-inputs.ts";
import { actions, dialogs } from "../ids.ts";

/** The dialog that asks when a notice is to be said. */
export function drawMoveNoticeDialog(facts: { name: string; value: string; timeZone: string }): ModalView {
  const hint = `Like 2026-12-07 09:00 in ${facts.timeZone}, or like 2h for two hours from now.`;
  return dialog({
    id: dialogs.noticeMove,
    title: "Move a notice",
    submit: "Move",
    metadata: facts.value,
    blocks: [textInput("moment", actions.moment, `When is “${facts.name}” said?`, { optional: false, hint })],
  });
}
