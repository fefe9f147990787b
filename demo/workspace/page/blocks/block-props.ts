import type { Json } from "../json.ts";

/** What a block needs to be drawn: itself and the id under which its elements report. */
export interface BlockProps {
  block: Json;
  blockId: string;
}
