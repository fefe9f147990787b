import { z } from "zod";

import type { StateValues } from "./contract.ts";
import type { Ack, Core } from "./core.ts";
import { closedPayload, submissionPayload, tellInteraction } from "./interactions.ts";
import { SlackError } from "./slack-error.ts";
import type { Person, View } from "./types.ts";
import { fieldErrors, stateOf } from "./view-values.ts";
import { closeAll, closeView, newView, pushView, topView, updateView } from "./views.ts";

const view = z.record(z.string(), z.unknown());
const submissionAnswer = z.discriminatedUnion("response_action", [
  z.strictObject({
    response_action: z.literal("errors"),
    errors: z.record(z.string(), z.string().min(1)),
  }),
  z.strictObject({ response_action: z.literal("update"), view }),
  z.strictObject({ response_action: z.literal("push"), view }),
  z.strictObject({ response_action: z.literal("clear") }),
]);

/**
 * Sends off the dialog on top. Fields that Slack's own client would refuse are refused here without asking the app;
 * then the app's acknowledgement decides: close, errors at fields, another view, or all closed.
 */
export async function submitView(core: Core, person: Person, shown: View, chosen: StateValues): Promise<Ack> {
  if (topView(core, person.id) !== shown || shown.submit === null) throw new SlackError("view_not_found");
  const values = stateOf(shown.blocks, chosen);
  shown.errors = fieldErrors(shown.blocks, values);
  core.changes.notify();
  if (Object.keys(shown.errors).length > 0) return { ok: false, error: "required_field" };
  const ack = await tellInteraction(core, submissionPayload(core, person, shown, values));
  if (!ack.ok) return ack;
  follow(core, person, shown, ack.answer);
  return ack;
}

function follow(core: Core, person: Person, shown: View, answer: unknown): void {
  if (answer === undefined || answer === "") return closeView(core, shown);
  const wish = submissionAnswer.parse(answer);
  switch (wish.response_action) {
    case "errors":
      return showErrors(core, shown, wish.errors);
    case "update":
      return updateView(core, shown, wish.view);
    case "push":
      return pushView(core, newView(core, "modal", person.id, wish.view));
    case "clear":
      return closeAll(core, person.id);
  }
}

function showErrors(core: Core, shown: View, errors: Record<string, string>): void {
  const inputs = new Set(shown.blocks.filter((one) => one.type === "input").map((one) => one.block_id));
  const stray = Object.keys(errors).find((id) => !inputs.has(id));
  if (stray !== undefined) throw new SlackError(`invalid_error_field: ${stray} is no input of this dialog`);
  shown.errors = errors;
  core.changes.notify();
}

/** Closes the dialog on top by hand; the app hears of those that asked to be told. */
export async function closeByHand(core: Core, person: Person, shown: View): Promise<Ack> {
  const stack = core.state.modals.get(person.id) ?? [];
  const closing = shown.clearOnClose ? stack.toReversed() : [shown];
  if (shown.clearOnClose) closeAll(core, person.id);
  else closeView(core, shown);
  let answer: Ack = { ok: true, answer: undefined };
  for (const one of closing) {
    if (!one.notifyOnClose) continue;
    answer = await tellInteraction(core, closedPayload(core, person, one, shown.clearOnClose));
  }
  return answer;
}
