import type { InputBlock, ModalView, PlainTextOption, SectionBlock } from "@slack/types";
import { cut, plain, section } from "./blocks.ts";
import { actions } from "./ids.ts";

const limits = { title: 24, option: 75, label: 200, placeholder: 150, options: 100 };

/** Choices, each once; the value is what it says. Texts that do not fit an option are left out rather than cut to another meaning. */
export function options(texts: string[]): PlainTextOption[] {
  return [...new Set(texts)]
    .filter((text) => text.length <= limits.option)
    .slice(0, limits.options)
    .map(option);
}

export function option(text: string): PlainTextOption {
  return { text: plain(text, limits.option), value: text };
}

/**
 * A select of one of the texts, with one of them chosen if `initial` is among those that are offered. Where no text fits
 * an option, a field to type into.
 */
export function select(
  block: string,
  action: string,
  label: string,
  texts: string[],
  initial?: string,
): InputBlock {
  const offered = options(texts);
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
  metadata: string;
  blocks: ModalView["blocks"];
}

/** A dialog with a way out. */
export function dialog({ id, title, submit, metadata, blocks }: DialogLook): ModalView {
  return {
    type: "modal",
    callback_id: id,
    title: plain(title, limits.title),
    ...(submit !== undefined && { submit: plain(submit, limits.title) }),
    close: plain(submit === undefined ? "Close" : "Cancel", limits.title),
    private_metadata: metadata,
    blocks,
  };
}

/** A paragraph inside a dialog, at most as long as Slack takes one. */
export function paragraph(text: string): SectionBlock {
  return section(text);
}
