import type { KeyboardEvent, ReactNode } from "react";
import { asNumber, asRecord, asString, asStrings, textOf } from "../json.ts";
import { Failure, spokenLabel, useElement, type ElementProps } from "../surface.tsx";

const FIELD_TYPES: Record<string, string> = {
  email_text_input: "email",
  url_text_input: "url",
  number_input: "text",
};

/** Draws a text, email, address or number field. Where it dispatches, Enter (or every character, as configured) tells the app. */
export function TextInput(props: ElementProps): ReactNode {
  const { element, isDispatching, isInvalid } = props;
  const { state, failure, change, commit } = useElement(props);
  const type = asString(element["type"]);
  const isMultiline = element["multiline"] === true;
  const triggers = asStrings(asRecord(element["dispatch_action_config"])["trigger_actions_on"]);
  const onChange = (value: string): void => {
    const next = { type, value: value === "" ? null : value };
    if (isDispatching && triggers.includes("on_character_entered"))
      void commit(next, { value: next.value ?? "" });
    else change(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !isDispatching || isMultiline || triggers.includes("on_character_entered"))
      return;
    event.preventDefault();
    void commit(state, { value: asString(state["value"]) });
  };
  const field = {
    className: "field",
    "aria-label": props.labelledBy ? undefined : spokenLabel(element),
    "aria-labelledby": props.labelledBy,
    "aria-describedby": props.describedBy,
    "aria-invalid": isInvalid,
    placeholder: textOf(element["placeholder"]),
    value: asString(state["value"]),
    maxLength: asNumber(element["max_length"]) ?? 3000,
    autoFocus: element["focus_on_load"] === true,
    onKeyDown,
  };
  return (
    <span className="element wide">
      {isMultiline ? (
        <textarea rows={4} {...field} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <input
          type={FIELD_TYPES[type] ?? "text"}
          inputMode={type === "number_input" ? "decimal" : undefined}
          {...field}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
      <Failure text={failure} />
    </span>
  );
}
