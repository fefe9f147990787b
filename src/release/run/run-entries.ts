import type { JournalEntry } from "../journal.ts";
import type { StepOutcome } from "./ledger.ts";
import type { Hold } from "./records.ts";
import type { Approval, Run, Verdict } from "./run.ts";
import type { Person } from "../people.ts";

/** Who caused a run, as the journal names actors. */
export function actorOf({ requester }: Pick<Run, "requester">): string {
  return "user" in requester ? personOf(requester) : `run:${requester.automaticAfter}`;
}

/** The entry about a run that was asked for. */
export function requestedEntry(run: Run): JournalEntry {
  const { kind, planDigest, reason, emergency, passed } = run;
  return {
    ...about(run, "requested", run.requestedAt),
    actor: actorOf(run),
    what: emergency === undefined ? "requested" : "requested as an emergency",
    details: {
      kind,
      planDigest,
      ...(reason !== undefined && { reason }),
      ...(emergency !== undefined && { emergency }),
      ...(passed && { passed: passed.map(({ code }) => code) }),
    },
  };
}

/** The entry about a person's yes or no. */
export function answerEntry(run: Run, { by, at, decision, planDigest, reason }: Approval): JournalEntry {
  return {
    ...about(run, `${decision}.${by.user}`, at),
    actor: personOf(by),
    what: decision,
    details: { planDigest, ...(reason !== undefined && { reason }) },
  };
}

/** The entry about the person who asked for the run to stop, if anybody did. */
export function cancelEntries(run: Run, now: number): JournalEntry[] {
  const { cancelledBy: by, cancelledAt: at = run.finishedAt ?? now } = run;
  if (!by) return [];
  return [{ ...about(run, `cancel.${by.user}`, at), actor: personOf(by), what: "cancelled", details: {} }];
}

/** The entry about a version that the run holds back. */
export function heldEntry(
  run: Run,
  { version, reason, since }: Pick<Hold, "version" | "reason" | "since">,
): JournalEntry {
  return { ...about(run, "held", since), actor: `run:${run.id}`, what: "held", version, details: { reason } };
}

/** The entry about a step that was done or has failed. */
export function stepEntry(run: Run, step: string, outcome: StepOutcome): JournalEntry {
  const details =
    outcome.outcome === "failed"
      ? { code: outcome.problem.code, what: outcome.problem.what }
      : (outcome.facts ?? {});
  return {
    ...about(run, step, outcome.at),
    actor: `run:${run.id}`,
    what: `${step} ${outcome.outcome}`,
    details,
  };
}

/** The entry about a request that nobody answered in time. */
export function expiredEntry(run: Run, at: number): JournalEntry {
  return { ...about(run, "expired", at), actor: "slipway", what: "expired", details: {} };
}

/** The entry about a run that goes on after its deadline, because nobody could look at it then. */
function extendedEntry(run: Run, until: number, at: number): JournalEntry {
  return { ...about(run, `extended.${until}`, at), actor: "slipway", what: "extended", details: { until } };
}

/** The entry about what a run came to. */
export function endedEntry(run: Run, { phase, problem }: Verdict, at: number): JournalEntry {
  const details = problem ? { code: problem.code, what: problem.what } : {};
  return { ...about(run, "ended", at), actor: `run:${run.id}`, what: phase, details };
}

/**
 * Everything that the records of a run give away, in the order in which it happened. Whoever decided or did something may
 * have died before it was written into the journal; what was written already has the same ids.
 */
export function entriesOf(run: Run, ledger: Record<string, StepOutcome>, now: number): JournalEntry[] {
  const { approvals, verdict, finishedAt = now } = run;
  const steps = Object.entries(ledger).toSorted(([, one], [, other]) => one.at - other.at);
  return [
    requestedEntry(run),
    ...approvals.map((approval) => answerEntry(run, approval)),
    ...steps.map(([step, outcome]) => stepEntry(run, step, outcome)),
    ...(run.extendedTo === undefined ? [] : [extendedEntry(run, run.extendedTo, now)]),
    ...cancelEntries(run, now),
    ...(verdict?.problem?.code === "approval-expired" ? [expiredEntry(run, finishedAt)] : []),
  ];
}

function about(run: Run, key: string, at: number): Omit<JournalEntry, "actor" | "what" | "details"> {
  return { id: `${run.id}.${key}`, at, run: run.id, environment: run.environment, version: run.version };
}

function personOf({ team, user }: Person): string {
  return `person:${team}/${user}`;
}
