import type { Clock } from "./release/clock.ts";
import { type EditPace, usualEdits } from "./slack/pace.ts";

/** What time it is and how quickly things may follow each other, where that is not for the configuration to say. */
export interface Tempo {
  edits: EditPace;
  /** Seconds between two heartbeats; a divisor of sixty. */
  beat: number;
  /** The time, in place of this machine's and of the store's. */
  clock?: Clock;
}

export const usualTempo: Tempo = { edits: usualEdits, beat: 30 };
