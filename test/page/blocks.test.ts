import { readFileSync } from "node:fs";
import { createElement } from "react";
import { expect, test } from "vitest";
import { z } from "zod";
import { Blocks } from "../../demo/workspace/page/blocks/block.tsx";
import { stateValues } from "../../demo/workspace/page/elements/values.ts";
import { SurfaceProvider } from "../../demo/workspace/page/surface.tsx";
import { draw } from "./draw.ts";

const block = z.looseObject({ type: z.string() });
const withBlocks = z.looseObject({ blocks: z.array(block).default([]) });
const fixtures = z
  .object({
    blocks: z.record(z.string(), block),
    elements: z.record(z.string(), block),
    messages: z.record(z.string(), withBlocks),
    views: z.record(z.string(), withBlocks),
  })
  .parse(JSON.parse(readFileSync(new URL("../workspace/fixtures/block-kit.json", import.meta.url), "utf8")));

function drawBlocks(blocks: z.output<typeof block>[], errors: Record<string, string> = {}): string {
  const surface = {
    values: stateValues(blocks, {}),
    change: () => undefined,
    use: () => Promise.resolve({ ok: true as const }),
    errors,
  };
  return draw(createElement(SurfaceProvider, { surface, children: createElement(Blocks, { blocks }) }));
}

/** What the page shows as a box that says so: the bot has no use for them. */
const UNDRAWN = /"type":"(file|video|file_input|rich_text_input|data_visualization)"/;

const valid: [string, z.output<typeof block>[]][] = [
  ...Object.entries(fixtures.blocks).map(([name, one]) => [name, [one]] satisfies [string, unknown]),
  ...Object.entries(fixtures.messages).map(([name, one]) => [name, one.blocks] satisfies [string, unknown]),
  ...Object.entries(fixtures.views).map(([name, one]) => [name, one.blocks] satisfies [string, unknown]),
];

test.each(valid)("%s is drawn", (_, blocks) => {
  const html = drawBlocks(blocks);
  expect(html.includes("Unsupported")).toBe(UNDRAWN.test(JSON.stringify(blocks)));
});

test.each(Object.entries(fixtures.elements))("element %s is drawn", (_, element) => {
  const html = drawBlocks([{ type: "actions", elements: [element] }]);
  expect(html.includes("Unsupported")).toBe(UNDRAWN.test(JSON.stringify(element)));
});

test("an unknown block is shown as such, by name", () => {
  expect(drawBlocks([{ type: "hologram" }])).toContain("Unsupported block: hologram");
});

test("an error stands at its field, and the field is marked", () => {
  const label = { type: "plain_text", text: "Reason" };
  const input = {
    type: "input",
    block_id: "why",
    label,
    element: { type: "plain_text_input", action_id: "a" },
  };
  const html = drawBlocks([input], { why: "Say more" });
  expect(html).toContain("Say more");
  expect(html).toContain('aria-invalid="true"');
});

test("HTML in a markdown block stays text", () => {
  const html = drawBlocks([{ type: "markdown", text: '**a** <script>alert(1)</script>\n\n<img src="x">' }]);
  expect(html).toMatch(/<strong>.*a.*<\/strong>/);
  expect(html).toContain("&lt;script&gt;");
  expect(html).not.toContain("<img");
});
