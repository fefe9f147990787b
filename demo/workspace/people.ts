import type { Channel, Person, UserGroup } from "./types.ts";

/** The team every local workspace is. */
export const localTeam = { id: "T0LOCAL", name: "Local workspace", domain: "local" };

type PersonFacts = Pick<Person, "id" | "handle" | "realName" | "title"> & Partial<Person>;

/** A full member of the local team, with the differences given. */
export function person(facts: PersonFacts): Person {
  return {
    teamId: localTeam.id,
    email: `${facts.handle}@example.com`,
    timeZone: "Europe/Amsterdam",
    isRestricted: false,
    isUltraRestricted: false,
    isStranger: false,
    isDeleted: false,
    isBot: false,
    ...facts,
  };
}

/** The people of the demo: a release manager, two approvers, an engineer and a guest. */
export const demoPeople: Person[] = [
  person({ id: "U0ROSA", handle: "rosa", realName: "Rosa Vermeer", title: "release manager" }),
  person({
    id: "U0ADE",
    handle: "ade",
    realName: "Ade Okafor",
    title: "approver",
    timeZone: "Europe/London",
  }),
  person({ id: "U0BEA", handle: "bea", realName: "Bea Lindqvist", title: "approver" }),
  person({
    id: "U0ELI",
    handle: "eli",
    realName: "Eli Navarro",
    title: "engineer",
    timeZone: "America/New_York",
  }),
  person({ id: "U0GUS", handle: "gus", realName: "Gus Moreau", title: "guest", isUltraRestricted: true }),
];

/** The demo's people and those who must be refused: one deactivated, one of another team, one bot. */
export const testPeople: Person[] = [
  ...demoPeople,
  person({ id: "U0DEE", handle: "dee", realName: "Dee Former", title: "deactivated", isDeleted: true }),
  person({
    id: "U0STU",
    handle: "stu",
    realName: "Stu Outside",
    title: "stranger",
    isStranger: true,
    teamId: "T0OTHER",
  }),
  person({ id: "U0BOB", handle: "bob", realName: "Bob Robot", title: "bot", isBot: true }),
];

/** #releases with everybody of `people` and #general without one-channel guests; the bot is added at start. */
export function defaultChannels(people: readonly Person[]): Channel[] {
  const members = people.filter((one) => !one.isDeleted).map((one) => one.id);
  const fullMembers = people.filter((one) => !one.isDeleted && !one.isUltraRestricted).map((one) => one.id);
  const base = { isPrivate: false, isArchived: false, isDirect: false };
  const isShared = people.some((one) => one.isStranger);
  return [
    { ...base, id: "C0RELEASES", name: "releases", members: [...members], isShared },
    { ...base, id: "C0GENERAL", name: "general", members: fullMembers, isShared: false },
  ];
}

/** The user groups of the demo's configuration. */
export function defaultUserGroups(): UserGroup[] {
  return [
    {
      id: "S0MANAGERS",
      handle: "release-managers",
      name: "Release managers",
      users: ["U0ROSA"],
      isDisabled: false,
    },
    {
      id: "S0APPROVERS",
      handle: "approvers",
      name: "Approvers",
      users: ["U0ADE", "U0BEA"],
      isDisabled: false,
    },
  ];
}
