import type { ReleaseBook } from "../book/book.ts";
import { addDays, type Day, dayAt, momentOf } from "./calendar.ts";
import type { CalendarFiles } from "./calendar-file.ts";
import { type Freeze, freezesOf } from "./freeze.ts";
import { calendarOf, type Occurrence, occurrencesOf } from "./cadence.ts";
import { itemsFor } from "../checklist/checklist-items.ts";
import { openItems } from "../checklist/checklist.ts";
import type { ChecklistStore } from "../checklist/checklist-store.ts";
import { lastVersion } from "../history.ts";
import { inMonth, makePlan, type PlanEntry, type ReleasePlan } from "./month-plan.ts";
import { gatherNotes, type Notes } from "../notes/notes.ts";
import type { Clock } from "../clock.ts";
import type { Git } from "../git.ts";
import { ProblemError } from "../problem.ts";
import type { Release } from "../book/release.ts";
import type { Settings } from "../settings.ts";

export interface PlanSources {
  clock: Clock;
  settings: Settings;
  book: ReleaseBook;
  git: Git;
  calendarFiles: CalendarFiles;
  checklists: Pick<ChecklistStore, "get">;
}

/** A span of time with a name; the end is not part of it. */
export interface Span {
  name: string;
  from: number;
  to: number;
}

const midnight = { hour: 0, minute: 0 };

/**
 * Whether the copy of the repository lacks a version that was tagged: it was pushed since the last fetch, perhaps by another
 * replica, and a plan that is drawn now would still call an older one the newest.
 */
export async function isBehind({ book, git }: Pick<PlanSources, "book" | "git">): Promise<boolean> {
  const tagged = (await book.open()).filter(({ commit }) => commit !== undefined);
  const known = new Set((await git.tags()).map(({ tag }) => tag));
  return tagged.some(({ version }) => !known.has(version));
}

/** The month `2026-12` in the zone of the calendar. */
export function monthSpan(month: string, timeZone: string): Span {
  const next = addDays(`${month}-01`, 31).slice(0, 7);
  const begin = (of: string): number => momentOf(`${of}-01`, midnight, timeZone);
  return { name: month, from: begin(month), to: begin(next) };
}

/** From the beginning of a moment's day on, 92 days: a quarter, whenever it begins. */
export function quarterSpan(now: number, timeZone: string): Span {
  const today: Day = dayAt(now, timeZone);
  const end = addDays(today, 92);
  return {
    name: `${today} to ${end}`,
    from: momentOf(today, midnight, timeZone),
    to: momentOf(end, midnight, timeZone),
  };
}

/** Gathers the plan of a span. What is on the branch is left out while the repository does not answer. */
export async function gatherPlan(
  { name, from, to }: Span,
  { clock, settings, book, git, calendarFiles, checklists }: PlanSources,
): Promise<ReleasePlan> {
  const calendar = calendarOf(settings, await calendarFiles.holidays());
  const production = settings.environments.at(-1)?.name ?? "";
  const occurrences = occurrencesOf(calendar, from, to);
  const [known, open, branch] = await Promise.all([
    releasesOf(occurrences, book),
    book.open(),
    changesOnBranch(settings, git),
  ]);
  const plan = makePlan({
    now: clock(),
    name,
    timeZone: settings.timeZone,
    prefix: settings.repository.tagPrefix,
    freezes: calendar.freezes,
    production,
    windows: windowsOf({ from, to }, production, settings),
    occurrences,
    known,
    open,
    isWithin: /^\d{4}-\d{2}$/u.test(name) ? inMonth(name, settings.timeZone) : (at) => from <= at && at < to,
    ...branch,
  });
  const entries = await Promise.all(plan.entries.map((entry) => withOpenItems(entry, settings, checklists)));
  return { ...plan, entries };
}

/** The freezes of an environment that touch a span. */
function windowsOf({ from, to }: Omit<Span, "name">, environment: string, settings: Settings): Freeze[] {
  const [first, last] = [dayAt(from, settings.timeZone), dayAt(to - 1, settings.timeZone)];
  return freezesOf(environment, settings).filter((freeze) => first <= freeze.to && freeze.from <= last);
}

/** Where nobody has asked for the checklist yet, all that it requires is open. */
async function withOpenItems(
  entry: PlanEntry,
  settings: Settings,
  checklists: PlanSources["checklists"],
): Promise<PlanEntry> {
  const { version, kind, commit, state } = entry.release;
  if (state === "live" || state === "observed" || state === "closed") return entry;
  const required = itemsFor(settings.checklist, kind).filter((item) => item.required);
  if (required.length === 0) return entry;
  const checklist = await checklists.get(version);
  const open = checklist ? openItems(checklist, settings, commit) : required;
  return { ...entry, openItems: open.map(({ words }) => words) };
}

/** The releases that fill these occurrences, by occurrence. */
export async function releasesOf(
  occurrences: Occurrence[],
  book: Pick<ReleaseBook, "ofOccurrence">,
): Promise<Map<string, Release>> {
  const found = await Promise.all(
    occurrences.map(async ({ key }) => [key, await book.ofOccurrence(key)] as const),
  );
  return new Map(found.flatMap(([key, release]) => (release ? [[key, release]] : [])));
}

async function changesOnBranch(
  { repository, notes: wanted, prepare }: Settings,
  git: Git,
): Promise<{ notes?: Notes; since?: string }> {
  try {
    const latest = lastVersion(await git.reachableTags(repository.branch), repository.tagPrefix);
    const from = latest ? { from: latest.tag } : {};
    const notes = await gatherNotes(
      git.commits({ ...from, to: repository.branch }),
      wanted,
      prepare.commitMessage,
    );
    return latest ? { notes, since: latest.tag } : { notes };
  } catch (error) {
    if (error instanceof ProblemError) return {};
    throw error;
  }
}
