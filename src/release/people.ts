/** A person of the Slack workspace. Names are looked up when they are shown, ids decide. */
export interface Person {
  user: string;
  team: string;
}

/** Whether two ids mean the same person: names change and repeat, ids do not. */
export function isSamePerson(a: Person, b: Person): boolean {
  return a.user === b.user && a.team === b.team;
}

/** A member of the workspace as Slack describes them now. */
export interface PersonFacts {
  person: Person;
  name: string;
  timeZone: string;
  kind: "member" | "guest" | "stranger" | "bot" | "deactivated";
  /** The roles of the configuration that the person has. */
  roles: string[];
}

export interface People {
  /** Raises `slack-unavailable` when nothing recent enough is known: who is unknown is not allowed. */
  facts(person: Person): Promise<PersonFacts>;
}
