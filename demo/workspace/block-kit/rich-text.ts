import { z } from "zod";
import { blockId, sized, url } from "./objects.ts";

const flag = z.boolean().optional();
const style = z
  .strictObject({ bold: flag, code: flag, italic: flag, strike: flag, underline: flag })
  .optional();
const mentionStyle = z
  .strictObject({
    bold: flag,
    italic: flag,
    strike: flag,
    code: flag,
    underline: flag,
    highlight: flag,
    client_highlight: flag,
    unlink: flag,
  })
  .optional();
const id = sized(255);
const border = z.int().min(0).optional();

const text = z.strictObject({ type: z.literal("text"), text: sized(3000), style });
const link = z.strictObject({
  type: z.literal("link"),
  url,
  text: sized(3000).optional(),
  unsafe: flag,
  style,
});

const inline = z.discriminatedUnion("type", [
  text,
  link,
  z.strictObject({ type: z.literal("broadcast"), range: z.enum(["here", "channel", "everyone"]), style }),
  z.strictObject({ type: z.literal("channel"), channel_id: id, style: mentionStyle }),
  z.strictObject({ type: z.literal("color"), value: sized(255), style }),
  z.strictObject({
    type: z.literal("date"),
    timestamp: z.int(),
    format: sized(255),
    url: url.optional(),
    fallback: sized(255).optional(),
    style,
  }),
  z.strictObject({
    type: z.literal("emoji"),
    name: sized(255),
    unicode: sized(255).optional(),
    url: url.optional(),
    style,
  }),
  z.strictObject({ type: z.literal("team"), team_id: id, style }),
  z.strictObject({ type: z.literal("user"), user_id: id, style: mentionStyle }),
  z.strictObject({ type: z.literal("usergroup"), usergroup_id: id, style: mentionStyle }),
]);

const section = z.strictObject({ type: z.literal("rich_text_section"), elements: z.array(inline).min(1) });

/** A `rich_text` block; also the cell of a table and the value of a rich text input. */
export const richText = z.strictObject({
  type: z.literal("rich_text"),
  block_id: blockId,
  elements: z
    .array(
      z.discriminatedUnion("type", [
        section,
        z.strictObject({
          type: z.literal("rich_text_list"),
          style: z.enum(["bullet", "ordered"]),
          elements: z.array(section).min(1),
          indent: z.int().min(0).max(8).optional(),
          offset: z.int().min(0).optional(),
          border,
        }),
        z.strictObject({ type: z.literal("rich_text_quote"), elements: z.array(inline).min(1), border }),
        z.strictObject({
          type: z.literal("rich_text_preformatted"),
          elements: z.array(z.discriminatedUnion("type", [text, link])).min(1),
          border,
        }),
      ]),
    )
    .min(1),
});
