import type { Parts } from "../src/parts.ts";
import { wakeCalendar } from "../src/release/calendar/wake-calendar.ts";
import type { JournalEntry } from "../src/release/journal.ts";
import { predecessorOf } from "../src/release/history.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import { lastingName, type Release } from "../src/release/book/release.ts";
import { kindOf, parseVersion } from "../src/release/version.ts";
import { readMoment } from "./moments.ts";
import { note } from "./note.ts";
import { changedMeanwhile, expectUnprepared } from "./releases.ts";
import { type Ask, authorise, lastEnvironment } from "./verb.ts";

/**
 * Plans the start of a release in production for a moment that a person typed: one that is on its way moves, another one
 * is put on its way. Raises `too-late` for one that has begun.
 */
export async function planAt(ask: Ask, version: string, when: string, parts: Parts): Promise<void> {
  await authorise(ask, "deploy", parts, lastEnvironment(parts.settings));
  const target = readMoment(when, await parts.notices.now(), parts.settings.timeZone);
  const known = await parts.book.get(version);
  const from = known?.target === undefined ? {} : { from: known.target };
  const entry = { ...note(ask, "planned"), version, details: { target, ...from } };
  if (known) await move(ask, known, entry, target, parts);
  else if ((await parts.book.add(await newRelease(ask, version, target, parts), entry)) === "exists")
    throw changedMeanwhile({ version });
  const release = lastingName(known ?? { version });
  await parts.queue.enqueue("timeline", { release }, { id: `timeline.${release}` });
  await wakeCalendar(parts);
}

async function move(
  ask: Ask,
  release: Release,
  entry: JournalEntry,
  target: number,
  parts: Parts,
): Promise<void> {
  if (["live", "observed", "closed", "cancelled"].includes(release.state)) {
    const what = `${release.version} is ${release.state}: its start lies behind it.`;
    throw new ProblemError(makeProblem("too-late", what, "`/release calendar` shows the releases to come."));
  }
  await expectUnprepared(release, parts);
  const moved = { by: ask.by, reason: "moved by hand" };
  if (!(await parts.book.save({ ...release, target, moved }, entry))) throw changedMeanwhile(release);
}

/** A tag makes it prepared; without one it is planned, and its notes are those of the branch. */
async function newRelease(ask: Ask, version: string, target: number, parts: Parts): Promise<Release> {
  const { tagPrefix, branch } = parts.settings.repository;
  const commit = (await parts.git.tags()).find(({ tag }) => tag === version)?.commit;
  const parsed = parseVersion(version, tagPrefix);
  const before = await predecessorOf(version, commit ?? branch, parts);
  return {
    version,
    kind: parsed ? kindOf(before?.version, parsed) : "minor",
    branch,
    state: commit === undefined ? "planned" : "prepared",
    manager: ask.by,
    target,
    ...(commit !== undefined && { commit }),
    ...(before && { since: before.tag }),
    rev: 1,
  };
}
