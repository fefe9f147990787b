import type { NoticeFacts } from "../../src/release/timeline/notice-facts.ts";
import type { NoticeKind } from "../../src/release/timeline/notice.ts";
import type { MessagePayload } from "../../src/release/messages.ts";
import { context, header } from "../blocks.ts";
import { drawAnnouncement, drawPreDeployment } from "./notice-before.ts";
import { drawComplete, drawProgress, drawStart } from "./notice-after.ts";
import { drawSummary } from "./notice-summary.ts";
import type { Drawing } from "./notice-drawing.ts";
import { timingWords } from "./notice-words.ts";

const drawings: Record<NoticeKind, (facts: NoticeFacts) => Drawing> = {
  announcement: drawAnnouncement,
  "pre-deployment": drawPreDeployment,
  start: drawStart,
  progress: drawProgress,
  complete: drawComplete,
  summary: drawSummary,
};

/** A notice in Slipway's own words. A notice that comes late, or at short notice, says so first. */
export function drawBuiltIn(facts: NoticeFacts): MessagePayload {
  const { title, text, blocks } = drawings[facts.notice.kind](facts);
  const timing = timingWords(facts);
  return { text, blocks: [header(title), ...(timing.length > 0 ? [context(...timing)] : []), ...blocks] };
}
