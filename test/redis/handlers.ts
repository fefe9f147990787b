import type { JobHandlers } from "../../src/release/work.ts";

const nothing = () => Promise.resolve();

/** Handlers that do nothing, but for those that a test gives. */
export function handlersWith(some: Partial<JobHandlers>): JobHandlers {
  return {
    plan: nothing,
    run: nothing,
    show: nothing,
    expire: nothing,
    checklist: nothing,
    evidence: nothing,
    timeline: nothing,
    notice: nothing,
    preview: nothing,
    propose: nothing,
    prepare: nothing,
    publish: nothing,
    notes: nothing,
    deliver: nothing,
    "tell-elsewhere": nothing,
    calendar: nothing,
    "send-calendar": nothing,
    reconcile: nothing,
    ...some,
  };
}
