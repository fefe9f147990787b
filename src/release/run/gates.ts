import type { Freeze } from "../calendar/freeze.ts";
import { makeProblem, type Problem } from "../problem.ts";
import { type Hold, isHeldAt, type Lock, type VerifiedRelease } from "./records.ts";
import type { Environment } from "../settings.ts";

/** What stands between a request to deploy and its run. */
export interface DeployFacts {
  version: string;
  commit: string;
  environment: Environment;
  /** `person:U…`: the owner of a lock may deploy through it. */
  asker: string;
  /** The reason given with `--emergency`, by somebody who may use it. */
  emergency?: string;
  lock?: Lock;
  hold?: Hold;
  /** The window of the calendar that the environment is in, for releases of this kind. */
  freeze?: Freeze;
  /** This version as it was verified on the environment named by `after`. */
  verifiedBefore?: Pick<VerifiedRelease, "commit" | "at">;
  /** The words of the required items that are open; absent where the environment does not ask for the checklist. */
  openItems?: string[];
}

export type DeployDecision =
  | { outcome: "refused"; problem: Problem }
  /** `passed` are the gates that would have refused, had it not been an emergency; each is announced. */
  | { outcome: "proceed"; approvalsNeeded: number; passed: Problem[] };

/**
 * Decides whether a version may go to an environment now: holds, locks, freezes of the calendar, the order of
 * environments on the same commit, and the checklist. An emergency passes these five and lowers the approvals to one,
 * never to none. Refusals are `version-on-hold`, `environment-locked`, `environment-frozen`, `not-verified-before` and
 * `checklist-open`.
 */
export function decideDeploy(facts: DeployFacts): DeployDecision {
  const gates = [holdGate, lockGate, freezeGate, orderGate, checklistGate];
  const closed = gates.flatMap((gate) => gate(facts) ?? []);
  const { needed } = facts.environment.approvals;
  if (facts.emergency !== undefined) {
    return { outcome: "proceed", approvalsNeeded: Math.min(needed, 1), passed: closed };
  }
  const [first] = closed;
  if (first) return { outcome: "refused", problem: first };
  return { outcome: "proceed", approvalsNeeded: needed, passed: [] };
}

function holdGate({ hold, version, commit }: DeployFacts): Problem | undefined {
  if (!hold || !isHeldAt(hold, commit)) return undefined;
  const what = `${version} is on hold: ${hold.reason}`;
  return makeProblem(
    "version-on-hold",
    what,
    `Ship a newer version, or lift it with \`/release unhold ${version}\`.`,
  );
}

function lockGate({ lock, asker, environment }: DeployFacts): Problem | undefined {
  if (!lock || lock.owner === asker || lock.owner.startsWith("run:")) return undefined;
  const what = `${environment.name} is locked: ${lock.reason}`;
  return makeProblem(
    "environment-locked",
    what,
    `Wait, or release it with \`/release unlock ${environment.name}\`.`,
  );
}

function freezeGate({ freeze, environment, version }: DeployFacts): Problem | undefined {
  if (!freeze) return undefined;
  const { name, from, to } = freeze;
  const what = `${environment.name} takes no release from ${from} to ${to}: ${name}.`;
  const advice = `Wait until it is over. Whoever may can pass it with \`/release deploy ${version} ${environment.name} --emergency "why"\`; a rollback is never stopped.`;
  return makeProblem("environment-frozen", what, advice);
}

function orderGate({ environment, verifiedBefore, version, commit }: DeployFacts): Problem | undefined {
  const { after, name } = environment;
  if (after === undefined) return undefined;
  if (!verifiedBefore) {
    const what = `${version} has not been verified on ${after}, and ${name} comes after it.`;
    return makeProblem("not-verified-before", what, `Type \`/release deploy ${version} ${after}\` first.`);
  }
  if (verifiedBefore.commit === commit) return undefined;
  const what = `${after} verified ${version} at commit ${verifiedBefore.commit.slice(0, 7)}, but the tag now names ${commit.slice(0, 7)}.`;
  return makeProblem(
    "not-verified-before",
    what,
    `Somebody moved the tag: deploy it to ${after} again, or make a new version.`,
  );
}

/** So many open items are named; the checklist itself shows all of them. */
const named = 12;

function checklistGate({ openItems = [], version, environment }: DeployFacts): Problem | undefined {
  if (openItems.length === 0) return undefined;
  const rest = openItems.length - named;
  const items = `${openItems.slice(0, named).join("; ")}${rest > 0 ? `; and ${rest} more` : ""}`;
  const what = `${environment.name} waits for the checklist of ${version}, and ${openItems.length === 1 ? "one required item is" : `${openItems.length} required items are`} open: ${items}.`;
  return makeProblem(
    "checklist-open",
    what,
    `Close or waive them: \`/release checklist ${version}\` shows the list.`,
  );
}
