import type { JobParts } from "../../src/parts.ts";
import { entriesOf } from "../../src/release/calendar/calendar-entries.ts";
import { gatherPlan, quarterSpan } from "../../src/release/calendar/gather-plan.ts";
import type { JobHandler } from "../../src/release/work.ts";

/** Sends the calendar of the coming quarter as a file to one person. */
export function sendCalendarJob(parts: JobParts): JobHandler<"send-calendar"> {
  return async ({ user }) => {
    const { product, timeZone } = parts.settings;
    const plan = await gatherPlan(quarterSpan(parts.clock(), timeZone), parts);
    const name = `Releases of ${product}`;
    const text = await parts.calendarFiles.write(name, entriesOf(plan, product), parts.clock());
    await parts.files.send(user, {
      name: "releases.ics",
      text,
      comment: `${name}, for the calendar of your choice.`,
    });
  };
}
