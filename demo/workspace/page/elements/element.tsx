import type { ReactNode } from "react";
import { asRecord, asString, textOf } from "../json.ts";
import type { ElementProps } from "../surface.tsx";
import { ButtonElement, FeedbackButtons, Overflow } from "./button.tsx";
import { Boxes } from "./choices.tsx";
import { DatePicker } from "./date.tsx";
import { Select } from "./select.tsx";
import { TextInput } from "./text-input.tsx";

/** Draws any element of a block; one that the page does not know is shown as a box that says so. */
export function BlockElement(props: ElementProps): ReactNode {
  const type = asString(props.element["type"]);
  if (type.endsWith("_select")) return <Select {...props} />;
  switch (type) {
    case "button":
    case "workflow_button":
    case "icon_button":
      return <ButtonElement {...props} />;
    case "feedback_buttons":
      return <FeedbackButtons {...props} />;
    case "overflow":
      return <Overflow {...props} />;
    case "checkboxes":
    case "radio_buttons":
      return <Boxes {...props} />;
    case "datepicker":
    case "timepicker":
    case "datetimepicker":
      return <DatePicker {...props} />;
    case "plain_text_input":
    case "email_text_input":
    case "url_text_input":
    case "number_input":
      return <TextInput {...props} />;
    case "image":
      return <ImageElement image={props.element} />;
    default:
      return <span className="unsupported">Unsupported element: {type}</span>;
  }
}

/** Draws a small image with its alternative text. */
export function ImageElement({ image }: { image: unknown }): ReactNode {
  const record = asRecord(image);
  const file = asRecord(record["slack_file"]);
  const url = asString(record["image_url"]) || asString(file["url"]) || `/files/${asString(file["id"])}`;
  const alt = asString(record["alt_text"]) || textOf(record["title"]);
  return <img src={url} alt={alt} title={alt} />;
}
