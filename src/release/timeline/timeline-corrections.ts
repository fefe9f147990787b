import { hangsOnPlan, type NoticeRecord } from "./notice.ts";
import { contradicts, type Course } from "./timeline-course.ts";

/** What the readers of a notice must hear, in its thread, because it is no longer true. */
export type Correction = { record: NoticeRecord } &
  /** `was`: what it was called; `moved`: the planned time as it was told, and as it is, where either is known. */
  (
    | { what: "planned anew"; was?: string; moved?: { from?: number; to?: number } }
    | { what: "cancelled"; because?: string }
    | { what: "turned"; course: Course }
  );

export interface CorrectionFacts {
  records: NoticeRecord[];
  course: Course;
  version: string;
  target?: number;
}

/**
 * The corrections that are due: a planned time that has moved or gone, another version, a release that was cancelled, a start or
 * success that did not last. Each record is the newest of its name; older ones were corrected or repeated before.
 */
export function correctionsOf(facts: CorrectionFacts): Correction[] {
  return newest(facts.records).flatMap((record): Correction[] => {
    if (record.outcome !== "said") return [];
    return hangsOnPlan(record.kind) ? ofPlan(record, facts) : ofCourse(record, facts.course);
  });
}

/** The name of a correction inside its thread: the same for the same words, however often they are asked for. */
export function correctionKey(correction: Correction): string {
  return `corrected.${correction.record.corrections + 1}.${newsOf(correction)}`;
}

function newsOf(correction: Correction): string {
  if (correction.what === "turned") return correction.course.state;
  if (correction.what === "cancelled") return correction.what;
  return correction.moved ? String(correction.moved.to ?? "open") : "renamed";
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
      version: facts.version,
      ...(facts.target !== undefined && { target: facts.target }),
    },
  };
}

function newest(records: NoticeRecord[]): NoticeRecord[] {
  const byName = new Map<string, NoticeRecord>();
  for (const record of records.toSorted((a, b) => a.at - b.at)) byName.set(record.name, record);
  return [...byName.values()];
}

function ofPlan(record: NoticeRecord, { course, target, version }: CorrectionFacts): Correction[] {
  const { told } = record;
  if (course.state === "cancelled") {
    if (told.state === "cancelled") return [];
    return [{ record, what: "cancelled", ...(course.because !== undefined && { because: course.because }) }];
  }
  const isRenamed = told.version !== undefined && told.version !== version;
  const isMoved = told.target !== target || told.state !== "planned";
  if (course.state !== "planned" || !(isRenamed || isMoved)) return [];
  const moved = {
    ...(told.target !== undefined && { from: told.target }),
    ...(target !== undefined && { to: target }),
  };
  return [
    {
      record,
      what: "planned anew",
      ...(isRenamed && told.version !== undefined && { was: told.version }),
      ...(isMoved && { moved }),
    },
  ];
}

/** What was said of an earlier try is left alone: the new start has been announced by itself. */
function ofCourse(record: NoticeRecord, course: Course): Correction[] {
  if (record.anchor !== course.startedAt || !contradicts(record.told.state, course)) return [];
  return [{ record, what: "turned", course }];
}
