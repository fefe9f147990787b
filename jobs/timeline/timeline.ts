import type { NoticeRecord } from "../../src/release/timeline/notice.ts";
import type { Pending } from "../../src/release/timeline/notice-store.ts";
import { isOver, lastingName } from "../../src/release/book/release.ts";
import { isAhead, type Notice } from "../../src/release/timeline/timeline.ts";
import {
  corrected,
  type Correction,
  correctionKey,
  correctionsOf,
} from "../../src/release/timeline/timeline-corrections.ts";
import type { JobHandler } from "../../src/release/work.ts";
import { replyWithWholeNotes } from "./whole-notes.ts";
import { drawCorrection, drawMissed } from "../../views/timeline/notice-replies.ts";
import { drawTimelineCard } from "../../views/timeline/timeline.ts";
import { fingerprint, loadTimeline, type LoadedTimeline, type TimelineParts } from "./load-timeline.ts";

/** Notices that are due within this time, in milliseconds, become jobs; the others wait in one sorted set. */
const horizon = 600_000;
/** So many notices become jobs in one beat; those after them follow in the next. */
const mostAtOnce = 1000;

/**
 * Looks at the timeline of one release: notes what was sent, corrects what is no longer true, takes back what is no longer
 * to be said, reports what was missed, and notes what waits. Every part is safe to repeat.
 */
export function timelineJob(parts: TimelineParts): JobHandler<"timeline"> {
  return async ({ release }) => {
    const loaded = await loadTimeline(release, parts, "watching");
    if (!loaded) return parts.notices.unwatch(release);
    for (const record of loaded.sent) await noteSaid(record, loaded, parts);
    for (const correction of correctionsOf(plannedFacts(loaded))) await correct(correction, loaded, parts);
    const waiting = await takeBackOthers(loaded, parts);
    for (const notice of loaded.notices.filter(({ state }) => state === "missed"))
      if (![...loaded.records, ...waiting].some((record) => isOf(record, notice)))
        await report(notice, loaded, parts);
    await showCard(release, parts);
    await planAhead(loaded, waiting.length > 0, parts);
  };
}

/** Looks which timelines have changed, and makes jobs of what is due soon. Every beat, on any replica. */
export async function reconcileTimelines(parts: TimelineParts): Promise<void> {
  const now = await parts.notices.now();
  const watches = new Map((await parts.notices.watches()).map((watch) => [watch.release, watch]));
  const open = await parts.book.open();
  for (const release of open) {
    const id = lastingName(release);
    const isSeen = watches.get(id)?.seen === fingerprint(release, parts.settings.timeline);
    watches.delete(id);
    if (!isSeen) await askForTimeline(id, parts);
  }
  // What is left is over, or was never planned: few, like the runs below, whose engine may have died before it told us.
  for (const id of watches.keys()) await askForTimeline(id, parts);
  for (const run of await parts.runs.active(parts.settings.environments.at(-1)?.name ?? ""))
    if (run.startedAt !== undefined) await wakeTimeline(run, parts);
  for (const pending of await parts.notices.pending(now + horizon, mostAtOnce)) {
    await askForNotice(pending, now, parts);
  }
}

/** Asks for a look at a timeline; asking while one is under way leads to one more. */
export function askForTimeline(id: string, parts: Pick<TimelineParts, "queue">): Promise<void> {
  return parts.queue.enqueue("timeline", { release: id }, { id: `timeline.${id}` });
}

/** Tells the timeline that a run of production began or ended, so that nobody waits for the next beat. */
export async function wakeTimeline(
  run: { environment: string; version: string; from?: string },
  parts: TimelineParts,
): Promise<void> {
  if (run.environment !== parts.settings.environments.at(-1)?.name) return;
  for (const version of [run.version, ...(run.from === undefined ? [] : [run.from])]) {
    const release = await parts.book.get(version);
    const id = release ? lastingName(release) : version;
    await askForTimeline(id, parts);
  }
}

async function noteSaid(record: NoticeRecord, loaded: LoadedTimeline, parts: TimelineParts): Promise<void> {
  const { id, version } = loaded;
  await replyWithWholeNotes(record, loaded, parts);
  await journal(record, { id, version, what: record.isLate ? "told late" : "told" }, parts);
  await parts.notices.save(id, record);
}

