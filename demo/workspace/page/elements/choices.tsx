import { useId, type ReactNode } from "react";
import { asRecord, asRecords, asString, type Json } from "../json.ts";
import { TextObject } from "../mrkdwn.tsx";
import { Failure, useElement, type ElementProps } from "../surface.tsx";
import { optionText } from "./values.ts";

/** Draws checkboxes or radio buttons. */
export function Boxes(props: ElementProps): ReactNode {
  const { element, labelledBy, describedBy } = props;
  const { state, failure, commit } = useElement(props);
  const name = useId();
  const isRadio = element["type"] === "radio_buttons";
  const chosen = isRadio ? [asRecord(state["selected_option"])] : asRecords(state["selected_options"]);
  const keys = new Set(chosen.map((option) => optionText(option).key));
  const options = asRecords(element["options"]);
  const toggle = (option: Json): void => void commit(nextState(state, options, keys, option));
  return (
    <div
      className="element boxes"
      role={isRadio ? "radiogroup" : "group"}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
    >
      {options.map((option) => (
        <label key={optionText(option).key} className="box">
          <input
            type={isRadio ? "radio" : "checkbox"}
            name={name}
            checked={keys.has(optionText(option).key)}
            onChange={() => toggle(option)}
          />
          <span>
            <TextObject value={option["text"]} />
            {option["description"] ? (
              <small>
                <TextObject value={option["description"]} />
              </small>
            ) : null}
          </span>
        </label>
      ))}
      <Failure text={failure} />
    </div>
  );
}

function nextState(state: Json, options: Json[], keys: Set<string>, option: Json): Json {
  const type = asString(state["type"]);
  if (type === "radio_buttons") return { type, selected_option: option };
  const { key } = optionText(option);
  const wanted = keys.has(key) ? keys.difference(new Set([key])) : keys.union(new Set([key]));
  return { type, selected_options: options.filter((one) => wanted.has(optionText(one).key)) };
}
