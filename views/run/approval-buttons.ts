import type { Button } from "@slack/types";
import type { Run } from "../../src/release/run/run.ts";
import { button, confirm } from "../blocks.ts";
import { actions } from "../ids.ts";
import { runTitle } from "../words.ts";

/** The button that says yes to a run, below its plan; `action` names where it is drawn. */
export function approveButton(
  run: Run,
  action: typeof actions.approve | typeof actions.approveListed,
): Button {
  const question = `This says yes to exactly the plan above: ${run.version} on ${run.environment}, commit ${run.commit.slice(0, 7)}.`;
  return button("Approve", action, run.id, {
    style: "primary",
    confirm: confirm(`Approve ${run.version} for ${run.environment}?`, question, "Approve", "primary"),
    label: `Approve ${runTitle(run)}`,
  });
}

/** The button that says no; a dialog asks why. */
export function rejectButton(run: Run): Button {
  return button("Reject…", actions.reject, run.id, { label: `Reject ${runTitle(run)}, with a reason` });
}
