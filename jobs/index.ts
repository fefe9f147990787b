import type { JobParts } from "../src/parts.ts";
import type { JobHandler, JobHandlers, JobName } from "../src/release/work.ts";
import type { Undelivered } from "./reconcile.ts";

/**
 * What does each job of the catalogue, each loaded with the first job of its name. Delivering to Slack is the
 * messenger's own, handed in by the composition root.
 */
export function createHandlers(
  parts: JobParts,
  messages: Undelivered & { deliver: JobHandler<"deliver"> },
): JobHandlers {
  return {
    plan: later(async () => (await import("./plan/plan.ts")).planJob(parts)),
    run: later(async () => (await import("./run/run.ts")).runJob(parts)),
    propose: later(async () => (await import("./preparation/propose.ts")).proposeJob(parts)),
    prepare: later(async () => (await import("./preparation/prepare.ts")).prepareJob(parts)),
    publish: later(async () => (await import("./preparation/publish.ts")).publishJob(parts)),
    notes: later(async () => (await import("./preparation/notes.ts")).notesJob(parts)),
    show: later(async () => (await import("./run/show.ts")).showJob(parts)),
    expire: later(async () => (await import("./run/expire.ts")).expireJob(parts)),
    checklist: later(async () => (await import("./checklist/checklist.ts")).checklistJob(parts)),
    evidence: later(async () => (await import("./checklist/evidence.ts")).evidenceJob(parts)),
    timeline: later(async () => (await import("./timeline/timeline.ts")).timelineJob(parts)),
    notice: later(async () => (await import("./timeline/notice.ts")).noticeJob(parts)),
    preview: later(async () => (await import("./timeline/preview-notice.ts")).previewNoticeJob(parts)),
    deliver: messages.deliver,
    "tell-elsewhere": later(async () => (await import("./tell-elsewhere.ts")).tellElsewhereJob(parts)),
    calendar: later(async () => (await import("./calendar/calendar.ts")).calendarJob(parts)),
    "send-calendar": later(async () => (await import("./calendar/send-calendar.ts")).sendCalendarJob(parts)),
    reconcile: later(async () => (await import("./reconcile.ts")).reconcileJob(parts, messages)),
  };
}

/** A handler that is opened when there is something to do. */
function later<N extends JobName>(open: () => Promise<JobHandler<N>>): JobHandler<N> {
  return async (payload, context) => {
    const handle = await open();
    await handle(payload, context);
  };
}

/** Loads what plans and carries out a run, so that nobody in a hurry waits for it. */
export async function loadEngine(): Promise<void> {
  await Promise.all([import("./plan/plan.ts"), import("./run/run.ts")]);
}
