import type { InputBlock, ModalView, PlainTextOption, SectionBlock } from "@slack/types";
import { cut, plain, section } from "./blocks.ts";
import { actions } from "./ids.ts";

const limits = { title: 24, option: 75, label: 200, placeholder: 150, options: 100 };

/** What is chosen, and the words for it where it does not say enough itself; those are cut where they are too long. */
export type Choice = string | { value: string; words: string };

/** Choices, each once. Values that do not fit an option are left out rather than cut to another meaning. */
export function options(choices: Choice[]): PlainTextOption[] {
  const all = new Map(choices.map((choice) => [valueOf(choice), option(choice)]));
  return [...all.values()].filter(({ value = "" }) => value.length <= limits.option).slice(0, limits.options);
}

export function option(choice: Choice): PlainTextOption {
  const words = typeof choice === "string" ? choice : choice.words;
  return { text: plain(words, limits.option), value: valueOf(choice) };
}

function valueOf(choice: Choice): string {
  return typeof choice === "string" ? choice : choice.value;
}

/**
 * A select of one of the choices, with the one of the value `initial` chosen if it is offered. Where none fits an option,
 * a field to type into.
 */
export function select(
  block: string,
  action: string,
  label: string,
  choices: Choice[],
  initial?: string,
): InputBlock {
  const offered = options(choices);
  if (offered.length === 0)
    return textInput(block, action, label, { optional: false, ...(initial !== undefined && { initial }) });
  const chosen = offered.find(({ value }) => value === initial);
  return {
    type: "input",
    block_id: block,
    label: plain(label, limits.label),
    element: {
      type: "static_select",
      action_id: action,
      placeholder: plain(`Choose: ${label.toLowerCase()}`, limits.placeholder),
      options: offered,
      ...(chosen && { initial_option: chosen }),
    },
  };
}

export interface TextInput {
  optional: boolean;
  multiline?: boolean;
  initial?: string;
  hint?: string;
  /** The longest text, 500 characters where it is not said; Slack takes up to 3,000. */
  most?: number;
}

/** A field for words. */
export function textInput(block: string, action: string, label: string, look: TextInput): InputBlock {
  const most = look.most ?? 500;
  return {
    type: "input",
    block_id: block,
    optional: look.optional,
    label: plain(label, limits.label),
    ...(look.hint !== undefined && { hint: plain(look.hint, limits.label) }),
    element: {
      type: "plain_text_input",
      action_id: action,
      multiline: look.multiline ?? false,
      max_length: most,
      ...(look.initial !== undefined && { initial_value: cut(look.initial, most) }),
    },
  };
}

/** The input of a reason, the same in every dialog. */
export function reasonInput(optional: boolean, initial?: string): InputBlock {
  return textInput("reason", actions.reason, "Reason", {
    optional,
    multiline: true,
    ...(initial !== undefined && { initial }),
  });
}

export interface DialogLook {
  id: string;
  title: string;
  submit?: string;
  /** The way out, where the usual “Cancel” could be taken for what the dialog does. */
  close?: string;
  metadata: string;
  blocks: ModalView["blocks"];
}

/** A dialog with a way out. */
export function dialog({ id, title, submit, close, metadata, blocks }: DialogLook): ModalView {
  return {
    type: "modal",
    callback_id: id,
    title: plain(title, limits.title),
    ...(submit !== undefined && { submit: plain(submit, limits.title) }),
    close: plain(close ?? (submit === undefined ? "Close" : "Cancel"), limits.title),
    private_metadata: metadata,
    blocks,
  };
}

/** A paragraph inside a dialog, at most as long as Slack takes one. */
export function paragraph(text: string): SectionBlock {
  return section(text);
}
