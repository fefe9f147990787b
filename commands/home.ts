import type { HomeView } from "@slack/types";
import type { Parts } from "../src/parts.ts";
import type { Person } from "../src/release/people.ts";
import { drawHome } from "../views/home.ts";
import { statusOfAll } from "./status.ts";
import { mayStart } from "./verb.ts";

/**
 * The home tab of a person as it is now, with what a click there came to as its `note`. Somebody who may see nothing
 * gets the tab without any content.
 */
export async function homeOf(person: Person, parts: Parts, note?: string): Promise<HomeView> {
  const { settings } = parts;
  const { product, command } = settings;
  const asker = await parts.people.facts(person);
  const may = mayStart(asker, settings);
  const environments = may.view ? await statusOfAll({ asker, isAlone: true }, parts) : [];
  return drawHome({ product, command, environments, may, ...(note !== undefined && { note }) });
}
