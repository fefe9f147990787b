import type { JobParts } from "../../src/parts.ts";
import { isFinal, type Run } from "../../src/release/run/run.ts";
import { lastWriters } from "../../src/release/run/way-back.ts";

/** More requests than these do not come to nothing one after the other. */
const recent = 20;

/** The runs that wrote to an environment and have ended, as far as they are recent, whoever wrote last first. */
export async function writersOf(environment: string, { runs }: Pick<JobParts, "runs">): Promise<Run[]> {
  const latest = await runs.history({ environment }, recent);
  const ended = latest.filter(({ phase, startedAt }) => isFinal(phase) && startedAt !== undefined);
  const ledgers = await Promise.all(ended.map(({ id }) => runs.ledger(id)));
  return lastWriters(ended.map((run, index) => ({ run, ledger: ledgers[index] ?? {} })));
}
