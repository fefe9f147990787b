import type { ModalView } from "@slack/types";
import type { MessagePayload } from "../../src/release/messages.ts";
import { cut, escape, section } from "../blocks.ts";
import { dialog, textInput } from "../dialog-inputs.ts";
import { actions, dialogs } from "../ids.ts";

/** The dialog that asks what a release taught. */
export function drawRetrospectiveDialog(version: string): ModalView {
  const look = { optional: true, multiline: true };
  return dialog({
    id: dialogs.retrospective,
    title: "Retrospective",
    submit: "Write down",
    metadata: version,
    blocks: [
      textInput("well", actions.wentWell, "What went well?", look),
      textInput("wrong", actions.wentWrong, "What did not?", look),
      textInput("change", actions.toChange, "What do we change?", look),
    ],
  });
}

export interface Retrospective {
  well: string;
  wrong: string;
  change: string;
}

/** What one person wrote down, in the thread of the release. */
export function drawRetrospective(
  version: string,
  by: string,
  { well, wrong, change }: Retrospective,
): MessagePayload {
  const parts = [
    ["What went well", well],
    ["What did not", wrong],
    ["What we change", change],
  ] as const;
  const told = parts
    .filter(([, text]) => text !== "")
    .map(([title, text]) => `*${title}*\n${cut(escape(text), 700)}`);
  return {
    text: `A retrospective of ${escape(version)} was written down.`,
    blocks: [section([`:memo: *${cut(escape(by), 100)}* on ${escape(version)}`, ...told].join("\n"))],
  };
}
