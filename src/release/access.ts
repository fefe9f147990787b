import { makeProblem, type Problem } from "./problem.ts";
import type { PersonFacts } from "./people.ts";
import type { Environment, Permission, Settings } from "./settings.ts";

export type Access = { outcome: "allowed" } | { outcome: "refused"; problem: Problem };

/** What the choke point needs to know; `environment` is absent for questions about the whole product. */
export interface AccessFacts {
  asker: PersonFacts;
  permission: Permission;
  settings: Settings;
  environment?: Environment;
}

const refusals: Record<Exclude<PersonFacts["kind"], "member">, string> = {
  guest: "Guests cannot work with releases.",
  stranger: "You belong to another workspace than this release bot.",
  bot: "Bots cannot work with releases.",
  deactivated: "This account is deactivated.",
};

/**
 * The one decision every way in crosses, at the moment of the click: who asks (by user and team id), what for, and
 * where. Raises nothing; a refusal is `not-a-member` or `not-allowed` and names the roles that may.
 */
export function decideAccess(facts: AccessFacts): Access {
  const { asker, permission } = facts;
  if (asker.kind !== "member") {
    return refused(
      makeProblem("not-a-member", refusals[asker.kind], "Ask a full member of the workspace to do it."),
    );
  }
  const roles = rolesAllowed(facts);
  if (roles === "everybody") return { outcome: "allowed" };
  if (asker.roles.some((role) => roles.includes(role))) return { outcome: "allowed" };
  return refused(
    makeProblem("not-allowed", `You may not ${deed(permission, facts.environment)}.`, adviceFor(roles)),
  );
}

/**
 * Whether somebody may lift a hold. Whoever may hold versions back anywhere may stop one everywhere, but what is lifted
 * may go everywhere again, so it takes the permission on every environment where anybody has it.
 */
export function decideLift(facts: Pick<AccessFacts, "asker" | "settings">): Access {
  const decisions = facts.settings.environments
    .filter(({ allow }) => (allow.hold ?? []).length > 0)
    .map((environment) => decideAccess({ ...facts, permission: "hold", environment }));
  const refusal = decisions.find((decision) => decision.outcome === "refused");
  if (refusal?.problem.code !== "not-allowed")
    return refusal ?? decideAccess({ ...facts, permission: "hold" });
  const what = `What is lifted may go everywhere again. ${refusal.problem.what}`;
  return refused({ ...refusal.problem, what });
}

/** Whether somebody may do something: what `decideAccess` says, where the reason does not matter. */
export function isAllowed(facts: AccessFacts): boolean {
  return decideAccess(facts).outcome === "allowed";
}

/** The environments on which somebody has a permission, in the configuration's order. */
export function environmentsFor({
  asker,
  permission,
  settings,
}: Omit<AccessFacts, "environment">): Environment[] {
  return settings.environments.filter((environment) =>
    isAllowed({ asker, permission, settings, environment }),
  );
}

/** The roles with a permission, in the configuration's order; "everybody" means every full member of the workspace. */
export function rolesAllowed(facts: Omit<AccessFacts, "asker">): string[] | "everybody" {
  const environments = facts.environment ? [facts.environment] : facts.settings.environments;
  const named = environments.map((environment) => environment.allow[facts.permission]);
  // What nobody is named for can be seen by everybody: of the whole product, some part then can.
  if (facts.permission === "view" && named.includes(undefined)) return "everybody";
  return [...new Set(named.flatMap((roles) => roles ?? []))];
}

const deeds: Record<Permission, string> = {
  view: "look at",
  deploy: "deploy to",
  approve: "approve for",
  rollback: "roll back",
  lock: "lock or unlock",
  hold: "hold versions back from",
  cancel: "cancel runs on",
  emergency: "use the emergency path on",
};

function deed(permission: Permission, environment: Environment | undefined): string {
  return `${deeds[permission]} ${environment?.name ?? "any environment"}`;
}

function adviceFor(roles: string[]): string {
  if (roles.length === 0) return "Nobody may, by the configuration; ask whoever looks after Slipway.";
  return `Ask somebody who is one of: ${roles.join(", ")}.`;
}

function refused(problem: Problem): Access {
  return { outcome: "refused", problem };
}
