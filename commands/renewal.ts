import { z } from "zod";
import type { Origin } from "../src/release/request.ts";
import { partCarried, wordsOfBlock } from "../views/renewed.ts";

/** What is read of a click of Slack's. */
interface ClickFacts {
  view?: { type?: string } | undefined;
  container?: { [key: string]: unknown } | undefined;
  response_url?: string | undefined;
  channel?: { id: string } | undefined;
}

/** Where a button was clicked; undefined for messages that all see, and for answers that stay as they are. */
export function originOf(
  { view, container, response_url: responseUrl, channel }: ClickFacts,
  blockId: string,
): Origin | undefined {
  if (view?.type === "home") return { in: "home" };
  const words = wordsOfBlock(blockId);
  if (words === undefined || responseUrl === undefined || channel === undefined) return undefined;
  if (container?.["is_ephemeral"] !== true) return undefined;
  return { in: "answer", words, channel: channel.id, responseUrl };
}

const carried: z.ZodType<Origin> = z.union([
  z.object({ in: z.literal("home") }),
  z.object({ in: z.literal("answer"), words: z.string(), channel: z.string(), responseUrl: z.string() }),
]);

/** What a dialog carries, parted into where it was opened and its own. */
export function uncarry(all: string): { origin?: Origin; metadata: string } {
  const { origin, metadata } = partCarried(all);
  return origin === undefined ? { metadata } : { origin: carried.parse(JSON.parse(origin)), metadata };
}
