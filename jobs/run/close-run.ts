import type { JobParts } from "../../src/parts.ts";
import { type Closing, closingOf } from "../../src/release/run/closing.ts";
import { type Problem, type ProblemCode, ProblemError } from "../../src/release/problem.ts";
import { keptIn } from "../../src/release/run/ledger.ts";
import type { Run, Verdict } from "../../src/release/run/run.ts";
import { drawEnding, drawNotRolledBack } from "../../views/run/run-replies.ts";
import { isHeldAt } from "../../src/release/run/records.ts";
import { endedEntry, heldEntry } from "../../src/release/run/run-entries.ts";
import { type SetBack, stoppedBy } from "../../src/release/run/set-back.ts";
import type { LoadedRun } from "./load-run.ts";
import { startAutomaticRollback } from "../plan/plan-rollback.ts";
import { writersOf } from "./writers.ts";
import { showRun } from "./show.ts";
import { wakeTimeline } from "../timeline/timeline.ts";

/**
 * Ends a run whose verdict is known. Every part may have been done before a crash and is safe to repeat; the final
 * phase is saved last, so that a run which was not closed to the end is closed again. Who wrote before it is drawn anew, and
 * loses the way back from what is there no longer. The lock is given back even when
 * the ledger knows nothing of it: a worker may have died between taking it and recording that.
 */
export async function closeRun(
  { run, ledger, environment }: LoadedRun,
  verdict: Verdict,
  parts: JobParts,
  setBack?: SetBack,
): Promise<void> {
  const live = await parts.releases.live(environment.name);
  const [before] = await writersOf(environment.name, parts);
  const closing = closingOf({
    run,
    verdict,
    ledger,
    environment,
    ...(live && { live }),
    isSetBack: stoppedBy(setBack, run) !== undefined,
  });
  await holdBack(run, closing, parts);
  await parts.locks.release(environment.name, `run:${run.id}`);
  await rollBackByItself(run, closing, parts);
  await parts.journal.append(endedEntry(run, verdict, parts.clock()));
  const conversation = { key: run.id, channel: parts.settings.channels.releases };
  // An end that the records have lost was said under the usual key, and this is another one.
  const replyKey = verdict.problem?.code === "records-set-back" ? "set-back" : "ended";
  await parts.messenger.reply(
    conversation,
    replyKey,
    drawEnding({ ...run, verdict }, parts.settings, keptIn(ledger)),
  );
  const drawn = [run.id, ...(before ? [before.id] : [])];
  // Whoever dies after the next statement is not called again for this run: the last drawings are asked for before.
  for (const id of drawn) await parts.queue.enqueue("show", { run: id }, { id: `show.${id}`, delay: 1000 });
  await saveFinal(run.id, verdict, parts);
  await wakeTimeline(run, parts);
  for (const id of drawn) await showRun(id, parts);
}

/** That a failed deploy stays where it is, although it should have been taken back, is for people to hear. */
async function rollBackByItself(run: Run, { rollBack }: Closing, parts: JobParts): Promise<void> {
  if (!rollBack) return;
  const refusal = await refusalOf(startAutomaticRollback(run, rollBack.id, rollBack.version, parts));
  if (!refusal) return;
  const conversation = { key: run.id, channel: parts.settings.channels.releases };
  await parts.messenger.reply(
    conversation,
    "not-rolled-back",
    drawNotRolledBack(run, refusal, parts.settings),
  );
}

/** What never heals by itself is for people to hear too: a run that waited for it would never end. */
async function refusalOf(start: Promise<Problem | undefined>): Promise<Problem | undefined> {
  try {
    return await start;
  } catch (error) {
    if (error instanceof ProblemError && !passing.has(error.problem.code)) return error.problem;
    throw error;
  }
}

/** Outages: whoever closes the run again finds them over. */
const passing: ReadonlySet<ProblemCode> = new Set([
  "store-unavailable",
  "cluster-unavailable",
  "git-unavailable",
]);

async function holdBack(run: Run, { hold }: Closing, parts: JobParts): Promise<void> {
  const there = hold && (await parts.holds.get(hold.version));
  if (!hold || isHeldAt(there, hold.commit)) return;
  const held = { ...hold, by: { run: run.id }, since: parts.clock() };
  await parts.holds.put(held, heldEntry(run, held));
}

async function saveFinal(id: string, verdict: Verdict, parts: JobParts): Promise<void> {
  let current = await parts.runs.get(id);
  while (current && current.phase !== verdict.phase) {
    const saved = await parts.runs.save({ ...current, phase: verdict.phase, finishedAt: parts.clock() });
    current = saved ?? (await parts.runs.get(id));
  }
}
