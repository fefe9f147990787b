import type { WebClient } from "@slack/web-api";
import { z } from "zod";
import { makeProblem, ProblemError } from "../release/problem.ts";
import type { Clock } from "../release/clock.ts";
import type { People, PersonFacts, Person } from "../release/people.ts";
import type { Role } from "../release/settings.ts";
import type { Cache } from "./cache.ts";
import { attempt, type CallFailure, type CallOutcome } from "./clients.ts";
import { type Known, Lookups } from "./lookups.ts";

export interface PeopleParts {
  client: WebClient;
  cache: Cache;
  clock: Clock;
  roles: Record<string, Role>;
  /** The id of the workspace that the bot belongs to. */
  team: string;
}

/** People of the workspace, and what to call when Slack says that one of them or a user group changed. */
export interface PeopleDirectory extends People {
  personChanged(user: string): Promise<void>;
  groupChanged(group: string): Promise<void>;
  /** Asks for the groups of all roles, so that the first person who clicks does not wait for them. */
  warmUp(): Promise<void>;
}

const account = z.object({
  name: z.string(),
  timeZone: z.string(),
  team: z.string(),
  kind: z.enum(["member", "guest", "stranger", "bot", "deactivated"]),
});
type Account = z.infer<typeof account>;

/** What people are called, by id; those whom Slack does not tell about are left out. */
export function createNames(
  parts: Pick<PeopleParts, "client" | "cache" | "clock">,
): (users: string[]) => Promise<Record<string, string>> {
  const accounts = accountsOf(parts);
  return async (users) => {
    const found = await Promise.all(users.map((user) => accounts.find(user)));
    const names = found.map((one, index) => [users[index], one.known ? one.value.name : undefined]);
    return Object.fromEntries(names.filter(([, name]) => name !== undefined));
  };
}

function accountsOf({ client, cache, clock }: Pick<PeopleParts, "client" | "cache" | "clock">) {
  const ask = (id: string): Promise<CallOutcome<Account>> => askForAccount(client, id);
  return new Lookups({ name: "user", shape: account, ask }, cache, clock);
}

/** Looks people and their roles up in Slack. Whoever cannot be looked up, and was not lately, is not let in. */
export function createPeople(parts: PeopleParts): PeopleDirectory {
  const { client, cache, clock, roles } = parts;
  const accounts = accountsOf(parts);
  const groups = new Lookups(
    { name: "group", shape: z.array(z.string()), ask: (id) => askForMembers(client, id) },
    cache,
    clock,
  );
  const groupIds = [...new Set(Object.values(roles).flatMap((role) => role.groups))];
  const membersOfAll = async (): Promise<Members> => {
    const found = await Promise.all(groupIds.map((id) => groups.find(id)));
    return new Map(found.map((members, index) => [groupIds[index] ?? "", members]));
  };
  return {
    facts: (person) => factsOf(person, parts, accounts, membersOfAll),
    personChanged: (user) => accounts.forget(user),
    groupChanged: (group) => groups.forget(group),
    warmUp: async () => void (await membersOfAll()),
  };
}

/** Who is in a user group, by its id. */
type Members = Map<string, Known<string[]>>;

async function factsOf(
  person: Person,
  { roles, team }: PeopleParts,
  accounts: Lookups<Account>,
  membersOfAll: () => Promise<Members>,
): Promise<PersonFacts> {
  if (person.team !== team)
    return { person, name: person.user, timeZone: "UTC", kind: "stranger", roles: [] };
  const [found, members] = await Promise.all([accounts.find(person.user), membersOfAll()]);
  const { name, timeZone, kind, team: home } = demand(found, person);
  const facts = { person, name, timeZone, roles: [] };
  if (kind !== "member") return { ...facts, kind };
  if (home !== team) return { ...facts, kind: "stranger" };
  return { ...facts, kind, roles: rolesOf(person, roles, members) };
}

/** A role that a group gives, and whose group cannot be read, is not had: what is unknown is not allowed. */
function rolesOf({ user }: Person, roles: PeopleParts["roles"], members: Members): string[] {
  return Object.entries(roles)
    .filter(([, role]) => role.users.includes(user) || role.groups.some((id) => isIn(user, members.get(id))))
    .map(([name]) => name);
}

function isIn(user: string, members: Known<string[]> | undefined): boolean {
  if (members === undefined) return false;
  if (members.known) return members.value.includes(user);
  // A group that Slack says does not exist has nobody in it; one that Slack does not tell about is another matter.
  if (members.failure.kind === "refused") return false;
  throw unavailable(members.failure);
}

function demand(found: Known<Account>, { user }: Person): Account {
  if (found.known) return found.value;
  if (found.failure.kind === "refused" && found.failure.error === "user_not_found") {
    const what = `Slack does not know the person ${user}.`;
    throw new ProblemError(
      makeProblem("person-unknown", what, "Ask a full member of the workspace to do it."),
    );
  }
  throw unavailable(found.failure);
}

function unavailable(failure: CallFailure): ProblemError {
  const why = failure.kind === "refused" ? ` (${failure.error})` : "";
  return new ProblemError(
    makeProblem(
      "slack-unavailable",
      `Slack does not say who you are at the moment${why}, and who is unknown may do nothing.`,
      "Try again in a minute.",
    ),
  );
}

async function askForAccount(client: WebClient, user: string): Promise<CallOutcome<Account>> {
  const outcome = await attempt(() => client.users.info({ user }));
  if (outcome.kind !== "done") return outcome;
  const { user: found } = outcome.result;
  if (!found) return { kind: "unknown-outcome", reason: "an answer without a person" };
  const name = [found.profile?.display_name, found.real_name, found.name].find(Boolean) ?? user;
  return {
    kind: "done",
    result: { name, timeZone: found.tz ?? "UTC", team: found.team_id ?? "", kind: kindOf(found) },
  };
}

interface Flags {
  id?: string;
  deleted?: boolean;
  is_bot?: boolean;
  is_stranger?: boolean;
  is_restricted?: boolean;
  is_ultra_restricted?: boolean;
}

function kindOf(user: Flags): Account["kind"] {
  if (user.deleted === true) return "deactivated";
  if (user.is_bot === true || user.id === "USLACKBOT") return "bot";
  if (user.is_stranger === true) return "stranger";
  return user.is_restricted === true || user.is_ultra_restricted === true ? "guest" : "member";
}

async function askForMembers(client: WebClient, usergroup: string): Promise<CallOutcome<string[]>> {
  const outcome = await attempt(() => client.usergroups.users.list({ usergroup }));
  return outcome.kind === "done" ? { kind: "done", result: outcome.result.users ?? [] } : outcome;
}
