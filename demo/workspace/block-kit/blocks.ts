import { z } from "zod";
import { chart } from "./chart.ts";
import { accessory, actionsElement, contextImage, inputElement } from "./elements.ts";
import {
  blockId,
  checkImageSource,
  imageSource,
  mrkdwn,
  plainText,
  refuse,
  sized,
  textObject,
  url,
} from "./objects.ts";
import { richText } from "./rich-text.ts";

const section = z
  .strictObject({
    type: z.literal("section"),
    block_id: blockId,
    text: textObject(3000).optional(),
    fields: z.array(textObject(2000)).min(1).max(10).optional(),
    accessory: accessory.optional(),
    expand: z.boolean().optional(),
  })
  .refine((one) => one.text !== undefined || one.fields !== undefined, {
    error: "must have text or fields",
    params: { code: "missing_content" },
  });

const context = z.strictObject({
  type: z.literal("context"),
  block_id: blockId,
  elements: z
    .array(z.discriminatedUnion("type", [plainText(3000), mrkdwn(3000), contextImage]))
    .min(1)
    .max(10),
});

const actions = z.strictObject({
  type: z.literal("actions"),
  block_id: blockId,
  elements: z.array(actionsElement).min(1).max(25),
});

const divider = z.strictObject({ type: z.literal("divider"), block_id: blockId });
const header = z.strictObject({ type: z.literal("header"), block_id: blockId, text: plainText(150) });

const image = z
  .strictObject({
    type: z.literal("image"),
    block_id: blockId,
    alt_text: sized(2000),
    title: plainText(2000).optional(),
    ...imageSource,
  })
  .superRefine(checkImageSource);

const input = z.strictObject({
  type: z.literal("input"),
  block_id: blockId,
  label: plainText(2000),
  hint: plainText(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: inputElement,
});

const markdown = z.strictObject({ type: z.literal("markdown"), block_id: blockId, text: sized(12_000) });

const cell = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("raw_text"), text: sized(3000) }),
  z.strictObject({ type: z.literal("raw_number"), value: z.number(), text: sized(3000) }),
  richText,
]);

const table = z
  .strictObject({
    type: z.literal("table"),
    block_id: blockId,
    rows: z.array(z.array(cell).min(1).max(20)).min(1).max(100),
    column_settings: z
      .array(
        z.strictObject({
          align: z.enum(["left", "center", "right"]).optional(),
          is_wrapped: z.boolean().optional(),
        }),
      )
      .max(20)
      .optional(),
  })
  .superRefine((one, check) => {
    const width = one.rows[0]?.length ?? 0;
    if (one.rows.some((row) => row.length !== width))
      refuse(check, "ragged_rows", "has rows of different widths");
    if (one.column_settings !== undefined && one.column_settings.length !== width) {
      refuse(check, "column_settings", "must have one entry per column", ["column_settings"]);
    }
  });

const task = {
  task_id: sized(255),
  title: sized(255),
  status: z.enum(["pending", "in_progress", "complete", "error"]),
  details: richText.optional(),
  output: richText.optional(),
  sources: z.array(z.strictObject({ type: z.literal("url"), url, text: sized(255) })).optional(),
};
const taskCard = z.strictObject({ type: z.literal("task_card"), block_id: blockId, ...task });
const plan = z.strictObject({
  type: z.literal("plan"),
  block_id: blockId,
  title: sized(255),
  tasks: z
    .array(z.strictObject({ type: z.literal("task_card").optional(), block_id: blockId, ...task }))
    .optional(),
});

const alert = z.strictObject({
  type: z.literal("alert"),
  block_id: blockId,
  text: textObject(200),
  level: z.enum(["default", "info", "warning", "error", "success"]).optional(),
});

const container = z
  .strictObject({
    type: z.literal("container"),
    block_id: blockId,
    title: plainText(150).optional(),
    rich_text_title: richText.optional(),
    subtitle: textObject(150).optional(),
    child_blocks: z
      .array(
        z.discriminatedUnion("type", [
          section,
          actions,
          context,
          divider,
          header,
          image,
          input,
          richText,
          table,
        ]),
      )
      .min(1)
      .max(10),
    width: z.enum(["narrow", "standard", "wide", "full"]).optional(),
    icon: contextImage.optional(),
    is_collapsible: z.boolean().optional(),
    default_collapsed: z.boolean().optional(),
    has_header_divider: z.boolean().optional(),
  })
  .refine((one) => one.title !== undefined || one.rich_text_title !== undefined, {
    error: "must have a title",
    params: { code: "missing_content" },
  });

/** Every block this workspace knows; anything else is refused as Slack refuses what it does not know. */
export const block = z.discriminatedUnion("type", [
  section,
  context,
  actions,
  divider,
  header,
  image,
  input,
  richText,
  markdown,
  table,
  taskCard,
  plan,
  alert,
  container,
  chart,
]);

/** The surfaces a block may stand on where that is not all three. */
export const blockSurfaces: Record<string, readonly string[]> = {
  alert: ["modal"],
  container: ["message"],
  data_visualization: ["message"],
  markdown: ["message"],
  plan: ["message"],
  table: ["message"],
  task_card: ["message"],
};

/** The surfaces an element may stand on where that is not all three. */
export const elementSurfaces: Record<string, readonly string[]> = {
  datetimepicker: ["message", "modal"],
  email_text_input: ["modal"],
  file_input: ["modal"],
  number_input: ["modal"],
  rich_text_input: ["modal", "home"],
  url_text_input: ["modal"],
};
