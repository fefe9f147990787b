import { useRef, useState, type ReactNode } from "react";
import { asRecord, asRecords, asString, textOf, type Json } from "../json.ts";
import { PlainText } from "../mrkdwn.tsx";
import { ChoicePopup } from "../popup.tsx";
import { Failure, spokenLabel, useElement, type ElementProps } from "../surface.tsx";
import { optionText } from "./values.ts";

/** Draws a button; one with an address also opens it, as Slack does. */
export function ButtonElement(props: ElementProps): ReactNode {
  const { element } = props;
  const { isBusy, failure, commit } = useElement(props);
  const url = asString(element["url"]);
  const style = asString(element["style"]);
  const press = (): void => {
    if (/^https?:/i.test(url)) globalThis.open(url, "_blank", "noreferrer");
    void commit({}, pressed(element));
  };
  return (
    <span className="element">
      <button
        type="button"
        className={`button ${style}`}
        aria-label={asString(element["accessibility_label"]) || undefined}
        aria-busy={isBusy}
        onClick={press}
      >
        <PlainText text={textOf(element["text"])} />
        {url ? <span aria-hidden="true"> ↗</span> : null}
      </button>
      <Failure text={failure} />
    </span>
  );
}

/** Draws the pair of buttons that ask for an opinion. */
export function FeedbackButtons(props: ElementProps): ReactNode {
  const { isBusy, failure, commit } = useElement(props);
  const choices = [asRecord(props.element["positive_button"]), asRecord(props.element["negative_button"])];
  return (
    <span className="element">
      {choices.map((choice, index) => (
        <button
          key={asString(choice["value"])}
          type="button"
          className="button icon"
          aria-label={spokenLabel(choice)}
          aria-busy={isBusy}
          onClick={() => void commit({}, pressed(choice))}
        >
          {index === 0 ? "👍" : "👎"}
        </button>
      ))}
      <Failure text={failure} />
    </span>
  );
}

/** Draws the "…" menu of an overflow element. */
export function Overflow(props: ElementProps): ReactNode {
  const { element } = props;
  const { isBusy, failure, commit } = useElement(props);
  const anchor = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const options = asRecords(element["options"]);
  const pick = (key: string): void => {
    const option = options.find((one) => optionText(one).key === key);
    if (option) void commit({}, { selected_option: option });
  };
  return (
    <span className="element">
      <button
        ref={anchor}
        type="button"
        className="button icon"
        aria-label="More actions"
        aria-haspopup="listbox"
        aria-expanded={isOpen}
        aria-busy={isBusy}
        onClick={() => setOpen(true)}
      >
        …
      </button>
      {isOpen && anchor.current ? (
        <ChoicePopup
          anchor={anchor.current}
          label="More actions"
          choices={options.map(optionText)}
          onPick={({ key }) => pick(key)}
          onClose={() => setOpen(false)}
        />
      ) : null}
      <Failure text={failure} />
    </span>
  );
}

function pressed(element: Json): Json {
  const kept = ["text", "value", "style", "url"].filter((key) => element[key] !== undefined);
  return Object.fromEntries(kept.map((key) => [key, element[key]]));
}
