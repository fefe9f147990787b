import type { KnownBlock } from "@slack/types";

/** What a kind of notice says: the first line, the sentence for notifications, and the body. */
export interface Drawing {
  title: string;
  text: string;
  blocks: KnownBlock[];
}
