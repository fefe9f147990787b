import { hangsOnPlan, type NoticeRecord } from "./notice.ts";
import { contradicts, type Course } from "./timeline-course.ts";

/** What the readers of a notice must hear, in its thread, because it is no longer true. */
export type Correction = { record: NoticeRecord } & (
  | { what: "moved"; from?: number; to?: number }
  | { what: "cancelled"; because?: string }
  | { what: "turned"; course: Course }
);

export interface CorrectionFacts {
  records: NoticeRecord[];
  course: Course;
  target?: number;
}

/**
 * The corrections that are due: a planned time that has moved or gone, a release that was cancelled, and a start or
 * success that did not last. Each record is the newest of its name; older ones were corrected or repeated before.
 */
export function correctionsOf({ records, course, target }: CorrectionFacts): Correction[] {
  return newest(records).flatMap((record): Correction[] => {
    if (record.outcome !== "said") return [];
    return hangsOnPlan(record.kind) ? ofPlan(record, course, target) : ofCourse(record, course);
  });
}

/** The name of a correction inside its thread: the same for the same words, however often they are asked for. */
export function correctionKey(correction: Correction): string {
  const count = correction.record.corrections + 1;
  if (correction.what === "moved") return `corrected.${count}.${correction.to ?? "open"}`;
  return `corrected.${count}.${correction.what === "turned" ? correction.course.state : correction.what}`;
}

/** The record after its correction was told. */
export function corrected(correction: Correction, facts: Omit<CorrectionFacts, "records">): NoticeRecord {
  const { target: _was, ...told } = correction.record.told;
  return {
    ...correction.record,
    corrections: correction.record.corrections + 1,
    told: {
      ...told,
      state: facts.course.state,
      ...(facts.target !== undefined && { target: facts.target }),
    },
  };
}

function newest(records: NoticeRecord[]): NoticeRecord[] {
  const byName = new Map<string, NoticeRecord>();
  for (const record of records.toSorted((a, b) => a.at - b.at)) byName.set(record.name, record);
  return [...byName.values()];
}

function ofPlan(record: NoticeRecord, course: Course, target: number | undefined): Correction[] {
  const { told } = record;
  if (course.state === "cancelled") {
    if (told.state === "cancelled") return [];
    return [{ record, what: "cancelled", ...(course.because !== undefined && { because: course.because }) }];
  }
  const isOpen = course.state === "planned";
  if (!isOpen || (told.target === target && told.state === "planned")) return [];
  const from = told.target === undefined ? {} : { from: told.target };
  return [{ record, what: "moved", ...from, ...(target !== undefined && { to: target }) }];
}

/** What was said of an earlier try is left alone: the new start has been announced by itself. */
function ofCourse(record: NoticeRecord, course: Course): Correction[] {
  if (record.anchor !== course.startedAt || !contradicts(record.told.state, course.state)) return [];
  return [{ record, what: "turned", course }];
}
