import type { JobParts } from "../../src/parts.ts";
import { supersede } from "../../src/release/run/cancel.ts";
import { isWaiting, type Run } from "../../src/release/run/run.ts";
import { requestedEntry } from "../../src/release/run/run-entries.ts";
import { noteSuperseded } from "./note-run.ts";
import { showRun } from "./show.ts";

/**
 * What follows once a run is stored, every part safe to repeat: the journal, the requests it replaces, its message,
 * and its turn in the queue or the end of its wait.
 */
export async function beginRun(run: Run, parts: JobParts): Promise<void> {
  await parts.journal.append(requestedEntry(run));
  await replaceOlder(run, parts);
  await showRun(run.id, parts);
  if (run.phase === "awaiting approval" && run.expiresAt !== undefined) {
    const delay = Math.max(0, run.expiresAt - parts.clock());
    await parts.queue.enqueue("expire", { run: run.id }, { id: `expire.${run.id}`, delay });
  }
  if (run.phase === "queued")
    await parts.queue.enqueue("run", { run: run.id }, { id: run.id, environment: run.environment });
}

/** A newer request replaces those that still wait; a rollback also stops a deploy that is under way. */
async function replaceOlder(run: Run, parts: JobParts): Promise<void> {
  const older = (await parts.runs.active(run.environment)).filter(
    (other) => other.id !== run.id && other.requestedAt <= run.requestedAt,
  );
  for (const other of older) {
    if (isWaiting(other.phase) || run.kind === "rollback") await replace(other, run, parts);
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
