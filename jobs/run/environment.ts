import type { JobParts } from "../../src/parts.ts";
import { makeProblem, ProblemError } from "../../src/release/problem.ts";
import type { Environment } from "../../src/release/settings.ts";

/** The environment a stored request or run names; raises `unknown-environment` when the configuration lost it since. */
export function environmentNamed(name: string, { settings }: Pick<JobParts, "settings">): Environment {
  const found = settings.environments.find((environment) => environment.name === name);
  if (found) return found;
  const advice = "Put it back into the configuration, or leave its old runs alone.";
  throw new ProblemError(
    makeProblem("unknown-environment", `The configuration no longer has an environment "${name}".`, advice),
  );
}
