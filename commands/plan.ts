import type { Parts } from "../src/parts.ts";
import { monthAt, monthNamed } from "../src/release/calendar/calendar.ts";
import { gatherPlan, isBehind, monthSpan } from "../src/release/calendar/gather-plan.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import { beingPrepared } from "../src/release/preparation/being-prepared.ts";
import { drawPlan } from "../views/calendar/plan.ts";
import { renewable } from "../views/renewed.ts";
import { type Answer, type Ask, authorise, isAlone, mayPlan, type Verb } from "./verb.ts";
import { readerOf } from "./words.ts";

const usage = "plan [month]";
const readTyped = readerOf(usage);

/** `/release plan 2027-01` or `plan january`: what ships when in a month, this month without one. */
export const plan: Verb = { name: "plan", usage, summary: "What ships when in a month", handle: askForPlan };

async function askForPlan(ask: Ask, parts: Parts): Promise<Answer> {
  const { positionals } = readTyped(ask.text);
  const asker = await authorise(ask, "view", parts);
  const { timeZone, command } = parts.settings;
  const month = readMonth(positionals[0], monthAt(parts.clock(), timeZone));
  await catchUp(parts);
  const gathered = await gatherPlan(monthSpan(month, timeZone), parts);
  const hasButtons = isAlone(ask) && mayPlan(asker, parts.settings);
  const look = {
    command,
    isAnswer: true,
    hasButtons,
    beingPrepared: await beingPrepared(parts.preparations),
  };
  return { say: renewable(drawPlan(gathered, look), `plan ${month}`) };
}

/** How long whoever asks waits for the repository, in milliseconds; after that, the copy serves as it is. */
const patience = 1000;

async function catchUp(parts: Parts): Promise<void> {
  if (!(await isBehind(parts))) return;
  const refreshed = parts.git
    .refresh()
    .catch((error: unknown) => parts.log.warn({ err: error }, "repository not refreshed for the plan"));
  await Promise.race([refreshed, parts.pause(patience)]);
}

function readMonth(text: string | undefined, current: string): string {
  const month = text === undefined ? current : monthNamed(text, current);
  if (month !== undefined) return month;
  throw new ProblemError(
    makeProblem(
      "bad-day",
      `"${text}" is not a month.`,
      "Type it like `/release plan 2027-01` or `/release plan january`, or leave it out.",
    ),
  );
}
