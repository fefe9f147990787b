import { makeProblem, type Problem } from "../problem.ts";
import { hangsOnPlan, type NoticeRule } from "./notice.ts";
import type { Course } from "./timeline-course.ts";

export interface MoveFacts {
  rule: NoticeRule;
  /** The moment that the notice hung on when its person saw it, and when it is to be said. */
  anchor: number;
  to: number;
  /** Where the release stands by now. */
  version: string;
  course: Course;
  target?: number;
}

/**
 * What stands against saying a notice at another moment, as `too-late`; undefined when it will be said then. A button may
 * be older than what has happened since, and nobody may be told that a notice is sent when it is not.
 */
export function refuseMove({ rule, anchor, to, version, course, target }: MoveFacts): Problem | undefined {
  const because = reason({ rule, anchor, to, course, ...(target !== undefined && { target }) });
  if (because === undefined) return undefined;
  const advice = `Type \`timeline ${version}\` for how it stands now.`;
  return makeProblem("too-late", `The notice “${rule.name}” cannot be sent then: ${because}.`, advice);
}

function reason({ rule, anchor, to, course, target }: Omit<MoveFacts, "version">): string | undefined {
  if (course.state === "cancelled") return "the release was cancelled";
  if (hangsOnPlan(rule.kind)) {
    if (course.startedAt !== undefined) return "production has started";
    if (anchor !== target) return "the release has moved since this was shown";
    return to < anchor ? undefined : "what it tells of begins earlier than that";
  }
  if (anchor !== course.startedAt) return "production has started anew since this was shown";
  const isOvertaken = course.state === "overtaken" && rule.kind !== "summary" && to > (course.at ?? 0);
  return isOvertaken ? `${course.by ?? "a newer version"} took its place` : undefined;
}
