import { assertBlockKit } from "./block-kit/assert-block-kit.ts";
import type { BlockKitFinding, Surface } from "./block-kit/assert-block-kit.ts";
import type { Block } from "./contract.ts";
import type { Core } from "./core.ts";
import { codePoints } from "./json.ts";
import { SlackError } from "./slack-error.ts";
import { blocksOf, withIds } from "./state.ts";
import type { Message } from "./types.ts";

const longestText = 40_000;
const longestEdit = 4000;

/** What a message says: its full text and its blocks with ids. */
export interface Content {
  text: string;
  blocks: Block[];
}

/**
 * Checks what an app wants to say. Raises `no_text` when there is nothing, `no_text_fallback` for blocks without a full
 * sentence (stricter than Slack: screen readers and notifications read only the text), `msg_blocks_too_long` and
 * `invalid_blocks`. A text beyond 40,000 characters is cut, as Slack does.
 */
export function contentOf(core: Core, text: string | undefined, blocks: unknown[] | undefined): Content {
  const given = text ?? "";
  const isBare = blocks === undefined || blocks.length === 0;
  if (given.trim() === "") throw new SlackError(isBare ? "no_text" : "no_text_fallback");
  const kept = Array.from(given).slice(0, longestText).join("");
  checkBlocks("message", { text: kept, blocks: blocks ?? [] });
  return {
    text: kept,
    blocks: withIds(blocksOf(blocks), (prefix) => core.state.newId(prefix)),
  };
}

/** Raises `msg_too_long` for an edit beyond 4,000 characters. */
export function checkEditLength(text: string | undefined): void {
  if (codePoints(text ?? "") > longestEdit) throw new SlackError("msg_too_long");
}

/** Raises `invalid_blocks` or `msg_blocks_too_long`, with Slack's list of messages, when a payload breaks Block Kit. */
export function checkBlocks(surface: Surface, payload: unknown): void {
  const findings = assertBlockKit(surface, payload);
  if (findings.length === 0) return;
  const isTooLong = findings.every((one) => one.code === "msg_blocks_too_long");
  const error = surface === "message" ? "invalid_blocks" : "invalid_arguments";
  throw new SlackError(isTooLong ? "msg_blocks_too_long" : error, {
    errors: findings.map((one) => inWords(one)),
    response_metadata: { messages: findings.map((one) => `[ERROR] ${inWords(one)}`) },
  });
}

function inWords(finding: BlockKitFinding): string {
  return `${finding.code}: ${finding.message} [json-pointer:${finding.pointer}]`;
}

/** Stores a new message of the bot or a person and tells the listeners. */
export function post(
  core: Core,
  facts: Pick<Message, "channel" | "user" | "isBot"> & Content & Partial<Message>,
): Message {
  const message: Message = {
    ts: core.state.newTs(),
    edited: false,
    revision: 0,
    reactions: [],
    pinned: false,
    fileIds: [],
    ...facts,
  };
  core.state.messages.push(message);
  core.changes.notify();
  return message;
}
