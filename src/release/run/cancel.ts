import { isAllowed } from "../access.ts";
import { isSamePerson, type Person, type PersonFacts } from "../people.ts";
import { makeProblem, ProblemError } from "../problem.ts";
import type { Settings } from "../settings.ts";
import { isFinal, isWaiting, type Run } from "./run.ts";

/**
 * The run after a person asked for it to stop. While it waits for people it ends at once; once it is queued or has
 * started, its engine stops it between two steps. Raises `too-late` when it has ended.
 */
export function cancelRun(run: Run, by: Person, at: number): Run {
  if (isFinal(run.phase) || run.verdict) {
    throw new ProblemError(
      makeProblem(
        "too-late",
        `This run has ended: it is ${run.verdict?.phase ?? run.phase}.`,
        "There is nothing to cancel.",
      ),
    );
  }
  if (run.cancelledBy) return run;
  const cancelled = { ...run, cancelledBy: by, cancelledAt: at };
  if (!isWaiting(run.phase) || run.phase === "queued") return cancelled;
  return { ...cancelled, phase: "cancelled", finishedAt: at, verdict: { phase: "cancelled" } };
}

/**
 * Whether a run gives way to another one on the same environment: a request that still waits to every newer one, and
 * whatever is under way to a newer rollback. A rollback that waits gives way to no deploy, which may never be approved. Where
 * a person has asked for a rollback, their choice of the version stands before the one that follows a failure by itself.
 */
export function givesWay(older: Run, newer: Run): boolean {
  if (isPersonsRollback(older) && isAutomatic(newer)) return false;
  const isChosen = isPersonsRollback(newer) && isAutomatic(older);
  if (!isChosen && !isNewer(newer, older)) return false;
  return newer.kind === "rollback" || (older.kind === "deploy" && isWaiting(older.phase));
}

function isAutomatic({ requester }: Run): boolean {
  return "automaticAfter" in requester;
}

function isPersonsRollback(run: Run): boolean {
  return run.kind === "rollback" && !isAutomatic(run);
}

/** Of two requests of the same millisecond one must be the newer, or each would take the other's place. */
function isNewer(one: Run, other: Run): boolean {
  if (one.requestedAt !== other.requestedAt) return one.requestedAt > other.requestedAt;
  return one.id > other.id;
}

/** What it takes to cancel a run: whoever asked for it may take it back, for those of others there is a permission. */
export function permissionToCancel({ requester }: Run, by: Person): "view" | "cancel" {
  return "user" in requester && isSamePerson(requester, by) ? "view" : "cancel";
}

/** Those of the runs that somebody may cancel, their own first. */
export function cancellable(runs: Run[], asker: PersonFacts, settings: Settings): Run[] {
  const allowed = runs.filter((run) => {
    const environment = settings.environments.find(({ name }) => name === run.environment);
    const permission = permissionToCancel(run, asker.person);
    return environment !== undefined && isAllowed({ asker, permission, settings, environment });
  });
  const isOwn = (run: Run): boolean => permissionToCancel(run, asker.person) === "view";
  return [...allowed.filter(isOwn), ...allowed.filter((run) => !isOwn(run))];
}

/** The run after a newer one took its place; unchanged when it has ended or was replaced before. */
export function supersede(run: Run, newer: string, at: number): Run {
  if (isFinal(run.phase) || run.verdict || run.supersededBy !== undefined) return run;
  const superseded = { ...run, supersededBy: newer };
  if (!isWaiting(run.phase) || run.phase === "queued") return superseded;
  return { ...superseded, phase: "superseded", finishedAt: at, verdict: { phase: "superseded" } };
}
