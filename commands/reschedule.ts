import { z } from "zod";
import type { Parts } from "../src/parts.ts";
import { wakeCalendar } from "../src/release/calendar/wake-calendar.ts";
import { dayAt, isDay, momentOf, monthAt, timeAt } from "../src/release/calendar/calendar.ts";
import { inTheWayOf } from "../src/release/calendar/cadence.ts";
import { knownCalendar } from "../src/release/calendar/calendar-file.ts";
import { cancelPlanned } from "../src/release/book/cancel-release.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import type { Release } from "../src/release/book/release.ts";
import { cut, escape } from "../views/blocks.ts";
import { bothZones, inZone } from "../views/dates.ts";
import { actions } from "../views/ids.ts";
import { drawMoveDialog, drawSkipDialog } from "../views/calendar/release-dialogs.ts";
import { drawNote } from "../views/run/run-replies.ts";
import { note } from "./note.ts";
import { changedMeanwhile, expectUnprepared, findRelease, tooLate } from "./releases.ts";
import type { Submission, SubmissionAnswer } from "./submission.ts";
import { type Answer, type Ask, authorise, lastEnvironment } from "./verb.ts";

/** What the dialogs carry from what was shown to the click that follows. */
const shown = z.object({ release: z.string(), target: z.number().exactOptional() });
type Shown = z.infer<typeof shown>;

/** The button Move…: asks for the new day. */
export async function openMoveDialog(ask: Ask, parts: Parts, value: string): Promise<Answer> {
  const release = await movable(ask, value, parts);
  const { timeZone } = parts.settings;
  const at = release.target ?? parts.clock();
  return {
    open: drawMoveDialog(release, { timeZone, day: dayAt(at, timeZone), time: timeAt(at, timeZone) }),
  };
}

/** The button Skip…: asks why. */
export async function openSkipDialog(ask: Ask, parts: Parts, value: string): Promise<Answer> {
  return { open: drawSkipDialog(await skippable(ask, value, parts), parts.settings.timeZone) };
}

/** The move dialog, sent: the release has another target from now on, whatever the calendar says. */
export async function submitMoveDialog(
  { ask, values, metadata }: Submission,
  parts: Parts,
): Promise<SubmissionAnswer> {
  const seen = shown.parse(JSON.parse(metadata));
  const release = await movable(ask, seen.release, parts);
  refuseMoved(release, seen, parts);
  const target = readTarget(values[actions.day] ?? "", values[actions.time] ?? "", parts);
  const reason = values[actions.reason] ?? "";
  const details = { target, reason, from: release.target ?? 0 };
  const entry = { ...note(ask, "moved"), version: release.version, details };
  const saved = await parts.book.save({ ...release, target, moved: { by: ask.by, reason } }, entry);
  if (!saved) throw changedMeanwhile(release);
  const when = bothZones(target, parts.settings.timeZone);
  const [freeze] = inTheWayOf(target, release.kind, await knownCalendar(parts));
  const warning = freeze ? `\n:warning: That day falls into ${escape(freeze.name)}.` : "";
  const deed = `moved *${escape(release.version)}* to ${when}: ${escape(reason)}${warning}`;
  return tell(ask, release, deed, parts);
}

/** The skip dialog, sent: the release is off the calendar, and the next one gets its version. */
export async function submitSkipDialog(
  { ask, values, metadata }: Submission,
  parts: Parts,
): Promise<SubmissionAnswer> {
  const seen = shown.parse(JSON.parse(metadata));
  const release = await skippable(ask, seen.release, parts);
  refuseMoved(release, seen, parts);
  const reason = values[actions.reason] ?? "";
  const entry = { ...note(ask, "skipped"), version: release.version, details: { reason } };
  if (!(await cancelPlanned(release, reason, parts.book, entry))) throw changedMeanwhile(release);
  return tell(
    ask,
    release,
    `skipped *${escape(release.version)}* (${release.kind}): ${escape(reason)}`,
    parts,
  );
}

/** Refuses what was decided in sight of another date: it would undo unseen what somebody else has decided since. */
function refuseMoved({ version, target, moved }: Release, seen: Shown, { settings }: Parts): void {
  if (target === seen.target) return;
  const now =
    target === undefined ? "has no date now" : `is now planned for ${inZone(target, settings.timeZone)}`;
  const why = moved ? ` (“${cut(moved.reason, 300)}”)` : "";
  const what = `${version} was moved since this dialog was opened: it ${now}${why}.`;
  throw new ProblemError(
    makeProblem("changed-meanwhile", what, "Close this dialog, and open it again if it must be another day."),
  );
}

async function movable(ask: Ask, value: string, parts: Parts): Promise<Release> {
  await authorise(ask, "deploy", parts, lastEnvironment(parts.settings));
  const release = await findRelease(value, parts);
  if (release.state !== "planned" && release.state !== "prepared") throw tooLate(release);
  await expectUnprepared(release, parts);
  return release;
}

async function skippable(ask: Ask, value: string, parts: Parts): Promise<Release> {
  const release = await movable(ask, value, parts);
  if (release.state === "planned") return release;
  throw tooLate(release);
}

function readTarget(day: string, time: string, { settings, clock }: Parts): number {
  const [, hour, minute] = /^(\d{2}):(\d{2})$/u.exec(time) ?? [];
  if (!isDay(day) || hour === undefined || minute === undefined)
    throw badDay(`"${day} ${time}" is not a day and a time.`, "Choose both.");
  const target = momentOf(day, { hour: Number(hour), minute: Number(minute) }, settings.timeZone);
  if (target > clock()) return target;
  throw badDay("That moment is over.", "Choose one to come.");
}

function badDay(what: string, advice: string): ProblemError {
  return new ProblemError(makeProblem("bad-day", what, advice));
}

/** Says it below the plan of the month where it was posted, and has the plan drawn anew. */
async function tell(ask: Ask, release: Release, deed: string, parts: Parts): Promise<SubmissionAnswer> {
  const month = monthAt(parts.clock(), parts.settings.timeZone);
  if ((await parts.book.postedPlans()).includes(month)) {
    const conversation = { key: `plan.${month}`, channel: parts.settings.channels.releases };
    await parts.messenger.reply(conversation, ask.id, drawNote(`<@${ask.by.user}> ${deed}`));
  }
  await wakeCalendar(parts);
  return { done: true, say: drawNote(`You ${deed}`) };
}
