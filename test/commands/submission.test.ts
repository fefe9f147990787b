import { describe, expect, it } from "vitest";
import { readValues } from "../../commands/submission.ts";

describe("readValues", () => {
  const cases: [string, unknown, Record<string, string>, string[]][] = [
    ["no inputs", {}, {}, []],
    [
      "a text, trimmed",
      { reason: { dialog_reason: { type: "plain_text_input", value: "  leaks " } } },
      { dialog_reason: "leaks" },
      [],
    ],
    ["an empty text", { reason: { dialog_reason: { type: "plain_text_input", value: null } } }, {}, []],
    [
      "a choice",
      { version: { dialog_version: { type: "static_select", selected_option: { value: "v1.5.0" } } } },
      { dialog_version: "v1.5.0" },
      [],
    ],
    ["no choice", { version: { dialog_version: { type: "static_select", selected_option: null } } }, {}, []],
    [
      "a tick",
      { sure: { dialog_allow_unverified: { type: "checkboxes", selected_options: [{ value: "yes" }] } } },
      {},
      ["dialog_allow_unverified"],
    ],
    [
      "fields of one action",
      {
        "notes.10": { dialog_notes_fixes: { type: "plain_text_input", value: "c" } },
        "notes.2": { dialog_notes_fixes: { type: "plain_text_input", value: "b " } },
        notes: { dialog_notes_fixes: { type: "plain_text_input", value: "a" } },
        "notes.3": { dialog_notes_fixes: { type: "plain_text_input", value: null } },
      },
      { dialog_notes_fixes: "a\nb\nc" },
      [],
    ],
    ["no tick", { sure: { dialog_allow_unverified: { type: "checkboxes", selected_options: [] } } }, {}, []],
  ];
  it.each(cases)("reads %s", (_name, state, values, ticked) => {
    expect(readValues(state)).toStrictEqual({ values, ticked: new Set(ticked) });
  });

  it.each([[undefined], [null], ["text"], [{ reason: { dialog_reason: { value: 5 } } }]])(
    "refuses %j",
    (state) => {
      expect(() => readValues(state)).toThrow("Invalid");
    },
  );
});
