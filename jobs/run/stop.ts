import type { JobParts } from "../../src/parts.ts";
import type { LoadedRun } from "./load-run.ts";

/** How often a step that waits looks whether it is still wanted, in milliseconds. */
const every = 400;

/** A signal that ends a wait, and the look-out behind it, which ends with the scope that asked for it. */
export interface Stop extends AsyncDisposable {
  signal: AbortSignal;
}

/**
 * A signal for a step that waits: it aborts when the job must be given back, when the run was cancelled, superseded or
 * decided meanwhile, and at the run's deadline.
 */
export function untilStopped(loaded: LoadedRun, signal: AbortSignal, parts: JobParts): Stop {
  const ended = new AbortController();
  const stop = new AbortController();
  const watching = lookOut(loaded, AbortSignal.any([ended.signal, signal]), stop, parts);
  return {
    signal: AbortSignal.any([signal, stop.signal]),
    async [Symbol.asyncDispose]() {
      ended.abort();
      stop.abort();
      await watching;
    },
  };
}

async function lookOut(
  { run, deadlineAt }: LoadedRun,
  ended: AbortSignal,
  stop: AbortController,
  parts: JobParts,
): Promise<void> {
  const over = new Promise<void>((resolve) => ended.addEventListener("abort", () => resolve()));
  while (!ended.aborted) {
    await Promise.race([parts.pause(every), over]);
    if (ended.aborted) return;
    if (parts.clock() >= deadlineAt || (await isUnwanted(run.id, parts))) return stop.abort();
  }
}

/** A store that does not answer leaves the question open: the wait goes on, and the next look decides. */
async function isUnwanted(id: string, parts: JobParts): Promise<boolean> {
  try {
    const run = await parts.runs.get(id);
    return (
      !run || run.verdict !== undefined || run.cancelledBy !== undefined || run.supersededBy !== undefined
    );
  } catch (error) {
    parts.log.warn({ run: id, err: error }, "run not read while waiting");
    return false;
  }
}