/** Takes back the messages that wait although they are no longer to be said; answers the records of those that stay. */
async function takeBackOthers({ id, waiting, notices, now }: LoadedTimeline, parts: TimelineParts) {
  const stay: NoticeRecord[] = [];
  for (const { record } of waiting) {
    const isWanted = notices.some((notice) => isOf(record, notice) && isAhead(notice));
    const { conversation: key, channel, medium } = record;
    // One that may be out already is looked at again.
    const isBack = !isWanted && (await parts.media[medium].takeBack({ key, channel }, now)) === "taken back";
    if (isBack) await parts.notices.drop(id, record);
    else stay.push(record);
  }
  return stay;
}

function isOf({ name, anchor }: NoticeRecord, notice: Notice): boolean {
  return name === notice.rule.name && anchor === notice.anchor;
}

/** The conversation of a release: its living overview, below which is told what was missed. */
export function releaseConversation(id: string, parts: Pick<TimelineParts, "settings">) {
  return { key: `release.${id}`, channel: parts.settings.channels.releases };
}

function plannedFacts({ records, course, version, watch: { target } }: LoadedTimeline) {
  return { records, course, version, ...(target !== undefined && { target }) };
}

async function correct(correction: Correction, loaded: LoadedTimeline, parts: TimelineParts): Promise<void> {
  const { record } = correction;
  const { conversation, channel, medium } = record;
  const key = correctionKey(correction);
  const words = drawCorrection(correction, loaded.version, loaded.environment.name);
  await parts.media[medium].reply({ key: conversation, channel }, key, words);
  await journal(record, { id: loaded.id, version: loaded.version, what: "corrected", suffix: key }, parts);
  await parts.notices.save(loaded.id, corrected(correction, plannedFacts(loaded)));
}

async function report(notice: Notice, { id, version, course, now }: LoadedTimeline, parts: TimelineParts) {
  const { key, due, anchor, rule } = notice;
  const conversation = releaseConversation(id, parts);
  const record: NoticeRecord = {
    key,
    name: rule.name,
    kind: rule.kind,
    outcome: "missed",
    due,
    anchor,
    at: now,
    isLate: true,
    told: { state: course.state },
    corrections: 0,
    medium: rule.medium,
    conversation: conversation.key,
    channel: conversation.channel,
  };
  await parts.messenger.reply(conversation, `missed.${key}`, drawMissed(notice));
  await journal(record, { id, version, what: "missed" }, parts);
  await parts.notices.claim(id, { record });
}

async function journal(
  record: NoticeRecord,
  about: { id: string; version: string; what: string; suffix?: string },
  parts: TimelineParts,
): Promise<void> {
  const end = about.suffix === undefined ? "" : `.${about.suffix}`;
  await parts.journal.append({
    id: `notice.${about.id}.${record.name}.${record.anchor}.${about.what}${end}`,
    at: record.at,
    actor: "slipway",
    what: about.what,
    version: about.version,
    details: { notice: record.name, due: record.due, state: record.told.state },
  });
}

async function planAhead(loaded: LoadedTimeline, isWaiting: boolean, parts: TimelineParts): Promise<void> {
  const { id, release, course, watch, now } = loaded;
  const pending = loaded.notices.filter(isAhead).map(({ key, due }) => ({ key, due }));
  const hasBegun = course.startedAt !== undefined;
  const isDone = pending.length === 0 && !isWaiting && (!release || isOver(release.state));
  const isOpen = isWaiting || (hasBegun && pending.length > 0);
  const seen = isOpen ? "" : fingerprint(release, parts.settings.timeline);
  await parts.notices.plan({ ...watch, seen }, pending);
  for (const { key, due } of pending) {
    if (due <= now + horizon) await askForNotice({ release: id, key, due }, now, parts);
  }
  if (isDone) await parts.notices.unwatch(id);
}

/** Asking again sets the time of the job anew, which is right also when a clock has been put back or forward since. */
async function askForNotice(pending: Pending, now: number, parts: TimelineParts): Promise<void> {
  const { release, key, due } = pending;
  const options = { id: `notice.${release}.${key}`, delay: Math.max(0, due - now) };
  await parts.queue.enqueue("notice", { release, key, due }, options);
}

/** The overview is there as soon as there is something to look back at. It is drawn from what is true by now. */
async function showCard(id: string, parts: TimelineParts): Promise<void> {
  const loaded = await loadTimeline(id, parts, "looking");
  if (!loaded || loaded.records.length === 0) return;
  const card = drawTimelineCard({ ...loaded, product: parts.settings.product });
  await parts.messenger.show(releaseConversation(id, parts), card, loaded.now);
}
