import type { Block, StateValues } from "../../contract.ts";
import { asNumber, asRecord, asRecords, asString, asStrings, textOf, type Json } from "../json.ts";

/** An element that has a value, with the ids under which Slack sends it. */
export interface PlacedElement {
  blockId: string;
  actionId: string;
  element: Json;
}

/** The id of a block; a block that came without one is known by its place. */
export function blockIdOf(block: Json, place: string): string {
  return asString(block["block_id"]) || `block-${place}`;
}

/** The action id of an element; an element that came without one is known by its type. */
export function actionIdOf(element: Json): string {
  return asString(element["action_id"]) || asString(element["type"]);
}

/** Every element with a value (inputs, selects, pickers, boxes) of a list of blocks, in reading order. */
export function placedElements(blocks: readonly Json[], place = ""): PlacedElement[] {
  return blocks.flatMap((block, index) => {
    const blockId = blockIdOf(block, `${place}${index}`);
    const inner = placedElements(asRecords(block["child_blocks"]), `${place}${index}-`);
    const own = [block["accessory"], block["element"], ...asRecords(block["elements"])].map(asRecord);
    return [
      ...own
        .filter((element) => initialState(element) !== undefined)
        .map((element) => ({ blockId, actionId: actionIdOf(element), element })),
      ...inner,
    ];
  });
}

/** The state Slack would report for an element nobody has touched; undefined for elements that have none (buttons, menus, images). */
export function initialState(element: Json): Json | undefined {
  const type = asString(element["type"]);
  switch (type) {
    case "plain_text_input":
    case "email_text_input":
    case "url_text_input":
    case "number_input":
      return { type, value: asString(element["initial_value"]) || null };
    case "rich_text_input":
      return { type, rich_text_value: element["initial_value"] ?? null };
    case "static_select":
    case "external_select":
    case "radio_buttons":
      return { type, selected_option: element["initial_option"] ?? null };
    case "multi_static_select":
    case "multi_external_select":
    case "checkboxes":
      return { type, selected_options: asRecords(element["initial_options"]) };
    case "datepicker":
      return { type, selected_date: asString(element["initial_date"]) || null };
    case "timepicker":
      return { type, selected_time: asString(element["initial_time"]) || null };
    case "datetimepicker":
      return { type, selected_date_time: asNumber(element["initial_date_time"]) ?? null };
    default:
      return initialPick(type, element);
  }
}

function initialPick(type: string, element: Json): Json | undefined {
  const single = /^(user|conversation|channel)s_select$/.exec(type)?.[1];
  if (single) return { type, [`selected_${single}`]: asString(element[`initial_${single}`]) || null };
  const multi = /^multi_(user|conversation|channel)s_select$/.exec(type)?.[1];
  if (multi) return { type, [`selected_${multi}s`]: asStrings(element[`initial_${multi}s`]) };
  return undefined;
}

/**
 * The values of a surface as Slack sends them: what was touched, else what the blocks start with. Touched
 * values of elements that are no longer there, or are now of another type, are left out.
 */
export function stateValues(blocks: readonly Block[], touched: StateValues): StateValues {
  const values: StateValues = {};
  for (const { blockId, actionId, element } of placedElements(blocks)) {
    const mine = touched[blockId]?.[actionId];
    const state = mine?.["type"] === element["type"] ? mine : initialState(element);
    values[blockId] = { ...values[blockId], [actionId]: state ?? {} };
  }
  return values;
}

/** A copy of `values` in which one element has the given state. */
export function withState(values: StateValues, blockId: string, actionId: string, state: Json): StateValues {
  return { ...values, [blockId]: { ...values[blockId], [actionId]: state } };
}

/** What Slack's client itself refuses before it submits a view: messages by block id; empty when all is well. */
export function fieldErrors(blocks: readonly Block[], values: StateValues): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const block of blocks.filter(({ type }) => type === "input")) {
    const place = String(blocks.indexOf(block));
    const element = asRecord(block["element"]);
    const blockId = blockIdOf(block, place);
    const state = values[blockId]?.[actionIdOf(element)] ?? {};
    const error = fieldError(element, state, block["optional"] === true);
    if (error !== undefined) errors[blockId] = error;
  }
  return errors;
}

function fieldError(element: Json, state: Json, isOptional: boolean): string | undefined {
  if (isEmptyState(state)) return isOptional ? undefined : "Please complete this required field.";
  const value = asString(state["value"]);
  const min = asNumber(element["min_length"]);
  if (min !== undefined && value.length < min) return `This must be at least ${min} characters long.`;
  if (element["type"] === "email_text_input" && !/^\S+@\S+\.\S+$/.test(value))
    return "Please enter a valid email address.";
  if (element["type"] === "url_text_input" && !URL.canParse(value)) return "Please enter a valid URL.";
  return element["type"] === "number_input" ? numberError(element, value) : undefined;
}

function numberError(element: Json, value: string): string | undefined {
  const isDecimalAllowed = element["is_decimal_allowed"] === true;
  if (!/^-?\d+(\.\d+)?$/.test(value)) return "Please enter a number.";
  if (!isDecimalAllowed && value.includes(".")) return "Please enter a whole number.";
  const min = asString(element["min_value"]);
  const max = asString(element["max_value"]);
  if (min !== "" && Number(value) < Number(min)) return `Please enter ${min} or more.`;
  if (max !== "" && Number(value) > Number(max)) return `Please enter ${max} or less.`;
  return undefined;
}

function isEmptyState(state: Json): boolean {
  return Object.entries(state)
    .filter(([key]) => key !== "type")
    .every(([, value]) => value === null || value === "" || (Array.isArray(value) && value.length === 0));
}

/** An option as a choice in a list: its key (the value that comes back), words and description. */
export function optionText(option: Json): { key: string; text: string; description: string } {
  return {
    key: asString(option["value"]),
    text: textOf(option["text"]),
    description: textOf(option["description"]),
  };
}
