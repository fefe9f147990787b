import { decideAccess } from "../access.ts";
import { makeProblem, type Problem } from "../problem.ts";
import { type PersonFacts, isSamePerson } from "../people.ts";
import type { Approval, Run } from "./run.ts";
import type { Environment, Settings } from "../settings.ts";

export interface ApprovalFacts {
  run: Run;
  asker: PersonFacts;
  settings: Settings;
  environment: Environment;
  decision: Approval["decision"];
  reason?: string;
  /** The digest of the same plan made again now: another one means that the tag or the policy has moved. */
  digestNow: string;
  now: number;
}

export type ApprovalDecision =
  | { outcome: "refused"; problem: Problem }
  /** The run as it is after the click: approved and queued, rejected and cancelled, void, or one yes nearer. */
  | { outcome: "changed"; run: Run };

/**
 * Decides what a click on Approve or Reject does. Refused are: people without the right (`not-allowed`), the requester
 * (`own-request`), a second click (`already-decided`), a click after the end (`too-late`, `approval-expired`).
 * A plan that no longer matches ends the request: what was approved would not be what is done.
 */
export function decideApproval(facts: ApprovalFacts): ApprovalDecision {
  const refusal = refuseAnswer(facts);
  if (refusal) return { outcome: "refused", problem: refusal };
  if (facts.digestNow !== facts.run.planDigest)
    return { outcome: "changed", run: voided(facts.run, facts.now) };
  const approval = approvalOf(facts);
  const run = { ...facts.run, approvals: [...facts.run.approvals, approval] };
  if (approval.decision === "rejected") return { outcome: "changed", run: rejected(run, approval) };
  return {
    outcome: "changed",
    run: approvalsGiven(run) >= run.approvalsNeeded ? { ...run, phase: "queued" } : run,
  };
}

/** How many different people have said yes. */
export function approvalsGiven(run: Run): number {
  return run.approvals.filter((approval) => approval.decision === "approved").length;
}

/** The run, ended because nobody answered in time; undefined while there is time left or it no longer waits. */
export function expireApproval(run: Run, now: number): Run | undefined {
  if (run.phase !== "awaiting approval" || run.expiresAt === undefined || now < run.expiresAt)
    return undefined;
  return ended(run, now, expired(run));
}

/**
 * Why an answer of this person would not count at this moment, as `decideApproval` refuses it; undefined when it would.
 * By this it is also decided who is shown the buttons.
 */
export function refuseAnswer(
  facts: Pick<ApprovalFacts, "run" | "asker" | "settings" | "environment" | "now">,
): Problem | undefined {
  const { run, asker, now } = facts;
  const access = decideAccess({ ...facts, permission: "approve" });
  if (access.outcome === "refused") return access.problem;
  if (run.phase !== "awaiting approval") return tooLate(run);
  if (run.expiresAt !== undefined && now >= run.expiresAt) return expired(run);
  if ("user" in run.requester && isSamePerson(run.requester, asker.person)) {
    return makeProblem(
      "own-request",
      "You asked for this release, so your own yes or no does not count.",
      "Ask a colleague who may approve.",
    );
  }
  if (run.approvals.some((approval) => isSamePerson(approval.by, asker.person))) {
    return makeProblem(
      "already-decided",
      "Your answer is already counted.",
      "Nothing more is needed from you.",
    );
  }
  return undefined;
}

function tooLate(run: Run): Problem {
  const last = run.approvals.at(-1);
  const who = last ? ` by <@${last.by.user}>` : "";
  const state = run.phase === "cancelled" && last?.decision === "rejected" ? `rejected${who}` : run.phase;
  return makeProblem(
    "too-late",
    `This request is no longer waiting: it is ${state}.`,
    "Look at the message above: it shows where it stands.",
  );
}

function expired(run: Run): Problem {
  return makeProblem(
    "approval-expired",
    `The request for ${run.version} on ${run.environment} expired before enough people had answered.`,
    `Ask again with \`/release deploy ${run.version} ${run.environment}\`.`,
  );
}

function voided(run: Run, now: number): Run {
  const advice = `Look at the new plan with \`/release diff ${run.version} ${run.environment}\`, then ask again.`;
  return ended(
    run,
    now,
    makeProblem(
      "plan-changed",
      "The tag or the policy has changed since this was asked, so the request is void.",
      advice,
    ),
  );
}

function rejected(run: Run, { by, reason, at }: Approval): Run {
  const what = `<@${by.user}> rejected it${reason ? `: ${reason}` : "."}`;
  return ended(run, at, makeProblem("rejected", what, "Talk to them, then ask again."));
}

function ended(run: Run, now: number, problem: Problem): Run {
  return { ...run, phase: "cancelled", finishedAt: now, verdict: { phase: "cancelled", problem } };
}

function approvalOf({ asker, now, decision, run, reason }: ApprovalFacts): Approval {
  const approval: Approval = { by: asker.person, at: now, decision, planDigest: run.planDigest };
  return reason === undefined ? approval : { ...approval, reason };
}
