import { describe, expect, test } from "vitest";
import { fieldErrors, stateValues } from "../../demo/workspace/page/elements/values.ts";
import { stateFor } from "../../demo/workspace/page/elements/select.tsx";

const option = { text: { type: "plain_text", text: "Staging" }, value: "staging" };

describe("the values of a surface", () => {
  test.each([
    [{ type: "plain_text_input" }, { value: null }],
    [{ type: "plain_text_input", initial_value: "x" }, { value: "x" }],
    [{ type: "number_input", initial_value: "3" }, { value: "3" }],
    [{ type: "static_select" }, { selected_option: null }],
    [{ type: "static_select", initial_option: option }, { selected_option: option }],
    [{ type: "radio_buttons" }, { selected_option: null }],
    [{ type: "multi_static_select" }, { selected_options: [] }],
    [{ type: "checkboxes", initial_options: [option] }, { selected_options: [option] }],
    [{ type: "datepicker", initial_date: "2026-11-23" }, { selected_date: "2026-11-23" }],
    [{ type: "timepicker" }, { selected_time: null }],
    [{ type: "datetimepicker", initial_date_time: 9 }, { selected_date_time: 9 }],
    [{ type: "users_select", initial_user: "U1" }, { selected_user: "U1" }],
    [{ type: "multi_users_select" }, { selected_users: [] }],
    [{ type: "conversations_select" }, { selected_conversation: null }],
    [{ type: "channels_select" }, { selected_channel: null }],
  ])("%j starts as %j", (element, state) => {
    const blocks = [{ type: "input", block_id: "b", element: { ...element, action_id: "a" } }];
    expect(stateValues(blocks, {})).toEqual({ b: { a: { type: element.type, ...state } } });
  });

  test("elements of sections, actions and containers have values, buttons have none", () => {
    const select = { type: "static_select", action_id: "a" };
    const blocks = [
      { type: "section", block_id: "s", accessory: select },
      { type: "actions", block_id: "x", elements: [{ type: "button", action_id: "b" }, select] },
      { type: "container", child_blocks: [{ type: "actions", block_id: "in", elements: [select] }] },
    ];
    const state = { a: { type: "static_select", selected_option: null } };
    expect(stateValues(blocks, {})).toEqual({ s: state, x: state, in: state });
  });

  test("what was typed stays while its element does, and goes with it", () => {
    const blocks = [{ type: "input", block_id: "b", element: { type: "plain_text_input", action_id: "a" } }];
    const typed = { b: { a: { type: "plain_text_input", value: "mine" } }, gone: { a: { type: "x" } } };
    expect(stateValues(blocks, typed)).toEqual({ b: typed.b });
    const other = [{ type: "input", block_id: "b", element: { type: "datepicker", action_id: "a" } }];
    expect(stateValues(other, typed)).toEqual({ b: { a: { type: "datepicker", selected_date: null } } });
  });
});

test.each([
  ["static_select", ["staging"], { selected_option: option }],
  ["multi_static_select", ["staging"], { selected_options: [option] }],
  ["users_select", ["U1"], { selected_user: "U1" }],
  ["multi_channels_select", ["C1", "C2"], { selected_channels: ["C1", "C2"] }],
])("choosing in a %s", (type, keys, state) => {
  expect(stateFor({ type, options: [option] }, keys)).toEqual({ type, ...state });
});

test.each([
  [{}, null, "Please complete this required field."],
  [{ min_length: 5 }, "abc", "This must be at least 5 characters long."],
  [{ type: "email_text_input" }, "nobody", "Please enter a valid email address."],
  [{ type: "url_text_input" }, "nowhere", "Please enter a valid URL."],
  [{ type: "number_input" }, "1.5", "Please enter a whole number."],
  [{ type: "number_input", max_value: "3" }, "4", "Please enter 3 or less."],
  [{ type: "number_input", is_decimal_allowed: true }, "1.5", undefined],
])("a field %j with %j", (facts, value, error) => {
  const element = { type: "plain_text_input", action_id: "a", ...facts };
  const blocks = [{ type: "input", block_id: "b", element }];
  const errors = fieldErrors(blocks, { b: { a: { type: element.type, value } } });
  expect(errors).toEqual(error === undefined ? {} : { b: error });
});

test("an optional field may stay empty", () => {
  const element = { type: "plain_text_input", action_id: "a", min_length: 5 };
  expect(fieldErrors([{ type: "input", block_id: "b", optional: true, element }], {})).toEqual({});
});
