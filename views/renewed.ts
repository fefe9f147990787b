import type { MessagePayload } from "../src/release/messages.ts";

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

/** An answer as it is now, below what a click in it came to. */
export function drawRenewed(said: MessagePayload | undefined, now: MessagePayload): MessagePayload {
  if (!said) return now;
  return { text: said.text, blocks: [...said.blocks, ...now.blocks].slice(0, mostBlocks) };
}
