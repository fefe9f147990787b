import type { DeployAsk, RollbackAsk } from "../../../src/release/request.ts";

/** What a person asks for who deploys a version to staging. */
export function deployOf(version: string): DeployAsk {
  return { verb: "deploy", version, environment: "staging", takeOver: false };
}

/** What a person asks for who rolls staging back without a look at the plan. */
export function rollbackTo(version: string): RollbackAsk {
  return {
    verb: "rollback",
    version,
    environment: "staging",
    allowUnverified: false,
    takeOver: false,
    confirmed: true,
  };
}
