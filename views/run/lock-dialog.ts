import type { ModalView } from "@slack/types";
import { dialog, reasonInput, select, textInput } from "../dialog-inputs.ts";
import { actions, dialogs } from "../ids.ts";

/** The dialog that asks which environment to lock, why, and for how long. */
export function drawLockDialog(environments: string[], channel: string): ModalView {
  const hint = "Like 45m, 2h or 1d; empty means until somebody unlocks it.";
  return dialog({
    id: dialogs.lock,
    title: "Lock an environment",
    submit: "Lock",
    metadata: JSON.stringify({ channel }),
    blocks: [
      select("environment", actions.environment, "Environment", environments, environments[0]),
      reasonInput(false),
      textInput("duration", actions.duration, "For how long?", { optional: true, hint }),
    ],
  });
}
