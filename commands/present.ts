import { randomUUID } from "node:crypto";
import type { Parts } from "../src/parts.ts";
import type { MessagePayload } from "../src/release/messages.ts";
import { type Problem, ProblemError } from "../src/release/problem.ts";
import { adviceWords, drawProblem, drawUnexpected } from "../views/problem.ts";

interface PresentParts {
  log: Parts["log"];
  settings: Pick<Parts["settings"], "command">;
}

/**
 * The one place that turns what was thrown into what the asker reads: a problem into its words, anything else into a
 * reference whose story is in the log.
 */
export function present(error: unknown, { log, settings }: PresentParts): MessagePayload {
  if (error instanceof ProblemError) {
    log.info({ code: error.problem.code }, "request refused");
    return drawProblem(error.problem, settings);
  }
  const reference = randomUUID().slice(0, 8);
  log.error({ err: error, reference }, "request failed unexpectedly");
  return drawUnexpected(reference);
}

/** The input a problem belongs to, so that a dialog can say it there. */
const inputOf: Partial<Record<Problem["code"], string>> = {
  "bad-version": "version",
  "unknown-version": "version",
  "bad-duration": "duration",
  "bad-text": "reason",
  "bad-day": "day",
  "version-exists": "version",
  "version-too-low": "version",
  "nothing-to-release": "empty",
};

/** A problem as messages at the inputs of a dialog: at the one it is about, else at the first. */
export function presentAtInput(
  error: unknown,
  blocks: string[],
  parts: PresentParts,
): Record<string, string> {
  const words =
    error instanceof ProblemError
      ? `${error.problem.what} ${adviceWords(error.problem, parts.settings)}`
      : present(error, parts).text;
  const wanted = error instanceof ProblemError ? inputOf[error.problem.code] : undefined;
  const at = wanted !== undefined && blocks.includes(wanted) ? wanted : blocks[0];
  return at === undefined ? {} : { [at]: words.replaceAll("`", "").slice(0, 1500) };
}
