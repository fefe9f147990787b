import { assertBlockKit } from "../../demo/workspace/block-kit/assert-block-kit.ts";

/** A `plain_text` object. */
export const plain = (text: string) => ({ type: "plain_text", text });
/** A `mrkdwn` object. */
export const mrkdwn = (text: string) => ({ type: "mrkdwn", text });
/** A text of `count` letters. */
export const x = (count: number) => "x".repeat(count);
/** A list of `count` things. */
export const times = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

/** What is wrong with a message of these blocks. */
export const inMessage = (...blocks: unknown[]) => assertBlockKit("message", { text: "All of it.", blocks });
/** A dialog with these blocks. */
export const modal = (blocks: unknown[], more: object = {}) => ({
  type: "modal",
  title: plain("T"),
  blocks,
  ...more,
});
/** What is wrong with a dialog of these blocks that can be sent off. */
export const inModal = (...blocks: unknown[]) =>
  assertBlockKit("modal", modal(blocks, { submit: plain("Go") }));
/** What is wrong with a dialog with this input. */
export const input = (element: object, more: object = {}) =>
  inModal({ type: "input", label: plain("L"), element, ...more });
/** What is wrong with a message of one actions block with these elements. */
export const actions = (...elements: object[]) => inMessage({ type: "actions", elements });
/** What is wrong with a message of one section. */
export const section = (more: object) => inMessage({ type: "section", ...more });
/** An option, with differences. */
export const option = (more: object = {}) => ({ text: plain("A"), value: "a", ...more });
/** So many different options. */
export const options = (count: number) => times(count, (n) => option({ value: `v${n}` }));
/** What is wrong with a message with one static select. */
export const select = (more: object) => actions({ type: "static_select", ...more });
/** What is wrong with a message with one button. */
export const button = (more: object = {}) => actions({ type: "button", text: plain("B"), ...more });
/** What is wrong with a button that asks first. */
export const confirm = (more: object) => button({ confirm: { text: plain("Sure?"), ...more } });
/** A table block of this size. */
export const table = (rows: number, columns: number, more: object = {}) => ({
  type: "table",
  rows: times(rows, () => times(columns, () => ({ type: "raw_text", text: "c" }))),
  ...more,
});
/** What is wrong with a message with a pie chart. */
export const pie = (segments: object[], title = "T") =>
  inMessage({ type: "data_visualization", title, chart: { type: "pie", segments } });
/** What is wrong with a message with a line chart. */
export const line = (series: object[], axis: object = { categories: ["a"] }) =>
  inMessage({
    type: "data_visualization",
    title: "T",
    chart: { type: "line", series, axis_config: axis },
  });
/** A point of a chart. */
export const point = { label: "a", value: 1 };
/** What is wrong with a message with one container. */
export const container = (more: object) =>
  inMessage({ type: "container", title: plain("T"), child_blocks: [{ type: "divider" }], ...more });
