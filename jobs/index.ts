import type { JobParts } from "../src/parts.ts";
import type { JobHandler, JobHandlers } from "../src/release/work.ts";
import { checklistJob } from "./checklist/checklist.ts";
import { evidenceJob } from "./checklist/evidence.ts";
import { calendarJob } from "./calendar/calendar.ts";
import { expireJob } from "./run/expire.ts";
import { planJob } from "./plan/plan.ts";
import { reconcileJob, type Undelivered } from "./reconcile.ts";
import { noticeJob } from "./timeline/notice.ts";
import { previewNoticeJob } from "./timeline/preview-notice.ts";
import { notesJob } from "./preparation/notes.ts";
import { prepareJob } from "./preparation/prepare.ts";
import { proposeJob } from "./preparation/propose.ts";
import { runJob } from "./run/run.ts";
import { sendCalendarJob } from "./calendar/send-calendar.ts";
import { showJob } from "./run/show.ts";
import { timelineJob } from "./timeline/timeline.ts";

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
