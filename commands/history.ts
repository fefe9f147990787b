import type { Parts } from "../src/parts.ts";
import { environmentsFor } from "../src/release/access.ts";
import type { PersonFacts } from "../src/release/people.ts";
import type { Run } from "../src/release/run/run.ts";
import { drawHistory } from "../views/run/status.ts";
import { type Answer, type Ask, authorise, findEnvironment, type Verb } from "./verb.ts";
import { readerOf } from "./words.ts";

const usage = "history [environment]";
const readTyped = readerOf(usage);

/** As many runs as a message can tell. */
const most = 15;

/** `/release history production`: the latest runs, newest first. */
export const history: Verb = { name: "history", usage, summary: "The latest runs", handle: askForHistory };

async function askForHistory(ask: Ask, parts: Parts): Promise<Answer> {
  const { settings } = parts;
  const { positionals } = readTyped(ask.text);
  const [name] = positionals;
  const about = name === undefined ? undefined : findEnvironment(name, parts.settings);
  const asker = await authorise(ask, "view", parts, about);
  if (about === undefined)
    return { say: drawHistory(await runsInSightOf(asker, parts), settings.product, settings) };
  const runs = await parts.runs.history({ environment: about.name }, most);
  return { say: drawHistory(runs, about.name, settings) };
}

/** The latest runs of all environments, or of those that this person may view. */
async function runsInSightOf(asker: PersonFacts, parts: Parts): Promise<Run[]> {
  const { settings } = parts;
  const seen = environmentsFor({ asker, permission: "view", settings });
  if (seen.length === settings.environments.length) return parts.runs.history({}, most);
  const each = await Promise.all(seen.map(({ name }) => parts.runs.history({ environment: name }, most)));
  return each
    .flat()
    .toSorted((a, b) => b.requestedAt - a.requestedAt)
    .slice(0, most);
}
