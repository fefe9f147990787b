/**
 * A refusal or failure that a person can act on. Every one has a code that never changes (people search for it,
 * `docs/problems.md` explains it), one sentence of what happened, and one of what to do now.
 */
export interface Problem {
  code: ProblemCode;
  what: string;
  /** Commands stand in it whole, as `/release status staging`; what draws it puts in the name that the installation uses. */
  advice: string;
}

export type ProblemCode = (typeof problemCodes)[number];

/** Every code that Slipway can answer with, grouped by what it is about. */
export const problemCodes = [
  // what was asked
  "unknown-verb",
  "missing-argument",
  "unknown-argument",
  "bad-version",
  "bad-duration",
  "bad-text",
  "unknown-version",
  "unknown-release",
  "bad-day",
  "unknown-environment",
  "unknown-run",
  "unknown-notice",
  "unknown-item",
  // who asked
  "not-allowed",
  "not-a-member",
  "person-unknown",
  // what stands in the way
  "environment-locked",
  "version-on-hold",
  "environment-frozen",
  "not-verified-before",
  "not-verified-here",
  "already-live",
  "run-in-progress",
  "nothing-recorded",
  "gitops-owner",
  "checklist-open",
  "evidence-failed",
  // approvals and clicks
  "own-request",
  "rejected",
  "already-decided",
  "approval-expired",
  "plan-changed",
  "too-late",
  // the sources
  "git-unavailable",
  "github-unavailable",
  "github-refused",
  "bad-ref",
  "manifests-missing",
  "manifests-invalid",
  "rendering-failed",
  "image-not-found",
  "calendar-unavailable",
  // preparing a release
  "version-exists",
  "version-too-low",
  "nothing-to-release",
  "version-files",
  "branch-not-allowed",
  "base-moved",
  "signing-failed",
  "push-refused",
  // the cluster
  "cluster-unavailable",
  "cluster-forbidden",
  "cluster-refused",
  "field-conflict",
  "changed-meanwhile",
  "workload-failed",
  "workload-missing",
  "job-end-unknown",
  "deadline-exceeded",
  "deadline-missed",
  "check-failed",
  // ourselves
  "store-unavailable",
  "records-set-back",
  "queue-paused",
  "slack-unavailable",
  "bad-template",
  "bad-configuration",
  "unexpected",
] as const;

/** Carries a problem through code that cannot go on; the presenter of each room turns it into words. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem, cause?: unknown) {
    super(problem.what, { cause });
    this.name = "ProblemError";
    this.problem = problem;
  }
}

/** Builds a problem: its code, what happened (one sentence), and what to do or type instead. */
export function makeProblem(code: ProblemCode, what: string, advice: string): Problem {
  return { code, what, advice };
}
