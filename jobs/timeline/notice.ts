import type { NoticeRecord } from "../../src/release/timeline/notice.ts";
import { isToSay, type Notice } from "../../src/release/timeline/timeline.ts";
import type { JobHandler } from "../../src/release/work.ts";
import { drawNotice } from "./draw-notice.ts";
import { loadTimeline, type LoadedTimeline, type TimelineParts } from "./load-timeline.ts";
import { askForTimeline } from "./timeline.ts";

/** The longest rest of a job that came too early, in milliseconds: clocks may be put right meanwhile. */
const longestRest = 60_000;
/** So long after it was drawn, in milliseconds, a message is still true enough to be sent. */
const goodFor = 45_000;
/** After this time a message that waits is drawn anew, so that there is always one that may be sent. */
const redrawnAfter = 20_000;

/**
 * Says one notice, at its moment by the clock of the store, as the timeline is by then: what has moved or was withdrawn
 * meanwhile is not said. It comes again until the notice is known to be sent, with new words where the old ones are no
 * longer true: an outage of its medium ends with one message that tells what is true at its end.
 */
export function noticeJob(parts: TimelineParts): JobHandler<"notice"> {
  return async ({ release, key, due }, { redeliver }) => {
    const early = due - (await parts.notices.now());
    if (early > 0) return redeliver(Math.min(early, longestRest));
    const loaded = await loadTimeline(release, parts, "watching");
    const notice = loaded?.notices.find((one) => one.key === key);
    if (!loaded || !notice || !isToSay(notice, loaded.now)) return askForTimeline(release, parts);
    await say(notice, loaded, parts);
    return redeliver(loaded.now - due < 10_000 ? 1000 : 10_000);
  };
}

async function say(notice: Notice, loaded: LoadedTimeline, parts: TimelineParts): Promise<void> {
  const { record, message } = await claimFor(notice, loaded, parts);
  // Without one it was sent meanwhile.
  if (!message) return;
  const { conversation: key, channel, medium, at } = record;
  await parts.media[medium].show({ key, channel }, message, at, { goodUntil: at + goodFor });
}

async function claimFor(notice: Notice, loaded: LoadedTimeline, parts: TimelineParts) {
  const record = recordOf(notice, loaded, parts);
  const waiting = loaded.waiting.find(
    (claim) => claim.record.name === record.name && claim.record.anchor === record.anchor,
  );
  if (waiting && isTrue(waiting.record, record)) return waiting;
  return parts.notices.claim(loaded.id, { record, message: await drawNotice(notice, loaded, parts) });
}

function isTrue(waiting: NoticeRecord, now: NoticeRecord): boolean {
  const isSame = JSON.stringify(waiting.told) === JSON.stringify(now.told) && waiting.isLate === now.isLate;
  return isSame && now.at - waiting.at < redrawnAfter;
}

function recordOf({ rule, key, due, anchor, state }: Notice, loaded: LoadedTimeline, parts: TimelineParts) {
  const { id, version, now, course, watch } = loaded;
  const { audiences } = parts.settings.timeline;
  const record: NoticeRecord = {
    key,
    name: rule.name,
    kind: rule.kind,
    outcome: "said",
    due,
    anchor,
    at: now,
    isLate: state === "late",
    told: { state: course.state, version, ...(watch.target !== undefined && { target: watch.target }) },
    corrections: 0,
    medium: rule.medium,
    conversation: `release.${id}.${rule.name}.${anchor}`,
    channel: audiences[rule.audience]?.channel ?? parts.settings.channels.releases,
  };
  return record;
}
