import type { JobParts } from "../src/parts.ts";
import type { JobHandler, JobHandlers } from "../src/release/work.ts";
import { checklistJob } from "./checklist.ts";
import { evidenceJob } from "./evidence.ts";
import { calendarJob } from "./calendar.ts";
import { expireJob } from "./expire.ts";
import { planJob } from "./plan.ts";
import { reconcileJob, type Undelivered } from "./reconcile.ts";
import { noticeJob } from "./notice.ts";
import { previewNoticeJob } from "./preview-notice.ts";
import { notesJob } from "./notes.ts";
import { prepareJob } from "./prepare.ts";
import { proposeJob } from "./propose.ts";
import { runJob } from "./run.ts";
import { sendCalendarJob } from "./send-calendar.ts";
import { showJob } from "./show.ts";
import { timelineJob } from "./timeline.ts";

/** What does each job of the catalogue. Delivering to Slack is the messenger's own, handed in by the composition root. */
export function createHandlers(
  parts: JobParts,
  messages: Undelivered & { deliver: JobHandler<"deliver"> },
): JobHandlers {
  return {
    plan: planJob(parts),
    run: runJob(parts),
    propose: proposeJob(parts),
    prepare: prepareJob(parts),
    notes: notesJob(parts),
    show: showJob(parts),
    expire: expireJob(parts),
    checklist: checklistJob(parts),
    evidence: evidenceJob(parts),
    timeline: timelineJob(parts),
    notice: noticeJob(parts),
    preview: previewNoticeJob(parts),
    deliver: messages.deliver,
    calendar: calendarJob(parts),
    "send-calendar": sendCalendarJob(parts),
    reconcile: reconcileJob(parts, messages),
  };
}
