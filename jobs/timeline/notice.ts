import type { JobParts } from "../../src/parts.ts";
import type { NoticeRecord } from "../../src/release/timeline/notice.ts";
import { isToSay, type Notice } from "../../src/release/timeline/timeline.ts";
import type { JobHandler } from "../../src/release/work.ts";
import { drawNotice } from "./draw-notice.ts";
import { loadTimeline, type LoadedTimeline } from "./load-timeline.ts";
import { askForTimeline, finish } from "./timeline.ts";

/** The longest rest of a job that came too early, in milliseconds: clocks may be put right meanwhile. */
const longestRest = 60_000;

/**
 * Says one notice, at its moment by the clock of the store, as the timeline is by then: what has moved or was withdrawn
 * meanwhile is not said. The claim makes it one message, whoever else says it too.
 */
export function noticeJob(parts: JobParts): JobHandler<"notice"> {
  return async ({ release, key, due }, { redeliver }) => {
    const early = due - (await parts.notices.now());
    if (early > 0) return redeliver(Math.min(early, longestRest));
    const loaded = await loadTimeline(release, parts);
    const notice = loaded?.notices.find((one) => one.key === key);
    if (loaded && notice && isToSay(notice, loaded.now)) await say(notice, loaded, parts);
    await askForTimeline(release, parts);
  };
}

async function say(notice: Notice, loaded: LoadedTimeline, parts: JobParts): Promise<void> {
  const { rule, key, due, anchor } = notice;
  const message = await drawNotice(notice, loaded, parts);
  const { target } = loaded.watch;
  const record: NoticeRecord = {
    key,
    name: rule.name,
    kind: rule.kind,
    outcome: "said",
    due,
    anchor,
    at: loaded.now,
    isLate: notice.state === "late",
    told: { state: loaded.course.state, ...(target !== undefined && { target }) },
    corrections: 0,
    conversation: `release.${loaded.id}.${key}`,
    channel: parts.settings.timeline.audiences[rule.audience]?.channel ?? parts.settings.channels.releases,
  };
  const claim = await parts.notices.claim(loaded.id, { record, message });
  await finish(claim, loaded, parts);
}
