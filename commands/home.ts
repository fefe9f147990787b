import type { Parts } from "../src/parts.ts";
import { decideAccess } from "../src/release/access.ts";
import { type PersonFacts, isSamePerson, type Person } from "../src/release/people.ts";
import type { Run } from "../src/release/run/run.ts";
import type { HomeView } from "@slack/types";
import { drawHome } from "../views/home.ts";
import { statusOfAll } from "./status.ts";
import { findEnvironment } from "./verb.ts";

/** The home tab of a person as it is now. Somebody who may see nothing gets the tab without any content. */
export async function homeOf(person: Person, parts: Parts): Promise<HomeView> {
  const { settings } = parts;
  const asker = await parts.people.facts(person);
  const allowed = decideAccess({ asker, permission: "view", settings }).outcome === "allowed";
  const environments = allowed ? await statusOfAll(parts) : [];
  const waitingForMe = environments
    .flatMap(({ active }) => active)
    .filter((run) => mayAnswer(run, asker, parts));
  return drawHome({ product: settings.product, command: settings.command, environments, waitingForMe });
}

function mayAnswer(run: Run, asker: PersonFacts, { settings }: Parts): boolean {
  if (run.phase !== "awaiting approval") return false;
  if ("user" in run.requester && isSamePerson(run.requester, asker.person)) return false;
  if (run.approvals.some(({ by }) => isSamePerson(by, asker.person))) return false;
  const environment = findEnvironment(run.environment, settings);
  return decideAccess({ asker, permission: "approve", settings, environment }).outcome === "allowed";
}
