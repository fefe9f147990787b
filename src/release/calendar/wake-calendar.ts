import type { WorkQueue } from "../work.ts";

/**
 * Has the calendar looked at soon: what the plan of the month shows has changed. Whoever asks while a look waits has part
 * in that one, and during a look there is another one after it. Raises `store-unavailable`.
 */
export function wakeCalendar({ queue }: { queue: WorkQueue }): Promise<void> {
  return queue.enqueue("calendar", {}, { id: "calendar" });
}
