import type { Run } from "./run.ts";
import type { Environment } from "../settings.ts";

/** A little more than the steps that are left should take, in seconds. */
const margin = 120;

/**
 * When a run may no longer go on, in milliseconds since the epoch; a deadline that has not begun to count is far away.
 */
export function deadlineOf(
  { startedAt, extendedTo }: Pick<Run, "startedAt" | "extendedTo">,
  { deadline }: Pick<Environment, "deadline">,
): number {
  if (extendedTo !== undefined) return extendedTo;
  return startedAt === undefined ? Number.POSITIVE_INFINITY : startedAt + deadline * 1000;
}

/** How long a run goes on whose deadline nobody saw come, in seconds: what its waits and checks may take, at most the whole of its time. */
export function graceOf({
  deadline,
  stayUp,
  checks,
}: Pick<Environment, "deadline" | "stayUp" | "checks">): number {
  const forChecks = checks.reduce((sum, { timeout, retries }) => sum + timeout * (retries + 1), 0);
  return Math.min(deadline, margin + stayUp + forChecks);
}
