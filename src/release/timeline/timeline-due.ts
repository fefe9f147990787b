import { addDays, dayAt, momentOf, moveDays } from "../calendar/calendar.ts";
import type { Audience, NoticeChange, NoticeRule } from "./notice.ts";
import { hangsOnPlan } from "./notice.ts";

/** What a due time is made of. */
export interface DueFacts {
  rule: NoticeRule;
  /** The moment that it hangs on. */
  anchor: number;
  /** Since when the planned time is what it is. */
  plannedAt: number;
  change?: NoticeChange;
  audience?: Audience;
  timeZone: string;
}

export interface Due {
  at: number;
  /** Whether it should have been said before anybody knew of the planned time. */
  isShortNotice: boolean;
}

/**
 * When a notice is due: its offset from the moment that it hangs on, but not before that moment was known, and not in
 * the quiet hours of its readers. A person who moved it has the last word.
 */
export function dueOf({ rule, anchor, plannedAt, change, audience, timeZone }: DueFacts): Due {
  if (change?.do === "move" && change.anchor === anchor) return { at: change.to, isShortNotice: false };
  const regular = regularly(rule, anchor, timeZone);
  const isShortNotice = hangsOnPlan(rule.kind) && regular < plannedAt;
  return { at: afterQuiet(isShortNotice ? plannedAt : regular, audience?.quiet, timeZone), isShortNotice };
}

/** Days first, so that `1d12h` before noon is midnight whatever the clocks do in between. */
function regularly({ offset, days = 0 }: NoticeRule, anchor: number, timeZone: string): number {
  return moveDays(anchor, days, timeZone) + (offset - days * 86_400) * 1000;
}

/** A moment, or the end of the quiet hours that it falls into. Quiet hours may reach over midnight. */
export function afterQuiet(at: number, quiet: Audience["quiet"], timeZone: string): number {
  if (!quiet) return at;
  const { from, to } = quiet;
  const overMidnight = from.hour * 60 + from.minute >= to.hour * 60 + to.minute;
  const today = dayAt(at, timeZone);
  for (const day of [addDays(today, -1), today]) {
    const end = momentOf(overMidnight ? addDays(day, 1) : day, to, timeZone);
    if (at >= momentOf(day, from, timeZone) && at < end) return end;
  }
  return at;
}
