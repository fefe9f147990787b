import type { JobParts } from "../../src/parts.ts";
import { givesWay, supersede } from "../../src/release/run/cancel.ts";
import { isFinal, type Run } from "../../src/release/run/run.ts";
import { requestedEntry } from "../../src/release/run/run-entries.ts";
import { noteSuperseded } from "./note-run.ts";
import { showRun } from "./show.ts";

/**
 * What follows once a run is stored, every part safe to repeat: the journal, the requests it replaces, its message,
 * and its turn in the queue or the end of its wait.
 */
export async function beginRun(run: Run, parts: JobParts): Promise<void> {
  await parts.journal.append(requestedEntry(run));
  if (!isFinal(run.phase)) await giveWay(run, parts);
  await showRun(run.id, parts);
  if (run.phase === "awaiting approval" && run.expiresAt !== undefined) {
    const delay = Math.max(0, run.expiresAt - parts.clock());
    await parts.queue.enqueue("expire", { run: run.id }, { id: `expire.${run.id}`, delay });
  }
  if (run.phase === "queued")
    await parts.queue.enqueue("run", { run: run.id }, { id: run.id, environment: run.environment });
}

/** Older requests give way to this one, and this one to a newer one: what is planned last need not be asked for last. */
async function giveWay(run: Run, parts: JobParts): Promise<void> {
  for (const other of await parts.runs.active(run.environment)) {
    if (givesWay(other, run)) await replace(other, run, parts);
    else if (givesWay(run, other)) await replace(run, other, parts);
  }
}

async function replace(older: Run, newer: Run, parts: JobParts): Promise<void> {
  if ((await superseded(older, newer, parts))?.supersededBy !== newer.id) return;
  await noteSuperseded(older, newer, parts);
  await showRun(older.id, parts);
}

/** The older run as it is stored afterwards; another run may have taken its place before, or it may have ended. */
async function superseded(older: Run, newer: Run, parts: JobParts): Promise<Run | undefined> {
  let current: Run | undefined = older;
  while (current) {
    const next = supersede(current, newer.id, parts.clock());
    if (next === current) return current;
    const saved: Run | undefined = await parts.runs.save(next);
    if (saved) return saved;
    current = await parts.runs.get(older.id);
  }
  return undefined;
}
