import type { JobParts } from "../../src/parts.ts";
import { ProblemError } from "../../src/release/problem.ts";
import type { PlanRequest } from "../../src/release/request.ts";
import type { JobHandler } from "../../src/release/work.ts";
import { drawProblem } from "../../views/problem.ts";
import { drawRollbackRefused } from "../../views/run/rollback-dialog.ts";
import type { Problem } from "../../src/release/problem.ts";
import { planDeploy, planDiff } from "./plan-deploy.ts";
import { planRollbackRequest } from "./plan-rollback.ts";

/**
 * Makes the plan of a request and goes on with it. A refusal is told to the one who asked, and nothing is changed. A store
 * that does not answer refuses nothing: the request may be half done, and is done to its end when the job is repeated.
 */
export function planJob(parts: JobParts): JobHandler<"plan"> {
  return async ({ request }) => {
    try {
      await planFor(request, parts);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.code === "store-unavailable") throw error;
      parts.log.info({ request: request.id, code: error.problem.code }, "request refused");
      await tell(request, error.problem, parts);
    }
  };
}

function planFor(request: PlanRequest, parts: JobParts): Promise<void> {
  const { ask } = request;
  switch (ask.verb) {
    case "deploy":
      return planDeploy(request, ask, parts);
    case "diff":
      return planDiff(request, ask, parts);
    case "rollback":
      return planRollbackRequest(request, ask, parts);
  }
}

/** Tells a refusal where the request was made: in its dialog while that is open, else in the asker's sight only. */
async function tell({ answer, ask }: PlanRequest, refusal: Problem, parts: JobParts): Promise<void> {
  if ("view" in answer)
    return parts.dialogs.update(answer.view, drawRollbackRefused(refusal, parts.settings));
  return parts.answers.say(answer, drawProblem(refusal, parts.settings, ask.version));
}
