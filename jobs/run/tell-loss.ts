import type { JobParts } from "../../src/parts.ts";
import type { SetBack } from "../../src/release/run/set-back.ts";
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

/**
 * Tells everybody that the records are older than they were, and lets every run that was asked for before end. All replicas
 * that noticed it tell it once, and the journal has it too.
 */
export async function tellSetBack({ id, at, known, left }: SetBack, parts: JobParts): Promise<void> {
  const lost = known > left ? ` (entry ${known} of the journal was there, and now it ends with ${left})` : "";
  await parts.messenger.show(
    { key: `set-back.${id}`, channel: parts.settings.channels.releases },
    drawNote(
      `:warning: *Slipway's records were put back to an older state*: Redis has not kept what it had confirmed${lost}, as ` +
        "when a replica takes over without the last entries. Every run that was asked for before is stopped where it " +
        `stands. Locks, holds, approvals and notices of the last moments may be missing: look at \`${parts.settings.command} status\` and the ` +
        "cluster, set them again, and ask again.",
    ),
    0,
  );
  const details = { known, left };
  await parts.journal.append({
    id: `set-back.${id}`,
    at,
    actor: "slipway",
    what: "found the records put back",
    details,
  });
  const active = await Promise.all(parts.settings.environments.map(({ name }) => parts.runs.active(name)));
  for (const run of active.flat())
    await parts.queue.enqueue("run", { run: run.id }, { id: run.id, environment: run.environment });
  // Jobs are lost as well, and leases that were given back are held again until they lapse.
  await parts.queue.enqueue("reconcile", {}, { id: `reconcile.set-back.${id}` });
  await parts.queue.enqueue("reconcile", {}, { id: `reconcile.set-back.${id}.later`, delay: longestLease });
}

/** After so many milliseconds nobody holds a lease that was given back before. */
const longestLease = 31_000;
