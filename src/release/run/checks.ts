import type { Check, Environment } from "../settings.ts";

/** What one attempt of a check came to. */
export interface CheckResult {
  passed: boolean;
  /** What was seen, short: an exit code, a status, the last lines of output. */
  words: string;
}

/** Runs one attempt of a check of an environment. */
export interface CheckRunner {
  run(
    check: Check,
    facts: { environment: Environment; version: string; commit: string },
    signal: AbortSignal,
  ): Promise<CheckResult>;
}
