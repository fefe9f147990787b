import type { Parts } from "../src/parts.ts";
import { gatherPlan, quarterSpan } from "../src/release/calendar/gather-plan.ts";
import { drawCalendar } from "../views/calendar/plan.ts";
import { type Answer, type Ask, authorise, type Verb } from "./verb.ts";
import { readerOf } from "./words.ts";

const usage = "calendar";
const readTyped = readerOf(usage);

/** `/release calendar`: the coming quarter, and as a file in the asker's direct messages. */
export const calendar: Verb = {
  name: "calendar",
  usage,
  summary: "The coming quarter, also as a calendar file",
  handle: askForCalendar,
};

async function askForCalendar(ask: Ask, parts: Parts): Promise<Answer> {
  readTyped(ask.text);
  await authorise(ask, "view", parts);
  const { timeZone, command } = parts.settings;
  const gathered = await gatherPlan(quarterSpan(parts.clock(), timeZone), parts);
  await parts.queue.enqueue("send-calendar", { user: ask.by.user }, { id: `calendar-file.${ask.id}` });
  return { say: drawCalendar(gathered, { command }) };
}
