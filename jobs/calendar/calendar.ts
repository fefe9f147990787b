import type { JobParts } from "../../src/parts.ts";
import { isBehind } from "../../src/release/calendar/gather-plan.ts";
import { calendarOf } from "../../src/release/calendar/cadence.ts";
import type { JobHandler } from "../../src/release/work.ts";
import { advanceReleases } from "./advance-releases.ts";
import { carryCalendar } from "./carry-calendar.ts";
import { postMonthPlan } from "./month-plan.ts";
import { proposeAll } from "./propose-versions.ts";

const quarterOfAnHour = 900_000;

/**
 * Once a minute, and whenever something has changed that the plan shows: brings releases to the state that their runs have reached, carries the calendar into the book, gives
 * planned releases their versions, and posts or renews the plan of the month. Everything here looks first and is safe to
 * repeat; where the repository or the holidays cannot be read, the rest waits for the next minute.
 */
export function calendarJob(parts: JobParts): JobHandler<"calendar"> {
  return async () => {
    await advanceReleases(parts);
    const calendar = calendarOf(parts.settings, await parts.calendarFiles.holidays());
    const slot = Math.floor(parts.clock() / quarterOfAnHour);
    if ((await parts.firstTime(`calendar.refresh.${slot}`)) || (await isBehind(parts)))
      await parts.git.refresh();
    await carryCalendar(calendar, parts);
    await proposeAll(parts);
    await postMonthPlan(parts);
  };
}
