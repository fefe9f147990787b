import { makeProblem, type Problem } from "../problem.ts";
import { hangsOnPlan, type NoticeChange, type NoticeRule } from "./notice.ts";
import type { Course } from "./timeline-course.ts";

export interface ChangeFacts {
  rule: NoticeRule;
  /** The moment that the notice hung on when its person saw it, and when it is to be said, unless it is to be skipped. */
  anchor: number;
  to?: number;
  /** Where the release stands by now. */
  version: string;
  course: Course;
  target?: number;
}

/**
 * What stands against saying a notice at another moment, or not at all, as `too-late`; undefined when it will be said then.
 * A button may be older than what has happened since, and nobody may be told that a notice is sent when it is not.
 */
export function refuseChange(facts: ChangeFacts): Problem | undefined {
  const { rule, to, version } = facts;
  const because = reason(facts);
  if (because === undefined) return undefined;
  const cannot = to === undefined ? "need not be skipped" : "cannot be sent then";
  return makeProblem("too-late", `The notice “${rule.name}” ${cannot}: ${because}.`, adviceOf(version));
}

/**
 * What stands against a decision that does not know the last one about the same notice: it would undo that unseen.
 * `when` is the time that it was moved to, in words.
 */
export function refuseUnseen(last: NoticeChange, when: string, version: string): Problem {
  const deed = last.do === "skip" ? "skipped" : `moved to ${when}`;
  const what = `The notice “${last.name}” was ${deed} by ${last.byName ?? "somebody"} since this was shown.`;
  return makeProblem("changed-meanwhile", what, adviceOf(version));
}

/** Where its buttons are those of now. */
export function adviceOf(version: string): string {
  return `Type \`/release timeline ${version}\` for how it stands now.`;
}

function reason({ rule, anchor, to, course, target }: ChangeFacts): string | undefined {
  if (course.state === "cancelled") return "the release was cancelled";
  if (hangsOnPlan(rule.kind)) {
    if (course.startedAt !== undefined) return "production has started";
    if (anchor !== target) return "the release has moved since this was shown";
    return to === undefined || to < anchor ? undefined : "what it tells of begins earlier than that";
  }
  if (anchor !== course.startedAt) return "production has started anew since this was shown";
  const isOvertaken = course.state === "overtaken" && rule.kind !== "summary" && (to ?? 0) > (course.at ?? 0);
  return isOvertaken ? `${course.by ?? "a newer version"} took its place` : undefined;
}
