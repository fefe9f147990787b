import { z } from "zod";
import {
  actionId,
  checkImageSource,
  confirm,
  dispatchConfig,
  imageSource,
  overflowOption,
  placeholder,
  plainText,
  richOption,
  sized,
  style,
  url,
} from "./objects.ts";
import { checkInitial, choosing, focus, selects } from "./selects.ts";
import { richText } from "./rich-text.ts";

const date = z.iso.date();
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

const button = z.strictObject({
  type: z.literal("button"),
  action_id: actionId,
  text: plainText(75),
  value: sized(2000).optional(),
  url: url.optional(),
  style,
  confirm,
  accessibility_label: sized(75).optional(),
});

const image = z
  .strictObject({ type: z.literal("image"), alt_text: sized(2000), ...imageSource })
  .superRefine(checkImageSource);

const richChoices = z.array(richOption).min(1).max(10);

const checkboxes = z
  .strictObject({
    type: z.literal("checkboxes"),
    action_id: actionId,
    options: richChoices,
    initial_options: richChoices.optional(),
    confirm,
    focus_on_load: focus,
  })
  .superRefine((box, context) => checkInitial(box.options, box.initial_options ?? [], context));

const radioButtons = z
  .strictObject({
    type: z.literal("radio_buttons"),
    action_id: actionId,
    options: richChoices,
    initial_option: richOption.optional(),
    confirm,
    focus_on_load: focus,
  })
  .superRefine((radio, context) =>
    checkInitial(radio.options, radio.initial_option ? [radio.initial_option] : [], context),
  );

const overflow = z.strictObject({
  type: z.literal("overflow"),
  action_id: actionId,
  options: z.array(overflowOption).min(1).max(5),
  confirm,
});

const datepicker = z.strictObject({
  type: z.literal("datepicker"),
  ...choosing,
  initial_date: date.optional(),
});

const timepicker = z.strictObject({
  type: z.literal("timepicker"),
  ...choosing,
  initial_time: time.optional(),
  timezone: sized(100).optional(),
});

const datetimepicker = z.strictObject({
  type: z.literal("datetimepicker"),
  action_id: actionId,
  initial_date_time: z.int().min(1_000_000_000).max(9_999_999_999).optional(),
  confirm,
  focus_on_load: focus,
});

const typing = {
  action_id: actionId,
  placeholder,
  focus_on_load: focus,
  dispatch_action_config: dispatchConfig,
};

const plainTextInput = z
  .strictObject({
    type: z.literal("plain_text_input"),
    ...typing,
    initial_value: sized(3000, 0).optional(),
    multiline: z.boolean().optional(),
    min_length: z.int().min(0).max(3000).optional(),
    max_length: z.int().min(1).max(3000).optional(),
  })
  .refine((input) => (input.min_length ?? 0) <= (input.max_length ?? 3000), inverted("min_length"));

const numberText = z.string().regex(/^-?\d+(\.\d+)?$/);

const numberInput = z
  .strictObject({
    type: z.literal("number_input"),
    ...typing,
    is_decimal_allowed: z.boolean(),
    initial_value: numberText.optional(),
    min_value: numberText.optional(),
    max_value: numberText.optional(),
  })
  .refine(
    (input) => Number(input.min_value ?? -Infinity) <= Number(input.max_value ?? Infinity),
    inverted("min_value"),
  );

const emailInput = z.strictObject({
  type: z.literal("email_text_input"),
  ...typing,
  initial_value: sized(3000).optional(),
});

const urlInput = z.strictObject({
  type: z.literal("url_text_input"),
  ...typing,
  initial_value: sized(3000).optional(),
});

const richTextInput = z.strictObject({
  type: z.literal("rich_text_input"),
  ...typing,
  initial_value: richText.optional(),
  min_lines: z.int().min(1).max(100).optional(),
  max_lines: z.int().min(1).max(100).optional(),
});

const fileInput = z.strictObject({
  type: z.literal("file_input"),
  action_id: actionId,
  filetypes: z.array(sized(50)).min(1).optional(),
  max_files: z.int().min(1).max(10).optional(),
});

const pickers = [checkboxes, radioButtons, datepicker, timepicker] as const;

export const contextImage = image;
export const actionsElement = z.discriminatedUnion("type", [
  button,
  overflow,
  datetimepicker,
  richTextInput,
  ...selects,
  ...pickers,
]);
export const accessory = z.discriminatedUnion("type", [button, overflow, image, ...selects, ...pickers]);
export const inputElement = z.discriminatedUnion("type", [
  plainTextInput,
  numberInput,
  emailInput,
  urlInput,
  richTextInput,
  fileInput,
  datetimepicker,
  ...selects,
  ...pickers,
]);

function inverted(name: string) {
  return { error: `${name} is above its maximum`, params: { code: "inverted_range" } };
}
