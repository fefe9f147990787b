import type { JobParts } from "../../src/parts.ts";
import { calendarOf } from "../../src/release/calendar/cadence.ts";
import { ProblemError } from "../../src/release/problem.ts";
import type { JobHandler } from "../../src/release/work.ts";
import { adoptTags } from "./adopt-tags.ts";
import { advanceReleases } from "./advance-releases.ts";
import { carryCalendar } from "./carry-calendar.ts";
import { postMonthPlan } from "./month-plan.ts";
import { proposeAll } from "./propose-versions.ts";

type CalendarParts = Pick<
  JobParts,
  | "settings"
  | "clock"
  | "log"
  | "git"
  | "book"
  | "releases"
  | "runs"
  | "journal"
  | "messenger"
  | "calendarFiles"
  | "checklists"
  | "preparations"
>;

/**
 * Once a minute, and whenever something has changed that the plan shows: brings releases to the state that their runs
 * have reached, carries the calendar into the book, gives planned releases their versions, and posts or renews the plan of
 * the month. Everything here looks first and is safe to repeat; where the repository or the holidays cannot be read, the
 * rest waits for the next minute.
 */
export function calendarJob(parts: CalendarParts): JobHandler<"calendar"> {
  return async () => {
    await advanceReleases(parts);
    const calendar = calendarOf(parts.settings, await parts.calendarFiles.holidays());
    await carryCalendar(calendar, parts);
    await proposeByRepository(parts);
    await postMonthPlan(parts);
  };
}

/**
 * Every worker has a mirror of its own. Proposals of one that does not know the newest tag yet would take back those of
 * another, and readers would be told of each change; so no version is proposed without a look at the repository itself.
 */
async function proposeByRepository(parts: CalendarParts): Promise<void> {
  try {
    await parts.git.refresh();
    await adoptTags(parts);
    await proposeAll(parts);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    parts.log.warn({ code: error.problem.code }, "repository not looked at for what is planned");
  }
}
