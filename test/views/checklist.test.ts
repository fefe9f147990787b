import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assertBlockKit } from "../../demo/workspace/block-kit/assert-block-kit.ts";
import type { ChecklistItem } from "../../src/release/checklist/checklist-items.ts";
import { type ItemRecord, stateOf } from "../../src/release/checklist/checklist.ts";
import { kinds } from "../../src/release/version.ts";
import { type ChecklistFacts, drawChecklist, drawChecklistPlace } from "../../views/checklist/checklist.ts";
import { drawProblem } from "../../views/problem.ts";
import { drawWaiveDialog } from "../../views/checklist/waive-dialog.ts";
import { makeProblem } from "../../src/release/problem.ts";
import { commit, person } from "../release/run/decisions.ts";
import { hostile, name, version } from "./facts.ts";
import { expectMessage, expectView } from "./limits.ts";

const item = (overrides: Partial<ChecklistItem> = {}): ChecklistItem => ({
  id: "tests",
  words: "All tests passing",
  required: true,
  ...overrides,
});
const by = person("U0ROSA");

function drawOne(record: Omit<ItemRecord, "rev">, overrides: Partial<ChecklistItem> = {}): string {
  const known = { rev: 1, ...record };
  const lines = [{ item: item(overrides), record: known, state: stateOf(known, commit) }];
  return JSON.stringify(
    drawChecklist({ version: "v1.5.0", kind: "minor", lines, waiting: ["production"], commit }).blocks,
  );
}

describe("a line of the checklist", () => {
  const passed = {
    result: "passed" as const,
    words: "All 3 checks passed.",
    url: "https://github.com/x/1",
    commit,
    at: 5,
  };

  it.each<[string, string, string[]]>([
    ["open", drawOne({}), ["checklist_tick", '"value":"v1.5.0 tests"', "*All tests passing*"]],
    ["not required", drawOne({}, { required: false }), ["_(not required)_", "complete"]],
    ["ticked", drawOne({ mark: { as: "ticked", by, at: 5 } }), ["ticked by <@U0ROSA>", "Untick", "complete"]],
    [
      "waived",
      drawOne({ mark: { as: "waived", by, at: 5, reason: "none" } }),
      ["waived by <@U0ROSA>", "“none”", "Take back"],
    ],
    ["passed", drawOne({ evidence: passed }), ["All 3 checks passed.", "<https://github.com/x/1|look>"]],
    ["failed", drawOne({ evidence: { ...passed, result: "failed" } }), [":x:", "failed: All", "Waive…"]],
    [
      "failed, though ticked",
      drawOne({ mark: { as: "ticked", by, at: 5 }, evidence: { ...passed, result: "failed" } }),
      [":x:", "(ticked by <@U0ROSA>", "Waive…"],
    ],
    [
      "unknown",
      drawOne({ evidence: { ...passed, result: "unknown", words: "GitHub did not answer." } }),
      ["unknown: GitHub did not answer.", "checklist_tick"],
    ],
  ])("%s", (_name, drawn, words) => {
    for (const word of words) expect(drawn).toContain(word);
  });

  it("has no button where the evidence passed, and none to waive where nothing is open", () => {
    expect(drawOne({ evidence: passed })).not.toContain("accessory");
    expect(drawOne({ mark: { as: "ticked", by, at: 5 } })).not.toContain("Waive an item");
    expect(drawOne({})).toContain("Waive an item");
  });

  it.each(["javascript:alert(1)", "https://x.example/<!channel>|y", "not an address"])(
    "never makes a link that could do something else: %s",
    (url) => {
      expect(drawOne({ evidence: { ...passed, url } })).not.toMatch(/javascript|<!channel|\|y/u);
    },
  );
});

describe("the message keeps Slack's limits and tames every text", () => {
  const mark = fc.oneof(
    fc.record({ as: fc.constant("ticked" as const), by: fc.constant(by), at: fc.nat() }),
    fc.record({ as: fc.constant("waived" as const), by: fc.constant(by), at: fc.nat(), reason: hostile }),
  );
  const evidence = fc.record({
    result: fc.constantFrom("passed" as const, "failed" as const, "unknown" as const),
    words: hostile,
    commit: fc.constant(commit),
    at: fc.nat(),
  });
  const record = fc.record({ rev: fc.nat(), mark, evidence }, { requiredKeys: ["rev"] });
  const line = (words: fc.Arbitrary<string>) =>
    fc.tuple(words, fc.boolean(), record).map(([text, required, known]) => ({
      item: item({ words: text.slice(0, 200) || "x", required }),
      record: known,
      state: stateOf(known, commit),
    }));
  const facts: fc.Arbitrary<ChecklistFacts> = fc
    .constantFrom(1, 10, 30)
    .chain((length) => fc.array(line(hostile), { minLength: length, maxLength: length }))
    .chain((lines) =>
      fc.record({
        version,
        kind: fc.constantFrom(...kinds),
        lines: fc.constant(
          lines.map((one, index) =>
            Object.assign(one, { item: { ...one.item, id: `i${index}-${"x".repeat(58)}` } }),
          ),
        ),
        waiting: fc.array(name, { maxLength: 5 }),
      }),
    );

  it("with any items", { timeout: 60_000 }, () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(facts, (shown) => expectMessage(drawChecklist(shown))),
      { numRuns: 100 },
    );
  });

  it("with thirty linked items", () => {
    const known: ItemRecord = {
      rev: 1,
      evidence: {
        result: "failed",
        words: "w".repeat(500),
        url: `https://github.com/${"u".repeat(180)}`,
        commit,
        at: 5,
      },
    };
    const lines = Array.from({ length: 30 }, (_, n) => ({
      item: item({ id: `item-${n}`, words: "w".repeat(200) }),
      record: known,
      state: stateOf(known),
    }));
    const drawn = drawChecklist({ version: "v1.5.0", kind: "minor", lines, waiting: [] });
    expect(assertBlockKit("message", drawn)).toStrictEqual([]);
    expect(JSON.stringify(drawn.blocks).length).toBeLessThan(25_000);
  });

  it("and so does the dialog of a waiver", () => {
    expect.hasAssertions();
    fc.assert(
      fc.property(version, hostile, (one, words) =>
        expectView(drawWaiveDialog(one, [item({ words: words || "x" }), item({ id: "other" })], "other")),
      ),
      { numRuns: 60 },
    );
  });

  it("and so does the way to it", () => {
    expectMessage(drawChecklistPlace("v1.5.0", "C0RELEASES"));
    const refused = drawProblem(
      makeProblem("checklist-open", "It waits.", "Look at it."),
      { command: "/release" },
      "v1.5.0",
    );
    expectMessage(refused);
    expect(JSON.stringify(refused.blocks)).toContain("checklist_open");
  });
});
