import type { ModalView } from "@slack/types";
import type { Parts } from "../src/parts.ts";
import { decideAccess, decideLift, environmentsFor, isAllowed } from "../src/release/access.ts";
import { closest } from "../src/release/closest.ts";
import type { MessagePayload } from "../src/release/messages.ts";
import type { PersonFacts, Person } from "../src/release/people.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import type { Environment, Permission, Settings } from "../src/release/settings.ts";
import type { Origin } from "../src/release/request.ts";
import { parseVersion } from "../src/release/version.ts";

/** One request of one person, typed or clicked, before anything is known of them. */
export interface Ask {
  /** The same for every delivery of the same request. */
  id: string;
  by: Person;
  at: number;
  /** What was typed after the verb; empty for a click. */
  text: string;
  channel: string;
  responseUrl?: string;
  /** Where it was clicked, or where its dialog was opened, if only this person sees that. */
  origin?: Origin;
  /** Whether the answer takes the place of the one that was clicked, at the response URL. */
  replaces?: boolean;
  /** Opens one dialog within three seconds. */
  triggerId?: string;
}

export type Answer =
  /** `renews`: something has changed, so what it was clicked in is drawn anew, below these words. */
  | { say: MessagePayload; renews?: boolean }
  /** Nothing to say: what the person did shows in the message itself. */
  | { done: true; renews?: boolean }
  /** Opens a dialog; `opened` goes on with its id, after the dialog is there. */
  | { open: ModalView; opened?: (viewId: string) => Promise<void> };

/** A word after `/release`. */
export interface Verb {
  name: string;
  /** What to type: `deploy <version> <environment>`. */
  usage: string;
  summary: string;
  handle(ask: Ask, parts: Parts): Promise<Answer>;
}

/**
 * The choke point: who is asking, as Slack says at this moment, and whether they may. Raises `not-a-member`,
 * `not-allowed` or `slack-unavailable`, and nothing happens.
 */
export async function authorise(
  ask: Ask,
  permission: Permission,
  parts: Parts,
  environment?: Environment,
): Promise<PersonFacts> {
  const asker = await parts.people.facts(ask.by);
  const facts = { asker, permission, settings: parts.settings };
  const access = decideAccess(environment ? { ...facts, environment } : facts);
  if (access.outcome === "refused") throw new ProblemError(access.problem);
  return asker;
}

/**
 * The environments on which whoever asks may do something, in the configuration's order; raises what `authorise` raises
 * when there is none.
 */
export async function environmentsOpenTo(
  ask: Ask,
  permission: Permission,
  parts: Parts,
): Promise<Environment[]> {
  const asker = await authorise(ask, permission, parts);
  return environmentsFor({ asker, permission, settings: parts.settings });
}

/** Who is asking, and whether they may lift a hold, which concerns every environment. Raises what `authorise` raises. */
export async function authoriseLift(ask: Ask, parts: Parts): Promise<void> {
  const asker = await parts.people.facts(ask.by);
  const access = decideLift({ asker, settings: parts.settings });
  if (access.outcome === "refused") throw new ProblemError(access.problem);
}

/** Whether somebody may change when a release ships and what is said of it: it takes the permission to deploy to production. */
export function mayPlan(asker: PersonFacts, settings: Settings): boolean {
  return isAllowed({ asker, permission: "deploy", settings, environment: lastEnvironment(settings) });
}

/** What somebody may begin or look at anywhere. */
export function mayStart(
  asker: PersonFacts,
  settings: Settings,
): { view: boolean; deploy: boolean; rollBack: boolean } {
  const somewhere = (permission: Permission): boolean => isAllowed({ asker, permission, settings });
  return { view: somewhere("view"), deploy: somewhere("deploy"), rollBack: somewhere("rollback") };
}

/** Whether whoever asks alone sees the answer; a mention, which has neither of these, is answered for everybody. */
export function isAlone({ triggerId, responseUrl }: Pick<Ask, "triggerId" | "responseUrl">): boolean {
  return (triggerId ?? responseUrl) !== undefined;
}

/** The environment of that name; raises `unknown-environment` with the nearest ones. */
export function findEnvironment(name: string, settings: Settings): Environment {
  const found = settings.environments.find((environment) => environment.name === name);
  if (found) return found;
  const names = settings.environments.map((environment) => environment.name);
  const near = closest(name, names, 1)[0];
  const all = names.length === 1 ? `There is only ${names.join("")}.` : `There are ${names.join(", ")}.`;
  const advice = near === undefined ? all : `Did you mean ${near}? ${all}`;
  throw new ProblemError(makeProblem("unknown-environment", `There is no environment "${name}".`, advice));
}

/** Production: the last environment in the configuration's order. */
export function lastEnvironment(settings: Settings): Environment {
  const last = settings.environments.at(-1);
  if (!last)
    throw new ProblemError(
      makeProblem("bad-configuration", "No environment is configured.", "Add one to the configuration."),
    );
  return last;
}

/** The tag as it must be written, `1.4.2` and `v1.4.2` both meaning `v1.4.2`; raises `bad-version`. */
export function readVersion(text: string, settings: Settings): string {
  const { tagPrefix } = settings.repository;
  const tag = text.startsWith(tagPrefix) ? text : `${tagPrefix}${text}`;
  if (parseVersion(tag, tagPrefix)) return tag;
  const advice = `A version reads like ${tagPrefix}1.5.0, ${tagPrefix}1.5.0-rc.1 or ${tagPrefix}1.4.2-hotfix.1.`;
  throw new ProblemError(makeProblem("bad-version", `"${text}" is not a version.`, advice));
}
