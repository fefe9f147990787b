import type { ModalView } from "@slack/types";
import { type Choice, dialog, options, paragraph, select } from "./dialog-inputs.ts";
import { actions, dialogs } from "./ids.ts";

/** One thing to choose among those that are there now. */
export interface ChoiceFacts {
  purpose: "cancel" | "unlock" | "unhold";
  /** What this person can choose, most likely first. */
  choices: Choice[];
  /** Where the answer is told. */
  channel: string;
}

const looks: Record<
  ChoiceFacts["purpose"],
  { title: string; submit: string; close?: string; label: string; words: string }
> = {
  cancel: {
    title: "Cancel a run",
    submit: "Cancel the run",
    close: "Let it run",
    label: "Run",
    words: "It stops at its next safe point and says what has been changed by then.",
  },
  unlock: {
    title: "Unlock an environment",
    submit: "Unlock",
    label: "Environment",
    words: "Whoever locked it is not asked; the journal keeps who unlocked it.",
  },
  unhold: {
    title: "Lift a hold",
    submit: "Lift it",
    label: "Version",
    words: "The version may be deployed again afterwards.",
  },
};

/** The dialog for a verb that was typed without saying what it is about. */
export function drawChoiceDialog({ purpose, choices, channel }: ChoiceFacts): ModalView {
  const { label, words, ...look } = looks[purpose];
  const [first] = options(choices).map(({ value }) => value);
  return dialog({
    id: dialogs[purpose],
    ...look,
    metadata: JSON.stringify({ channel }),
    blocks: [paragraph(words), select("choice", actions.choice, label, choices, first)],
  });
}
