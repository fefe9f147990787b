import { z } from "zod";
import { codePoints } from "../json.ts";

/** Text of `min` to `max` code points. */
export function sized(max: number, min = 1) {
  return z.string().superRefine((value, context) => {
    const length = codePoints(value);
    if (length > max) refuse(context, "too_long", `must be at most ${max} characters long, has ${length}`);
    if (length < min) refuse(context, "too_short", `must be at least ${min} characters long`);
  });
}

/** Adds one finding with a code of ours to a zod check, at `path` below the checked value. */
export function refuse(
  context: z.RefinementCtx,
  code: string,
  message: string,
  path: (string | number)[] = [],
): void {
  context.addIssue({ code: "custom", message, path, params: { code } });
}

/** A `plain_text` object of at most `max` characters. */
export function plainText(max: number) {
  return z.strictObject({ type: z.literal("plain_text"), text: sized(max), emoji: z.boolean().optional() });
}

/** A `mrkdwn` object of at most `max` characters. */
export function mrkdwn(max: number) {
  return z.strictObject({ type: z.literal("mrkdwn"), text: sized(max), verbatim: z.boolean().optional() });
}

/** A `plain_text` or `mrkdwn` object of at most `max` characters. */
export function textObject(max: number) {
  return z.discriminatedUnion("type", [plainText(max), mrkdwn(max)]);
}

export const blockId = sized(255).optional();
export const actionId = sized(255).optional();
export const placeholder = plainText(150).optional();
export const url = sized(3000).refine((value) => URL.canParse(value), {
  error: "must be an address",
  params: { code: "not_an_address" },
});

export const style = z.enum(["primary", "danger"]).optional();

export const confirm = z
  .strictObject({
    title: plainText(100).optional(),
    text: textObject(300),
    confirm: plainText(30).optional(),
    deny: plainText(30).optional(),
    style,
  })
  .optional();

/** Slack's documents allow 150 characters in `value`; its own types say 75, so 75 is the limit here. */
const optionValue = sized(75);

export const plainOption = z.strictObject({
  text: plainText(75),
  value: optionValue,
  description: plainText(75).optional(),
});

export const richOption = z.strictObject({
  text: textObject(75),
  value: optionValue,
  description: textObject(75).optional(),
});

export const overflowOption = z.strictObject({
  text: plainText(75),
  value: optionValue,
  description: plainText(75).optional(),
  url: url.optional(),
});

export const optionGroup = z.strictObject({
  label: plainText(75),
  options: z.array(plainOption).min(1).max(100),
});

export const dispatchConfig = z
  .strictObject({
    trigger_actions_on: z.array(z.enum(["on_enter_pressed", "on_character_entered"])).min(1),
  })
  .optional();

export const conversationFilter = z
  .strictObject({
    include: z
      .array(z.enum(["im", "mpim", "private", "public"]))
      .min(1)
      .optional(),
    exclude_external_shared_channels: z.boolean().optional(),
    exclude_bot_users: z.boolean().optional(),
  })
  .refine((filter) => Object.keys(filter).length > 0, {
    error: "must say what to include or leave out",
    params: { code: "empty_filter" },
  })
  .optional();

export const imageSource = {
  image_url: url.optional(),
  slack_file: z.union([z.strictObject({ id: sized(255) }), z.strictObject({ url })]).optional(),
};

/** Finds an image with both sources or none. */
export function checkImageSource(
  image: { image_url?: unknown; slack_file?: unknown },
  context: z.RefinementCtx,
): void {
  if ((image.image_url === undefined) === (image.slack_file === undefined)) {
    refuse(context, "image_source", "must have exactly one of image_url and slack_file");
  }
}
