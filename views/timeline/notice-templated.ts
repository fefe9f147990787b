import type { NoticeFacts } from "../../src/release/timeline/notice-facts.ts";
import type { MessagePayload } from "../../src/release/messages.ts";
import { context, cut, section } from "../blocks.ts";
import { courseSentence, timingWords, utc } from "./notice-words.ts";

/** Slack takes some 12,000 characters in a message; paragraphs after that are left out. */
const longest = 9000;
const mostParagraphs = 40;

/**
 * A notice in an installation's own words, which are mrkdwn with everything from outside escaped. Paragraphs become
 * sections, the first of them is what notifications say.
 */
export function drawTemplated(words: string, facts: NoticeFacts): MessagePayload {
  const paragraphs = words
    .split(/\n\s*\n/u)
    .map((paragraph) => paragraph.trim())
    .filter(Boolean);
  const first = cut((paragraphs[0] ?? "").replaceAll(/\s+/gu, " "), 3000);
  const timing = timingWords(facts);
  return {
    text: first.length > 10 ? first : courseSentence(facts.course, facts.version, facts.environment, utc),
    blocks: [...(timing.length > 0 ? [context(...timing)] : []), ...bounded(paragraphs).map(section)],
  };
}

function bounded(paragraphs: string[]): string[] {
  const kept: string[] = [];
  let size = 0;
  for (const paragraph of paragraphs.slice(0, mostParagraphs)) {
    const part = cut(paragraph, Math.min(2900, longest - size));
    if (size + part.length > longest || part.length < 2) break;
    kept.push(part);
    size += part.length;
  }
  return kept.length > 0 ? kept : ["_This template says nothing._"];
}
