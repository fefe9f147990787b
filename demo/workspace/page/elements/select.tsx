import { useRef, useState, type ReactNode } from "react";
import type { PageState } from "../../contract.ts";
import { useDirectory } from "../directory.tsx";
import { asNumber, asRecords, asString, asStrings, isJson, textOf, type Json } from "../json.ts";
import { ChoicePopup, type Choice } from "../popup.tsx";
import { Failure, spokenLabel, useElement, type ElementProps } from "../surface.tsx";
import { optionText } from "./values.ts";

/** Draws every kind of select menu (fixed options, people, channels, conversations; one or many). */
export function Select(props: ElementProps): ReactNode {
  const { element, labelledBy, describedBy, isInvalid } = props;
  const { state, isBusy, failure, commit } = useElement(props);
  const directory = useDirectory().state;
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const type = asString(element["type"]);
  const isMulti = type.startsWith("multi_");
  const keys = chosenKeys(state);
  const choices = choicesOf(element, directory, keys);
  const chosen = choices.filter(({ isChosen }) => isChosen).map(({ text }) => text);
  const pick = ({ key }: Choice): void => {
    const next = isMulti ? toggled(keys, key, asNumber(element["max_selected_items"])) : [key];
    void commit(stateFor(element, next));
  };
  return (
    <span className="element">
      <button
        ref={anchor}
        type="button"
        className={`select ${chosen.length > 0 ? "" : "empty"}`}
        aria-label={
          labelledBy ? undefined : `${spokenLabel(element)}: ${chosen.join(", ") || "nothing chosen"}`
        }
        aria-labelledby={labelledBy}
        aria-describedby={describedBy}
        aria-invalid={isInvalid}
        aria-haspopup="listbox"
        aria-expanded={isOpen}
        aria-busy={isBusy}
        onClick={() => setOpen(true)}
      >
        <span className="select-text">
          {chosen.join(", ") || textOf(element["placeholder"]) || "Select an item"}
        </span>
        <span aria-hidden="true">▾</span>
      </button>
      {isOpen && anchor.current ? (
        <ChoicePopup
          anchor={anchor.current}
          label={spokenLabel(element)}
          choices={choices}
          isMulti={isMulti}
          onPick={pick}
          onClose={() => setOpen(false)}
        />
      ) : null}
      <Failure text={failure} />
    </span>
  );
}

function toggled(keys: string[], key: string, most = Number.POSITIVE_INFINITY): string[] {
  if (keys.includes(key)) return keys.filter((one) => one !== key);
  return keys.length < most ? [...keys, key] : keys;
}

/** The choices of a select menu (its own options, or the people or channels of the workspace), those with `keys` chosen. */
export function choicesOf(element: Json, directory: PageState, keys: string[]): Choice[] {
  const type = asString(element["type"]);
  const people = directory.people.map(({ id, name, title }) => ({ key: id, text: name, description: title }));
  const channels = directory.channels
    .filter(({ id }) => !id.startsWith("D"))
    .map(({ id, name }) => ({ key: id, text: `#${name}` }));
  let choices: Choice[] = optionsOf(element).map(({ option, group }) =>
    Object.assign(optionText(option), group === undefined ? {} : { group }),
  );
  if (type.endsWith("users_select")) choices = people;
  if (type.endsWith("channels_select")) choices = channels;
  if (type.endsWith("conversations_select")) choices = [...channels, ...people];
  return choices.map((choice) => Object.assign(choice, { isChosen: keys.includes(choice.key) }));
}

function optionsOf(element: Json): { option: Json; group?: string }[] {
  const grouped = asRecords(element["option_groups"]).flatMap((group) =>
    asRecords(group["options"]).map((option) => ({ option, group: textOf(group["label"]) })),
  );
  return [...asRecords(element["options"]).map((option) => ({ option })), ...grouped];
}

/** The keys that a select's state holds: option values or ids. */
export function chosenKeys(state: Json): string[] {
  return Object.entries(state)
    .filter(([name]) => name.startsWith("selected_"))
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .map((value) => (isJson(value) ? asString(value["value"]) : asString(value)))
    .filter((key) => key !== "");
}

/** The state of a select in which `keys` are chosen, as Slack sends it for the element's type. */
export function stateFor(element: Json, keys: string[]): Json {
  const type = asString(element["type"]);
  const target = /^(multi_)?(user|conversation|channel)s_select$/.exec(type);
  if (target) {
    const [, multi, kind] = target;
    return multi
      ? { type, [`selected_${kind}s`]: asStrings(keys) }
      : { type, [`selected_${kind}`]: keys[0] ?? null };
  }
  const options = optionsOf(element)
    .map(({ option }) => option)
    .filter((option) => keys.includes(optionText(option).key));
  return type.startsWith("multi_")
    ? { type, selected_options: options }
    : { type, selected_option: options[0] ?? null };
}
