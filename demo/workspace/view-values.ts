import type { Block, StateValues } from "./contract.ts";
import { isJson, jsonOf, listOf, textOf } from "./json.ts";
import type { Json } from "./json.ts";

/** An element with its ids, as found in blocks. */
export interface FoundElement {
  blockId: string;
  actionId: string;
  type: string;
  element: Json;
  /** The `input` block around it, if it is one. */
  input: Json | undefined;
}

/** Every interactive element of the blocks, those in containers included. */
export function elementsOf(blocks: readonly Block[]): FoundElement[] {
  return blocks.flatMap((block) => {
    const inner = listOf(block["child_blocks"]).filter((one): one is Block => isJson(one));
    const own = [...listOf(block["elements"]), block["accessory"], block["element"]];
    const found = own.filter(isJson).flatMap((element) => {
      const actionId = textOf(element["action_id"]);
      if (actionId === undefined) return [];
      return [
        {
          blockId: block.block_id ?? "",
          actionId,
          type: textOf(element["type"]) ?? "",
          element,
          input: block.type === "input" ? block : undefined,
        },
      ];
    });
    return [...found, ...elementsOf(inner)];
  });
}

const initialKeys: Record<string, [initial: string, state: string, empty: unknown]> = {
  plain_text_input: ["initial_value", "value", null],
  number_input: ["initial_value", "value", null],
  email_text_input: ["initial_value", "value", null],
  url_text_input: ["initial_value", "value", null],
  rich_text_input: ["initial_value", "rich_text_value", null],
  file_input: ["initial_files", "files", []],
  static_select: ["initial_option", "selected_option", null],
  multi_static_select: ["initial_options", "selected_options", []],
  users_select: ["initial_user", "selected_user", null],
  multi_users_select: ["initial_users", "selected_users", []],
  conversations_select: ["initial_conversation", "selected_conversation", null],
  multi_conversations_select: ["initial_conversations", "selected_conversations", []],
  channels_select: ["initial_channel", "selected_channel", null],
  multi_channels_select: ["initial_channels", "selected_channels", []],
  checkboxes: ["initial_options", "selected_options", []],
  radio_buttons: ["initial_option", "selected_option", null],
  datepicker: ["initial_date", "selected_date", null],
  timepicker: ["initial_time", "selected_time", null],
  datetimepicker: ["initial_date_time", "selected_date_time", null],
};

/** The state of all elements with a value, as Slack sends it: what the person chose over what the app set. */
export function stateOf(blocks: readonly Block[], chosen: StateValues = {}): StateValues {
  const values: StateValues = {};
  for (const { blockId, actionId, type, element } of elementsOf(blocks)) {
    const keys = initialKeys[type];
    if (keys === undefined) continue;
    const [initial, key, empty] = keys;
    const own = chosen[blockId]?.[actionId] ?? { type, [key]: element[initial] ?? empty };
    values[blockId] = { ...values[blockId], [actionId]: own };
  }
  return values;
}

/**
 * What a plain value means for an element: a text for inputs, dates, people and options (by their value), a list of
 * texts where several may be chosen, null for nothing. Raises an Error for an option that is not there.
 */
export function valueFor(found: FoundElement, value: string | readonly string[] | null): Json {
  const keys = initialKeys[found.type];
  if (keys === undefined) throw new Error(`${found.actionId} is a ${found.type}, which has no value`);
  const [, key] = keys;
  if (key === "selected_option") {
    return { type: found.type, [key]: value === null ? null : optionOf(found, String(value)) };
  }
  if (key === "selected_options") {
    return { type: found.type, [key]: [value ?? []].flat().map((one) => optionOf(found, one)) };
  }
  if (key === "selected_date_time") return { type: found.type, [key]: value === null ? null : Number(value) };
  return { type: found.type, [key]: typeof value === "string" || value === null ? value : [...value] };
}

function optionOf(found: FoundElement, value: string): Json {
  const groups = listOf(found.element["option_groups"]).map((group) => listOf(jsonOf(group)["options"]));
  const all = [...listOf(found.element["options"]), ...groups.flat()].map(jsonOf);
  const option = all.find((one) => one["value"] === value);
  if (option !== undefined) return option;
  const known = all.map((one) => String(one["value"])).join(", ");
  throw new Error(`${found.actionId} has no option ${value}; it has ${known}`);
}

/** Messages by block_id for inputs that Slack's client does not let through: empty, too long, not a number. */
export function fieldErrors(blocks: readonly Block[], values: StateValues): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { blockId, actionId, element, input } of elementsOf(blocks)) {
    if (input === undefined) continue;
    const problem = problemOf(element, jsonOf(values[blockId]?.[actionId]), input["optional"] === true);
    if (problem !== undefined) errors[blockId] = problem;
  }
  return errors;
}

function problemOf(element: Json, state: Json, isOptional: boolean): string | undefined {
  const [value] = Object.entries(state).flatMap(([key, one]) => (key === "type" ? [] : [one]));
  const isEmpty = value === undefined || value === null || value === "" || listOf(value).length === 0;
  if (typeof value !== "string" && typeof value !== "number" && !isJson(value) && isEmpty) {
    return isOptional ? undefined : "Please complete this required field.";
  }
  if (value === "") return isOptional ? undefined : "Please complete this required field.";
  if (typeof value !== "string") return undefined;
  const longest = Number(element["max_length"] ?? 3000);
  if (value.length > longest) return `Please use at most ${longest} characters.`;
  if (value.length < Number(element["min_length"] ?? 0)) {
    return `Please use at least ${String(element["min_length"])} characters.`;
  }
  if (element["type"] !== "number_input") return undefined;
  return numberProblem(element, value);
}

function numberProblem(element: Json, value: string): string | undefined {
  const number = Number(value);
  if (Number.isNaN(number)) return "Please enter a number.";
  if (element["is_decimal_allowed"] !== true && !Number.isInteger(number))
    return "Please enter a whole number.";
  if (number < Number(element["min_value"] ?? -Infinity)) return `At least ${String(element["min_value"])}.`;
  if (number > Number(element["max_value"] ?? Infinity)) return `At most ${String(element["max_value"])}.`;
  return undefined;
}
