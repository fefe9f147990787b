import type { HomeView, ModalView } from "@slack/types";
import { expect } from "vitest";
import { actions } from "../../views/ids.ts";
import { assertBlockKit } from "../../demo/workspace/block-kit/assert-block-kit.ts";
import { clicks, submissions } from "../../commands/index.ts";
import type { MessagePayload } from "../../src/release/messages.ts";

/**
 * What may be alive in text: mentions of people, dates, one kind of channel link, and links to the tests' repository
 * and workspace, which only we write.
 */
const ours =
  /<@[UW][A-Z0-9]+>|<!date\^\d+\^[^<>]*>|<#C[A-Z0-9]+>|<https:\/\/(?:github\.com\/nexus\/platform|local\.slack\.example\/archives)\/[\w./-]+\|[^<>|]+>/gu;

/** Every text of a payload that Slack reads as markup, or shows in a notification. */
function markup(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(markup);
  if (typeof value !== "object" || value === null) return [];
  const own = "type" in value && value.type === "mrkdwn" && "text" in value ? [String(value.text)] : [];
  return [...own, ...Object.values(value).flatMap(markup)];
}

/** Characters of everything that is read: all texts but types and ids. */
function size(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + size(one), 0);
  if (typeof value !== "object" || value === null) return 0;
  const content = Object.entries(value).filter(([key]) => !["type", "block_id", "action_id"].includes(key));
  return content.reduce((sum, [, one]) => sum + size(one), 0);
}

function expectHarmless(texts: string[]): void {
  for (const text of texts) {
    expect(text.replaceAll(ours, "")).not.toMatch(/[<>]/u);
    expect(text.isWellFormed()).toBe(true);
  }
}

/** The elements of a payload that a person can press or fill in; a link is the client's own matter. */
function elements(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(elements);
  if (typeof value !== "object" || value === null) return [];
  const own = "action_id" in value && !("url" in value) ? [{ ...value }] : [];
  return [...own, ...Object.values(value).flatMap(elements)];
}

const known: ReadonlySet<unknown> = new Set(Object.values(actions));

/** Every element has a name of `ids.ts`, and every button has somebody who answers it. */
function expectAnswered(payload: unknown): void {
  for (const { type, action_id: id } of elements(payload)) {
    expect(known).toContain(id);
    if (type === "button") expect(Object.keys(clicks)).toContain(id);
  }
}

/** Slack takes the message, its text is a sentence of its own, and nothing from outside is alive in it. */
export function expectMessage(payload: MessagePayload): void {
  expect(assertBlockKit("message", payload)).toStrictEqual([]);
  expect(payload.text.length).toBeGreaterThan(10);
  expect(payload.text.length).toBeLessThanOrEqual(4000);
  expect(size(payload.blocks)).toBeLessThanOrEqual(12_000);
  expectHarmless([payload.text, ...markup(payload.blocks)]);
  expectAnswered(payload.blocks);
}

/** Slack takes the dialog or home tab, and nothing from outside is alive in it. */
export function expectView(view: ModalView | HomeView): void {
  expect(assertBlockKit(view.type, view)).toStrictEqual([]);
  expectHarmless(markup(view.blocks));
  expectAnswered(view.blocks);
  if (view.type === "modal" && view.submit) expect(Object.keys(submissions)).toContain(view.callback_id);
}
