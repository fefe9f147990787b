import type { Phase, Requester, Run } from "../src/release/run/run.ts";

/** One picture and one word for each phase, the same everywhere; the picture never stands alone. */
const pictures: Record<Phase, string> = {
  requested: ":white_circle:",
  "awaiting approval": ":hourglass_flowing_sand:",
  queued: ":hourglass_flowing_sand:",
  running: ":large_blue_circle:",
  verifying: ":large_blue_circle:",
  succeeded: ":white_check_mark:",
  failed: ":x:",
  "rolling back": ":rewind:",
  "rolled back": ":rewind:",
  cancelled: ":no_entry_sign:",
  superseded: ":fast_forward:",
};

/** The phase as people read it: picture and word. */
export function phaseWords(phase: Phase): string {
  return `${pictures[phase]} ${phase}`;
}

/** `v1.5.0 → production`: the name of a run in a first line. */
export function runTitle(run: Pick<Run, "version" | "environment" | "kind">): string {
  return run.kind === "rollback"
    ? `Roll back ${run.environment} to ${run.version}`
    : `${run.version} → ${run.environment}`;
}

const deeds: Record<Phase, string> = {
  requested: "is requested",
  "awaiting approval": "waits for approval",
  queued: "waits for its turn",
  running: "is under way",
  verifying: "is being verified",
  succeeded: "succeeded",
  failed: "failed",
  "rolling back": "is under way",
  "rolled back": "succeeded",
  cancelled: "was cancelled",
  superseded: "gave way to a newer request",
};

/** A full sentence for notifications and screen readers. */
export function runSentence(run: Run): string {
  const what =
    run.kind === "rollback"
      ? `The rollback of ${run.environment} to ${run.version}`
      : `The deploy of ${run.version} to ${run.environment}`;
  return `${what} ${deeds[run.phase]}.`;
}

/** Who asked, as a mention that notifies nobody by itself in an edited message. */
export function requesterWords(requester: Requester): string {
  return "user" in requester ? `<@${requester.user}>` : "Slipway, after a failed run";
}
