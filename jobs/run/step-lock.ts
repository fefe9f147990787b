import type { JobParts } from "../../src/parts.ts";
import type { StepOutcome } from "../../src/release/run/ledger.ts";
import { makeProblem } from "../../src/release/problem.ts";
import type { Lock } from "../../src/release/run/records.ts";
import type { Run } from "../../src/release/run/run.ts";
import type { LoadedRun } from "./load-run.ts";
import { recheck } from "./step-recheck.ts";
import { showRun } from "./show.ts";

/** How long the lock outlives the run's deadline, in milliseconds: the closing needs it too. */
const grace = 10 * 60 * 1000;

/** What was checked longer ago, in milliseconds, is checked again: whoever had the lock meanwhile may have changed it. */
const fresh = 5000;

/**
 * Takes the environment's lock and the number that fences the run's writes. A person's lock stops a deploy of
 * somebody else; a rollback, an emergency and the owner pass it. Another run's lock is waited for outside the queue: the
 * run that has it may wait behind this one for the only place there is. What was true before such a wait is looked at again.
 */
export async function takeLock(loaded: LoadedRun, parts: JobParts): Promise<StepOutcome | "not our turn"> {
  const { run, environment } = loaded;
  const now = parts.clock();
  const wanted = lockOf(run, now, now + environment.deadline * 1000);
  const inForce = await parts.locks.take(environment.name, wanted, now);
  if (inForce.owner !== wanted.owner && inForce.owner.startsWith("run:"))
    return waitForOther(loaded, inForce, parts);
  if (inForce.owner !== wanted.owner && !mayPass(loaded, inForce))
    return { outcome: "failed", at: now, problem: lockedBy(inForce, environment.name) };
  const stale = await isNoLongerSo(loaded, now, parts);
  if (stale) return stale;
  const { number, last } = await parts.locks.nextFence(environment.name);
  return {
    outcome: "done",
    at: now,
    facts: { fence: number, ...(last !== undefined && { fenceBefore: last }) },
  };
}

/** Why a deploy that has waited for the lock may no longer start, if so: closing the run gives the lock back. */
async function isNoLongerSo(
  loaded: LoadedRun,
  now: number,
  parts: JobParts,
): Promise<StepOutcome | undefined> {
  const checked = loaded.ledger["recheck"];
  if (!checked || now - checked.at < fresh) return undefined;
  const again = await recheck(loaded, parts);
  return again.outcome === "failed" ? again : undefined;
}

/** The lock of a run that has until `deadlineAt`. */
export function lockOf({ id, kind, version }: Run, now: number, deadlineAt: number): Lock {
  return { owner: `run:${id}`, reason: `${kind} of ${version}`, since: now, until: deadlineAt + grace };
}

async function waitForOther({ run }: LoadedRun, { owner }: Lock, parts: JobParts): Promise<"not our turn"> {
  await showRun(run.id, parts, `${owner.slice("run:".length)} still has the environment`);
  return "not our turn";
}

function mayPass({ run }: LoadedRun, { owner }: Lock): boolean {
  if (run.kind === "rollback" || run.emergency !== undefined) return true;
  return "user" in run.requester && owner === `person:${run.requester.user}`;
}

function lockedBy({ reason }: Lock, environment: string): ReturnType<typeof makeProblem> {
  return makeProblem(
    "environment-locked",
    `${environment} was locked before the run began: ${reason}`,
    `Wait, or release it with \`/release unlock ${environment}\`, then ask again.`,
  );
}
