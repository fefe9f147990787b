import type { ReactNode } from "react";
import { fromLocalField, toLocalField } from "../dates.ts";
import { useDirectory } from "../directory.tsx";
import { asNumber, asString, type Json } from "../json.ts";
import { Failure, spokenLabel, useElement, type ElementProps } from "../surface.tsx";

const FIELD_TYPES: Record<string, string> = {
  datepicker: "date",
  timepicker: "time",
  datetimepicker: "datetime-local",
};

/** Draws a date, time or date-and-time picker; moments are shown and read in the acting person's time zone. */
export function DatePicker(props: ElementProps): ReactNode {
  const { element, labelledBy, describedBy, isInvalid } = props;
  const { state, failure, commit } = useElement(props);
  const { timeZone } = useDirectory().state.me;
  const type = asString(element["type"]);
  return (
    <span className="element">
      <input
        type={FIELD_TYPES[type]}
        className="field short"
        aria-label={labelledBy ? undefined : spokenLabel(element)}
        aria-labelledby={labelledBy}
        aria-describedby={describedBy}
        aria-invalid={isInvalid}
        value={shown(state, timeZone)}
        onChange={(event) => void commit(read(type, event.target.value, timeZone))}
      />
      <Failure text={failure} />
    </span>
  );
}

function shown(state: Json, timeZone: string): string {
  const moment = asNumber(state["selected_date_time"]);
  if (moment !== undefined) return toLocalField(moment, timeZone);
  return asString(state["selected_date"]) || asString(state["selected_time"]);
}

function read(type: string, value: string, timeZone: string): Json {
  if (type === "datepicker") return { type, selected_date: value || null };
  if (type === "timepicker") return { type, selected_time: value || null };
  return { type, selected_date_time: fromLocalField(value, timeZone) ?? null };
}
