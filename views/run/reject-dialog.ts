import type { ModalView } from "@slack/types";
import type { Run } from "../../src/release/run/run.ts";
import { escape } from "../blocks.ts";
import { dialog, paragraph, reasonInput } from "../dialog-inputs.ts";
import { dialogs } from "../ids.ts";
import { requesterWords, runTitle } from "../words.ts";

/** The dialog that asks why a request is rejected; the reason is told to everybody. */
export function drawRejectDialog(run: Run): ModalView {
  return dialog({
    id: dialogs.reject,
    title: "Reject a request",
    submit: "Reject",
    metadata: JSON.stringify({ run: run.id }),
    blocks: [
      paragraph(`*${escape(runTitle(run))}*, asked by ${requesterWords(run.requester)}, ends here.`),
      reasonInput(false),
    ],
  });
}
