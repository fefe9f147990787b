import type { JobParts } from "../../src/parts.ts";
import { type Occurrence, occurrencesOf, type ReleaseCalendar } from "../../src/release/calendar/cadence.ts";
import { cancelPlanned } from "../../src/release/book/cancel-release.ts";
import { releasesOf } from "../../src/release/calendar/gather-plan.ts";
import type { JournalEntry } from "../../src/release/journal.ts";
import { decidePlanning, planAhead, type PlanningAct } from "../../src/release/calendar/planning.ts";
import { lastingName, type Release } from "../../src/release/book/release.ts";
import { drawMissed, type Missed } from "../../views/calendar/calendar-notes.ts";

type CarryParts = Pick<JobParts, "settings" | "clock" | "book" | "messenger">;

/**
 * Makes a planned release of each occurrence of the coming weeks, once across all replicas, and lets what changed
 * follow. What nobody can do any more is reported in #releases in one message and taken off the calendar.
 */
export async function carryCalendar(calendar: ReleaseCalendar, parts: CarryParts): Promise<void> {
  const now = parts.clock();
  const from = Math.min((await parts.book.carriedUntil()) ?? now, now);
  const occurrences = occurrencesOf(calendar, from, now + planAhead);
  const [known, open] = await Promise.all([releasesOf(occurrences, parts.book), parts.book.open()]);
  const grace = parts.settings.cadence.grace * 1000;
  const acts = decidePlanning({ now, occurrences, known, open, grace });
  await report(acts, parts);
  for (const act of acts) await carryOut(act, parts);
  await parts.book.carryUntil(now + planAhead);
}

/** Said before it is done: a message that comes twice after a crash is better than one that never comes. */
async function report(acts: PlanningAct[], parts: CarryParts): Promise<void> {
  const missed = acts.flatMap((act) => missedBy(act));
  const [first] = missed;
  if (!first) return;
  const conversation = { key: `missed.${first.key}`, channel: parts.settings.channels.releases };
  await parts.messenger.show(conversation, drawMissed(missed, parts.settings), 1);
}

function missedBy(act: PlanningAct): Missed[] {
  if (act.do === "miss") {
    const { key, kind, at } = act.occurrence;
    return [{ key, name: `the ${kind} release`, at, because: "Slipway was not running" }];
  }
  if (act.do !== "drop") return [];
  const { version, kind, target = 0 } = act.release;
  return [{ key: lastingName(act.release), name: `${version} (${kind})`, at: target, because: act.because }];
}

async function carryOut(act: PlanningAct, parts: CarryParts): Promise<void> {
  if (act.do === "drop") {
    const { release: dropped, because } = act;
    await cancelPlanned(dropped, because, parts.book, entryOf(dropped, "cancelled", because, parts));
    return;
  }
  if (act.do === "move") {
    const moved = { ...act.release, target: act.target };
    await parts.book.save(moved, entryOf(moved, "moved", act.because, parts));
    return;
  }
  const release = releaseFor(act.occurrence, parts);
  if (act.do === "miss") {
    const because = "Slipway was not running";
    const missed: Release = { ...release, state: "cancelled", cancelledBecause: because };
    await parts.book.add(missed, entryOf(release, "missed", because, parts));
    return;
  }
  await parts.book.add(release, entryOf(release, "planned", "the cadence names the day", parts));
}

/** Named by its occurrence until it is given a version, in the same minute. */
function releaseFor({ key, kind, at }: Occurrence, { settings }: CarryParts): Release {
  const { branch } = settings.repository;
  return { version: key, kind, branch, state: "planned", target: at, occurrence: key, rev: 1 };
}

/** The entry of an act of the calendar, whose id is the same whoever does it; back to an earlier day is another act. */
function entryOf(release: Release, what: string, because: string, parts: CarryParts): JournalEntry {
  const { occurrence, version, target = 0, rev } = release;
  return {
    id: `calendar.${lastingName(release)}.${what}.${target}.${rev}`,
    at: parts.clock(),
    actor: "slipway",
    what,
    version,
    details: { because, target, ...(occurrence !== undefined && { occurrence }) },
  };
}
