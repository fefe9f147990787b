import { expect, it } from "vitest";
import { originOf, uncarry } from "../../commands/renewal.ts";
import type { Origin } from "../../src/release/request.ts";
import { buttons, button, section } from "../../views/blocks.ts";
import { dialog } from "../../views/dialog-inputs.ts";
import { carry, drawRenewed, renewable } from "../../views/renewed.ts";

const url = "https://hooks.example/actions/1";
const ephemeral = {
  container: { type: "message", is_ephemeral: true },
  channel: { id: "C1" },
  response_url: url,
};
const answer: Origin = { in: "answer", words: "status production", channel: "C1", responseUrl: url };

/** The id that the buttons of an answer to these words have. */
function blockOf(words: string): string {
  const payload = { text: "", blocks: [section("one"), buttons(button("Yes", "yes", "1"))] };
  return renewable(payload, words).blocks[1]?.block_id ?? "";
}

it.each<[string, Parameters<typeof originOf>[0], string, Origin | undefined]>([
  ["the home tab", { view: { type: "home" } }, "b1", { in: "home" }],
  ["a dialog", { view: { type: "modal" } }, "b1", undefined],
  ["an answer that can be asked for again", ephemeral, blockOf("status production"), answer],
  ["an answer whose words hold the mark", ephemeral, blockOf("show a#1"), { ...answer, words: "show a#1" }],
  ["an answer that stays", ephemeral, "b1", undefined],
  ["words too long for a block", ephemeral, blockOf("x".repeat(250)), undefined],
  ["an answer for all", { ...ephemeral, container: { is_ephemeral: false } }, blockOf("plan"), undefined],
  [
    "no address to answer at",
    { container: ephemeral.container, channel: { id: "C1" } },
    blockOf("plan"),
    undefined,
  ],
])("where a button was clicked: %s", (_, body, blockId, origin) => {
  expect(originOf(body, blockId)).toEqual(origin);
});

it.each<[string, Origin | undefined, string]>([
  ["from nowhere", undefined, '{"run":"r1"}'],
  ["from the home tab", { in: "home" }, '{"run":"r1"}'],
  ["from an answer", answer, "two\nlines"],
  ["from an answer, with nothing of its own", answer, ""],
])("a dialog carries where it was opened: %s", (_, origin, metadata) => {
  const view = carry(dialog({ id: "d", title: "One", metadata, blocks: [] }), origin);
  expect(uncarry(view.private_metadata ?? "")).toEqual({ metadata, ...(origin && { origin }) });
});

it("what was clicked is drawn below what the click came to, within Slack's fifty blocks", () => {
  const now = { text: "now", blocks: Array.from({ length: 50 }, () => section("line")) };
  const said = { text: "said", blocks: [section("said")] };
  expect(drawRenewed(undefined, now)).toBe(now);
  const drawn = drawRenewed(said, now);
  expect([drawn.text, drawn.blocks.length, drawn.blocks[0]]).toEqual(["said", 50, section("said")]);
});
