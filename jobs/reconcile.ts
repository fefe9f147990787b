import type { JobParts } from "../src/parts.ts";
import { wakeCalendar } from "../src/release/calendar/wake-calendar.ts";
import type { Run } from "../src/release/run/run.ts";
import type { JobHandler } from "../src/release/work.ts";
import { watchChecklists } from "./checklist/evidence.ts";
import { reconcileTimelines } from "./timeline/timeline.ts";

/** What the messenger still owes Slack, by conversation. */
export interface Undelivered {
  pending(): Promise<string[]>;
}

/**
 * Looks for what nobody works on, after a crash between two statements or an outage: runs whose turn has come, requests
 * that have expired, runs whose end nobody has noted, messages that were not delivered, evidence that has become old.
 * Adding a job that is there already changes nothing.
 */
export function reconcileJob(parts: JobParts, messages: Undelivered): JobHandler<"reconcile"> {
  return async () => {
    const minute = Math.floor(parts.clock() / 60_000);
    if (await parts.firstTime(`calendar.minute.${minute}`)) await wakeCalendar(parts);
    const active = await Promise.all(parts.settings.environments.map(({ name }) => parts.runs.active(name)));
    for (const run of active.flat()) await wake(run, parts);
    for (const run of await parts.runs.unsettled(100))
      await parts.queue.enqueue("show", { run }, { id: `show.${run}` });
    await watchChecklists(parts);
    await reconcileTimelines(parts);
    for (const preparation of await parts.preparations.open())
      await parts.queue.enqueue("prepare", { preparation }, { id: preparation });
    for (const conversation of await messages.pending()) {
      await parts.queue.enqueue("deliver", { conversation }, { id: `deliver.${conversation}` });
    }
  };
}

async function wake(run: Run, parts: JobParts): Promise<void> {
  if (run.phase !== "awaiting approval" && run.phase !== "requested") {
    return parts.queue.enqueue("run", { run: run.id }, { id: run.id, environment: run.environment });
  }
  await parts.queue.enqueue("show", { run: run.id }, { id: `show.${run.id}` });
  await parts.messenger.bringBack(run.id);
  if (run.expiresAt === undefined || run.expiresAt > parts.clock()) return;
  await parts.queue.enqueue("expire", { run: run.id }, { id: `expire.${run.id}.late` });
}
