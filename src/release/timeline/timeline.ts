import {
  hangsOnPlan,
  type NoticeChange,
  type NoticeRecord,
  type NoticeRule,
  type TimelineSettings,
} from "./notice.ts";
import type { Course } from "./timeline-course.ts";
import { dueOf } from "./timeline-due.ts";
import type { Kind } from "../version.ts";

/**
 * `due` is to be said at its time, `late` should have been said already and still makes sense, `withdrawn` no longer
 * makes sense, `missed` should have been said so long ago that it is only reported.
 */
export type NoticeState = "due" | "late" | "said" | "corrected" | "withdrawn" | "missed";

/** One notice of a release, as it stands now. */
export interface Notice {
  /** The rule's name and the due time in seconds: another due time is another notice. */
  key: string;
  rule: NoticeRule;
  due: number;
  /** The moment that it hangs on. */
  anchor: number;
  state: NoticeState;
  isShortNotice: boolean;
  /** True while production has not started, so that the due time follows the plan. */
  isEstimate: boolean;
  /** The id of the last word of a person about it. */
  decided?: string;
  /** When it was said. */
  saidAt?: number;
  /** Why it was withdrawn or missed. */
  because?: string;
}

/** Everything that decides about a timeline. */
export interface TimelineFacts {
  settings: TimelineSettings;
  timeZone: string;
  kind: Kind;
  course: Course;
  /** When production is planned to start, and since when that is the plan. */
  target?: number;
  plannedAt: number;
  /** Since when Slipway looks after this timeline; what was due long before is none of its business. */
  watchedAt: number;
  records: NoticeRecord[];
  changes: NoticeChange[];
  now: number;
}

/** Up to here, in milliseconds, nobody calls a notice late. */
const punctual = 60_000;
const tooLate = "its time had passed before it could be sent";

/**
 * The timeline of a release: a pure function of configuration, plan, what has happened and what was said. Notices of a
 * release that hangs on nothing yet are left out. Of several that are overdue at once only the last is said.
 */
export function timelineOf(facts: TimelineFacts): Notice[] {
  const notices = facts.settings.notices
    .filter((rule) => rule.for.includes(facts.kind))
    .flatMap((rule) => noticeOf(rule, facts) ?? [])
    .toSorted((a, b) => a.due - b.due || a.rule.offset - b.rule.offset);
  return withoutBurst(notices, facts);
}

/** Whether a notice is to be said at this moment. */
export function isToSay({ state, isEstimate, due }: Notice, now: number): boolean {
  return (state === "due" || state === "late") && !isEstimate && due <= now;
}

/** Whether a notice still waits for its moment. */
export function isAhead({ state, isEstimate }: Notice): boolean {
  return (state === "due" || state === "late") && !isEstimate;
}

/** The key of a notice. */
export function noticeKey(name: string, due: number): string {
  return `${name}.${Math.floor(due / 1000)}`;
}

function noticeOf(rule: NoticeRule, facts: TimelineFacts): Notice | undefined {
  const { course, target } = facts;
  const isEstimate = !hangsOnPlan(rule.kind) && course.startedAt === undefined;
  const anchor = hangsOnPlan(rule.kind) ? target : (course.startedAt ?? target);
  const record = recordOf(rule, anchor, facts);
  if (record) return fromRecord(rule, record);
  if (anchor === undefined) return undefined;
  const change = facts.changes.find(({ name }) => name === rule.name);
  const audience = facts.settings.audiences[rule.audience];
  const { at, isShortNotice } = dueOf({
    rule,
    anchor,
    plannedAt: facts.plannedAt,
    timeZone: facts.timeZone,
    ...(change && { change }),
    ...(audience && { audience }),
  });
  const key = noticeKey(rule.name, at);
  const notice: Notice = {
    key,
    rule,
    due: at,
    anchor,
    state: "due",
    isShortNotice,
    isEstimate,
    ...(change?.id !== undefined && { decided: change.id }),
  };
  const because = withdrawnBecause(notice, change, facts);
  return because === undefined ? timed(notice, facts) : { ...notice, state: "withdrawn", because };
}

/**
 * The record that stands for a rule: of the same moment, or of a plan that has moved since by less than the lead time
 * of the notice, whose readers need the correction and not the same words again.
 */
function recordOf(rule: NoticeRule, anchor: number | undefined, { records }: TimelineFacts) {
  const own = records.filter(({ name }) => name === rule.name).toSorted((a, b) => b.at - a.at);
  if (anchor === undefined) return own[0];
  const exact = own.find((record) => record.anchor === anchor);
  if (exact || !hangsOnPlan(rule.kind)) return exact;
  return own.find(
    ({ outcome, at }) => outcome === "said" && anchor + rule.offset * 1000 < at - rule.offset * 1000,
  );
}

function fromRecord(rule: NoticeRule, { key, due, anchor, outcome, at, corrections }: NoticeRecord): Notice {
  const state = outcome === "missed" ? "missed" : corrections > 0 ? "corrected" : "said";
  const said = outcome === "said" ? { saidAt: at } : { because: tooLate };
  return { key, rule, due, anchor, state, isShortNotice: false, isEstimate: false, ...said };
}

function withdrawnBecause(
  { rule, due, anchor }: Notice,
  change: NoticeChange | undefined,
  { course }: TimelineFacts,
): string | undefined {
  if (change?.do === "skip") return `skipped by ${change.byName ?? "somebody"}`;
  if (course.state === "cancelled") return "the release was cancelled";
  if (hangsOnPlan(rule.kind)) {
    if (course.startedAt !== undefined) return "production has started";
    return due >= anchor ? "there is no time left before the start" : undefined;
  }
  const isOvertaken = course.state === "overtaken" && rule.kind !== "summary" && due > (course.at ?? 0);
  return isOvertaken ? `${course.by ?? "a newer version"} took its place` : undefined;
}

function timed(notice: Notice, { now, settings, watchedAt }: TimelineFacts): Notice {
  if (notice.isEstimate || now - notice.due <= punctual) return notice;
  if (now - notice.due <= settings.grace * 1000) return { ...notice, state: "late" };
  const state = notice.due < watchedAt ? "withdrawn" : "missed";
  return { ...notice, state, because: tooLate };
}

/**
 * Of all that is to be said now the last one knows most, and so does one that was said already: those that are late, or due
 * at the very same moment, are noise.
 */
function withoutBurst(notices: Notice[], { now }: TimelineFacts): Notice[] {
  const last = notices.findLast((notice) => isToSay(notice, now) || isSaid(notice));
  return notices.map((notice) => {
    if (!last || notice === last) return notice;
    const isOvertaken = isToSay(notice, now) && (notice.state === "late" || notice.due === last.due);
    if (!isOvertaken && !(notice.state === "missed" && notice.isShortNotice)) return notice;
    if (hangsOnPlan(last.rule.kind) !== hangsOnPlan(notice.rule.kind)) return notice;
    const because = `${last.rule.name} was due by then and tells more`;
    return { ...notice, state: notice.isShortNotice ? "withdrawn" : "missed", because };
  });
}

function isSaid({ state }: Notice): boolean {
  return state === "said" || state === "corrected";
}
