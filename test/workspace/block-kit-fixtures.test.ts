import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { assertBlockKit } from "../../demo/workspace/block-kit/assert-block-kit.ts";
import type { Surface } from "../../demo/workspace/block-kit/assert-block-kit.ts";
import { plain, mrkdwn, inMessage, modal, input, section } from "./block-kit-samples.ts";

const payload = z.record(z.string(), z.unknown());
const group = z.record(z.string(), payload);
const fixtures = z
  .object({ blocks: group, elements: group, rich_text: group, views: group, messages: group, refused: group })
  .parse(JSON.parse(readFileSync(new URL("fixtures/block-kit.json", import.meta.url), "utf8")));

const accessory = (one: object) => section({ text: mrkdwn("t"), accessory: one });

describe("what Slack takes", () => {
  test.each(Object.entries(fixtures.blocks))("block %s", (_, block) => {
    const surface: Surface = block["type"] === "alert" || block["type"] === "input" ? "modal" : "message";
    const whole =
      surface === "modal" ? modal([block], { submit: plain("Go") }) : { text: "T.", blocks: [block] };
    expect(assertBlockKit(surface, whole)).toEqual([]);
  });

  test.each(Object.entries(fixtures.elements))("element %s", (_, element) => {
    const type = String(element["type"]);
    const place = ["image", "button", "overflow"].includes(type) ? accessory : input;
    expect(place(element)).toEqual([]);
  });

  test.each(Object.entries(fixtures.rich_text))("rich text %s", (_, part) => {
    const isInline = !String(part["type"]).startsWith("rich_text");
    const element = isInline ? { type: "rich_text_section", elements: [part] } : part;
    expect(inMessage({ type: "rich_text", elements: [element] })).toEqual([]);
  });

  test.each(Object.entries(fixtures.views))("view %s", (_, view) => {
    expect(assertBlockKit(view["type"] === "home" ? "home" : "modal", view)).toEqual([]);
  });

  test.each(Object.entries(fixtures.messages))("blocks of message %s", (_, message) => {
    expect(assertBlockKit("message", { text: "T.", blocks: message["blocks"] })).toEqual([]);
  });

  test("limits count code points, not UTF-16 units", () => {
    expect(inMessage({ type: "header", text: plain("🚀".repeat(150)) })).toEqual([]);
    expect(inMessage({ type: "header", text: plain("🚀".repeat(151)) })).toHaveLength(1);
  });

  test.each(Object.entries(fixtures.refused))("but not %s, which this workspace does not know", (_, part) => {
    expect(inMessage(part)).not.toEqual([]);
  });
});
