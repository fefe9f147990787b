import type { ModalView } from "@slack/types";
import { z } from "zod";
import { wordsOfBlock } from "../views/renewed.ts";

/** Where a click was made that only one person sees: it is drawn anew with what the click came to. */
export type Origin =
  | { in: "home" }
  /** An answer: the words that ask for it again, and the address at which it can be replaced for thirty minutes. */
  | { in: "answer"; words: string; responseUrl: string };

/** What is read of a click of Slack's. */
interface ClickFacts {
  view?: { type?: string } | undefined;
  container?: { [key: string]: unknown } | undefined;
  response_url?: string | undefined;
}

/** Where a button was clicked; undefined for messages that all see, and for answers that stay as they are. */
export function originOf({ view, container, response_url }: ClickFacts, blockId: string): Origin | undefined {
  if (view?.type === "home") return { in: "home" };
  const words = wordsOfBlock(blockId);
  if (words === undefined || response_url === undefined || container?.["is_ephemeral"] !== true)
    return undefined;
  return { in: "answer", words, responseUrl: response_url };
}

const mark = "origin ";
const carried: z.ZodType<Origin> = z.union([
  z.object({ in: z.literal("home") }),
  z.object({ in: z.literal("answer"), words: z.string(), responseUrl: z.string() }),
]);

/** A dialog that carries where it was opened, on a line before what it carries itself. */
export function carry(view: ModalView, origin: Origin | undefined): ModalView {
  if (!origin) return view;
  return { ...view, private_metadata: `${mark}${JSON.stringify(origin)}\n${view.private_metadata ?? ""}` };
}

/** What a dialog carries, parted into where it was opened and its own. */
export function uncarry(metadata: string): { origin?: Origin; metadata: string } {
  if (!metadata.startsWith(mark)) return { metadata };
  const end = metadata.indexOf("\n");
  return {
    origin: carried.parse(JSON.parse(metadata.slice(mark.length, end))),
    metadata: metadata.slice(end + 1),
  };
}
