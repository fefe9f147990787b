import type { JobParts } from "../../src/parts.ts";
import { drawNote } from "../../views/run/run-replies.ts";

/**
 * Tells everybody that the records are gone: what was under way is no longer looked after, and nothing is done again
 * without being asked for. The name of the store that took the place makes all replicas tell it once.
 */
export function tellLoss(name: string, parts: JobParts): Promise<void> {
  const channel = parts.settings.channels.releases;
  return parts.messenger.show(
    { key: `lost.${name}`, channel },
    drawNote(
      ":warning: *Slipway has lost its records*: Redis was emptied or replaced. What was under way is no longer looked " +
        "after, and Slipway changes nothing by itself. Look at the cluster, then restore Redis from a copy or ask again.",
    ),
    0,
  );
}
