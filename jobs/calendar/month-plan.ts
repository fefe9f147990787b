import type { JobParts } from "../../src/parts.ts";
import { daysBetween, daysInMonth, momentOf, monthAt } from "../../src/release/calendar/calendar.ts";
import { gatherPlan, monthSpan, type PlanSources } from "../../src/release/calendar/gather-plan.ts";
import { isOn } from "../../src/release/calendar/schedule.ts";
import type { Settings } from "../../src/release/settings.ts";
import { beingPrepared } from "../../src/release/preparation/being-prepared.ts";
import { drawPlan } from "../../views/calendar/plan.ts";

type MonthParts = Pick<JobParts, "clock" | "messenger" | "preparations"> & PlanSources;

/**
 * Posts the plan of the month once its moment has come, and keeps it true until the month is over and its last release cannot
 * be late any more: one conversation, however often this runs. After an outage it comes late; an installation that is younger
 * than the moment waits for the next one.
 */
export async function postMonthPlan(parts: MonthParts): Promise<void> {
  const { timeZone, cadence } = parts.settings;
  const now = parts.clock();
  const month = monthAt(now, timeZone);
  const before = monthAt(now - cadence.grace * 1000, timeZone);
  const posted = await parts.book.postedPlans();
  if (before !== month && posted.includes(before)) await showPlan(before, parts);
  if (!isDue(month, posted, parts)) return;
  await showPlan(month, parts);
  if (!posted.includes(month)) await parts.book.notePlan(month);
}

function isDue(month: string, posted: string[], { settings, clock }: MonthParts): boolean {
  const due = planMoment(month, settings);
  if (due === undefined || clock() < due) return false;
  return posted.length > 0 || clock() <= due + settings.cadence.grace * 1000;
}

async function showPlan(month: string, parts: MonthParts): Promise<void> {
  const { settings } = parts;
  const plan = await gatherPlan(monthSpan(month, settings.timeZone), parts);
  const conversation = { key: `plan.${month}`, channel: settings.channels.releases };
  const busy = await beingPrepared(parts.preparations);
  const look = { command: settings.command, isAnswer: false, hasButtons: true, beingPrepared: busy };
  await parts.messenger.show(conversation, drawPlan(plan, look), parts.clock());
}

/** When the plan of a month is posted; undefined for a schedule that passes the month over. */
function planMoment(month: string, { cadence, timeZone }: Settings): number | undefined {
  const first = `${month}-01`;
  const days = daysBetween(first, `${month}-${String(daysInMonth(first)).padStart(2, "0")}`);
  const day = days.find((one) => isOn(cadence.plan, one));
  return day === undefined ? undefined : momentOf(day, cadence.plan.time, timeZone);
}
