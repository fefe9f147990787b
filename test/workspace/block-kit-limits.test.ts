import { describe, expect, test } from "vitest";
import { assertBlockKit } from "../../demo/workspace/block-kit/assert-block-kit.ts";
import {
  plain,
  mrkdwn,
  x,
  times,
  inMessage,
  modal,
  inModal,
  input,
  actions,
  option,
  options,
  section,
  select,
  button,
  confirm,
  table,
  pie,
  line,
  point,
  container,
} from "./block-kit-samples.ts";

const view = (more: object) => assertBlockKit("modal", modal([{ type: "divider" }], more));

describe("what Slack refuses", () => {
  test.each<[rule: string, code: string, findings: { code: string }[]]>([
    ["text empty", "too_short", section({ text: mrkdwn("") })],
    ["text too long", "too_long", section({ text: mrkdwn(x(3001)) })],
    ["action_id too long", "too_long", button({ action_id: x(256) })],
    ["block_id too long", "too_long", inMessage({ type: "divider", block_id: x(256) })],
    ["button text too long", "too_long", button({ text: plain(x(76)) })],
    ["button url too long", "too_long", button({ url: `https://example.com/${x(3000)}` })],
    ["button url no address", "not_an_address", button({ url: "somewhere" })],
    ["button value too long", "too_long", button({ value: x(2001) })],
    ["button style unknown", "invalid_value", button({ style: "warning" })],
    ["accessibility label too long", "too_long", button({ accessibility_label: x(76) })],
    ["confirm title too long", "too_long", confirm({ title: plain(x(101)) })],
    ["confirm text too long", "too_long", confirm({ text: plain(x(301)) })],
    ["confirm yes too long", "too_long", confirm({ confirm: plain(x(31)) })],
    ["confirm no too long", "too_long", confirm({ deny: plain(x(31)) })],
    ["option text too long", "too_long", select({ options: [option({ text: plain(x(76)) })] })],
    ["option value too long (75, not 150)", "too_long", select({ options: [option({ value: x(76) })] })],
    ["option description too long", "too_long", select({ options: [option({ description: plain(x(76)) })] })],
    [
      "option url too long",
      "too_long",
      actions({ type: "overflow", options: [option({ url: `https://e.com/${x(3000)}` })] }),
    ],
    ["option url outside overflow", "unknown_key", select({ options: [option({ url: "https://e.com" })] })],
    ["the same option twice", "duplicate_option", select({ options: [option(), option()] })],
    [
      "initial option is none",
      "initial_option",
      select({ options: [option()], initial_option: option({ value: "z" }) }),
    ],
    [
      "group label too long",
      "too_long",
      select({ option_groups: [{ label: plain(x(76)), options: [option()] }] }),
    ],
    ["group empty", "too_small", select({ option_groups: [{ label: plain("G"), options: [] }] })],
    ["group too big", "too_big", select({ option_groups: [{ label: plain("G"), options: options(101) }] })],
    ["placeholder too long", "too_long", select({ options: [option()], placeholder: plain(x(151)) })],
    ["too many options", "too_big", select({ options: options(101) })],
    [
      "too many groups",
      "too_big",
      select({
        option_groups: times(101, (n) => ({ label: plain("G"), options: [option({ value: `${n}` })] })),
      }),
    ],
    [
      "options and groups",
      "choice_source",
      select({ options: [option()], option_groups: [{ label: plain("G"), options: [option()] }] }),
    ],
    ["overflow empty", "too_small", actions({ type: "overflow", options: [] })],
    ["overflow too many", "too_big", actions({ type: "overflow", options: options(6) })],
    ["checkboxes empty", "too_small", actions({ type: "checkboxes", options: [] })],
    ["checkboxes too many", "too_big", actions({ type: "checkboxes", options: options(11) })],
    ["radio empty", "too_small", actions({ type: "radio_buttons", options: [] })],
    ["radio too many", "too_big", actions({ type: "radio_buttons", options: options(11) })],
    ["table too many rows", "too_big", inMessage(table(101, 1))],
    ["table too many columns", "too_big", inMessage(table(1, 21))],
    [
      "table ragged",
      "ragged_rows",
      inMessage({ ...table(1, 2), rows: [...table(1, 2).rows, ...table(1, 1).rows] }),
    ],
    ["table columns", "column_settings", inMessage(table(1, 2, { column_settings: [{}] }))],
    ["table cell empty", "too_short", inMessage({ type: "table", rows: [[{ type: "raw_text", text: "" }]] })],
    ["two tables", "only_1_table", inMessage(table(1, 1), table(1, 1))],
    ["file input none", "too_small", input({ type: "file_input", max_files: 0 })],
    ["file input too many", "too_big", input({ type: "file_input", max_files: 11 })],
    ["text input too long", "too_big", input({ type: "plain_text_input", max_length: 3001 })],
    [
      "text input inverted",
      "inverted_range",
      input({ type: "plain_text_input", min_length: 9, max_length: 3 }),
    ],
    [
      "number input inverted",
      "inverted_range",
      input({ type: "number_input", is_decimal_allowed: false, min_value: "9", max_value: "1" }),
    ],
    ["too many actions", "too_big", actions(...times(26, () => ({ type: "button", text: plain("B") })))],
    ["no actions", "too_small", actions()],
    ["too much context", "too_big", inMessage({ type: "context", elements: times(11, () => plain("c")) })],
    ["context with a button", "unknown_type", inMessage({ type: "context", elements: [{ type: "button" }] })],
    ["header too long", "too_long", inMessage({ type: "header", text: plain(x(151)) })],
    ["header as mrkdwn", "invalid_value", inMessage({ type: "header", text: mrkdwn("h") })],
    [
      "image url too long",
      "too_long",
      inMessage({ type: "image", alt_text: "a", image_url: `https://e.com/${x(3000)}` }),
    ],
    [
      "alt text too long",
      "too_long",
      inMessage({ type: "image", alt_text: x(2001), image_url: "https://e.com" }),
    ],
    [
      "image with two sources",
      "image_source",
      inMessage({ type: "image", alt_text: "a", image_url: "https://e.com", slack_file: { id: "F1" } }),
    ],
    ["input label too long", "too_long", input({ type: "plain_text_input" }, { label: plain(x(2001)) })],
    ["input hint too long", "too_long", input({ type: "plain_text_input" }, { hint: plain(x(2001)) })],
    ["input with a button", "unknown_type", input({ type: "button", text: plain("B") })],
    ["markdown empty", "too_short", inMessage({ type: "markdown", text: "" })],
    ["markdown too long", "too_long", inMessage({ type: "markdown", text: x(12_001) })],
    ["section empty", "missing_content", section({})],
    ["too many fields", "too_big", section({ fields: times(11, () => mrkdwn("f")) })],
    ["field too long", "too_long", section({ fields: [mrkdwn(x(2001))] })],
    ["unknown key", "unknown_key", section({ text: mrkdwn("t"), colour: "red" })],
    ["unknown block", "unknown_type", inMessage({ type: "timeline" })],
    ["view without blocks", "too_small", inModal()],
    ["view with too many", "too_big", inModal(...times(101, () => ({ type: "divider" })))],
    ["message with too many", "too_big", inMessage(...times(51, () => ({ type: "divider" })))],
    ["metadata too long", "too_long", view({ private_metadata: x(3001) })],
    ["callback too long", "too_long", view({ callback_id: x(256) })],
    ["title too long", "too_long", view({ title: plain(x(25)) })],
    ["close too long", "too_long", view({ close: plain(x(25)) })],
    ["submit too long", "too_long", view({ submit: plain(x(25)) })],
    [
      "input without submit",
      "missing_submit",
      assertBlockKit(
        "modal",
        modal([{ type: "input", label: plain("L"), element: { type: "plain_text_input" } }]),
      ),
    ],
    ["alert too long", "too_long", inModal({ type: "alert", text: plain(x(201)) })],
    ["alert in a message", "wrong_surface", inMessage({ type: "alert", text: plain("!") })],
    ["table in a modal", "wrong_surface", inModal(table(1, 1))],
    [
      "table on the home tab",
      "wrong_surface",
      assertBlockKit("home", { type: "home", blocks: [table(1, 1)] }),
    ],
    ["markdown in a modal", "wrong_surface", inModal({ type: "markdown", text: "m" })],
    ["plan in a modal", "wrong_surface", inModal({ type: "plan", title: "p" })],
    ["container title too long", "too_long", container({ title: plain(x(151)) })],
    ["container subtitle too long", "too_long", container({ subtitle: plain(x(151)) })],
    ["container too full", "too_big", container({ child_blocks: times(11, () => ({ type: "divider" })) })],
    ["container in a container", "unknown_type", container({ child_blocks: [{ type: "container" }] })],
    ["chart title too long", "too_long", pie([point], x(51))],
    ["pie empty", "too_small", pie([])],
    ["pie too full", "too_big", pie(times(13, () => point))],
    ["segment label too long", "too_long", pie([{ label: x(21), value: 1 }])],
    ["segment not positive", "too_small", pie([{ label: "a", value: 0 }])],
    ["no series", "too_small", line([])],
    ["too many series", "too_big", line(times(13, () => ({ name: "s", data: [point] })))],
    ["series name too long", "too_long", line([{ name: x(21), data: [point] }])],
    ["series empty", "too_small", line([{ name: "s", data: [] }])],
    ["series too full", "too_big", line([{ name: "s", data: times(21, () => point) }])],
    ["point label too long", "too_long", line([{ name: "s", data: [{ label: x(21), value: 1 }] }])],
    ["no categories", "too_small", line([{ name: "s", data: [point] }], { categories: [] })],
    [
      "too many categories",
      "too_big",
      line([{ name: "s", data: [point] }], { categories: times(21, () => "a") }),
    ],
    ["category too long", "too_long", line([{ name: "s", data: [point] }], { categories: [x(21)] })],
    [
      "axis label too long",
      "too_long",
      line([{ name: "s", data: [point] }], { categories: ["a"], x_label: x(51) }),
    ],
    [
      "block_id twice",
      "duplicate_block_id",
      inMessage({ type: "divider", block_id: "a" }, { type: "divider", block_id: "a" }),
    ],
    [
      "action_id twice in a block",
      "duplicate_action_id",
      actions(
        { type: "button", text: plain("B"), action_id: "a" },
        { type: "button", text: plain("C"), action_id: "a" },
      ),
    ],
    [
      "too much in all",
      "msg_blocks_too_long",
      inMessage(...times(5, () => ({ type: "section", text: mrkdwn(x(2700)) }))),
    ],
    [
      "blocks without a text",
      "no_text_fallback",
      assertBlockKit("message", { text: " ", blocks: [{ type: "divider" }] }),
    ],
  ])("%s: %s", (_, code, findings) => {
    expect(findings.map((one) => one.code)).toContain(code);
  });

  test("says where", () => {
    const findings = section({ text: mrkdwn("t"), accessory: { type: "button", text: plain(x(76)) } });
    expect(findings).toEqual([
      {
        pointer: "/blocks/0/accessory/text/text",
        code: "too_long",
        message: "must be at most 75 characters long, has 76",
      },
    ]);
  });

  test("the same action_id in two blocks is fine", () => {
    const one = { type: "actions", elements: [{ type: "button", text: plain("B"), action_id: "a" }] };
    expect(inMessage(one, one)).toEqual([]);
  });
});
