import type { ModalView } from "@slack/types";
import type { MessagePayload } from "../src/release/messages.ts";
import type { Origin } from "../src/release/request.ts";

const mark = "again ";
const mostBlocks = 50;
/** What Slack takes as the id of a block. */
const longestId = 255;

/** An answer to one person whose buttons say with which words it is asked for again, as `status production`. */
export function renewable(payload: MessagePayload, words: string): MessagePayload {
  if (mark.length + words.length + 4 > longestId) return payload;
  const blocks = payload.blocks.map((block, index) =>
    block.type === "actions" ? { ...block, block_id: `${mark}${words}#${index}` } : block,
  );
  return { ...payload, blocks };
}

/** The words that ask again for the answer in which a block stands; undefined for blocks that say nothing of it. */
export function wordsOfBlock(blockId: string): string | undefined {
  return blockId.startsWith(mark) ? blockId.slice(mark.length, blockId.lastIndexOf("#")) : undefined;
}

const originMark = "origin ";

/** A dialog that carries where it was opened, on a line before what it carries itself. */
export function carry(view: ModalView, origin: Origin | undefined): ModalView {
  if (!origin) return view;
  const line = `${originMark}${JSON.stringify(origin)}`;
  return { ...view, private_metadata: `${line}\n${view.private_metadata ?? ""}` };
}

/** What a dialog carries, parted into where it was opened, as JSON, and its own. */
export function partCarried(metadata: string): { origin?: string; metadata: string } {
  if (!metadata.startsWith(originMark)) return { metadata };
  const end = metadata.indexOf("\n");
  return { origin: metadata.slice(originMark.length, end), metadata: metadata.slice(end + 1) };
}

/** An answer as it is now, below what a click in it came to. */
export function drawRenewed(said: MessagePayload | undefined, now: MessagePayload): MessagePayload {
  if (!said) return now;
  return { text: said.text, blocks: [...said.blocks, ...now.blocks].slice(0, mostBlocks) };
}
