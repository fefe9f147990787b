import type { HomeView } from "@slack/types";
import type { Parts } from "../src/parts.ts";
import { decideAccess } from "../src/release/access.ts";
import type { Person } from "../src/release/people.ts";
import { drawHome } from "../views/home.ts";
import { statusOfAll } from "./status.ts";

/**
 * The home tab of a person as it is now, with what a click there came to as its `note`. Somebody who may see nothing
 * gets the tab without any content.
 */
export async function homeOf(person: Person, parts: Parts, note?: string): Promise<HomeView> {
  const { product, command } = parts.settings;
  const asker = await parts.people.facts(person);
  const { outcome } = decideAccess({ asker, permission: "view", settings: parts.settings });
  const environments = outcome === "allowed" ? await statusOfAll({ asker, isAlone: true }, parts) : [];
  return drawHome({ product, command, environments, ...(note !== undefined && { note }) });
}
