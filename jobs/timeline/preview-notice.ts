import type { JobParts } from "../../src/parts.ts";
import type { NoticeRule } from "../../src/release/timeline/notice.ts";
import type { MessagePayload } from "../../src/release/messages.ts";
import { makeProblem } from "../../src/release/problem.ts";
import type { JobHandler, JobPayloads } from "../../src/release/work.ts";
import { drawProblem } from "../../views/problem.ts";
import { drawTimelineAnswer } from "../../views/timeline/timeline.ts";
import { drawNotice } from "./draw-notice.ts";
import { loadTimeline, type LoadedTimeline, timelineId } from "./load-timeline.ts";

/** Draws a notice or a whole timeline for one person; nobody else sees it, and nothing is recorded. */
export function previewNoticeJob(parts: JobParts): JobHandler<"preview"> {
  return async (payload) => parts.answers.say(payload.answer, await answerTo(payload, parts));
}

async function answerTo(
  { version, name, mayChange }: JobPayloads["preview"],
  parts: JobParts,
): Promise<MessagePayload> {
  const release = await parts.book.get(version);
  const loaded = await loadTimeline(release ? timelineId(release) : version, parts, "looking");
  const rule = parts.settings.timeline.notices.find((one) => one.name === name);
  if (loaded && rule) return previewOf(rule, loaded, parts);
  if (loaded && name === undefined)
    return drawTimelineAnswer({ ...loaded, product: parts.settings.product, mayChange });
  const what = `There is nothing to show of ${version}.`;
  return drawProblem(makeProblem("unknown-notice", what, "Type `status` with the version."));
}

function previewOf(rule: NoticeRule, loaded: LoadedTimeline, parts: JobParts): Promise<MessagePayload> {
  const due = loaded.notices.find((notice) => notice.rule.name === rule.name)?.due ?? loaded.now;
  const notice = { key: rule.name, rule, due, anchor: due, state: "due" as const };
  return drawNotice({ ...notice, isShortNotice: false, isEstimate: false }, loaded, parts);
}
