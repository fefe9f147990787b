import type { Parts } from "../src/parts.ts";
import { drawHistory } from "../views/run/status.ts";
import { type Answer, type Ask, authorise, findEnvironment, refuseSurplus, type Verb } from "./verb.ts";
import { readWords } from "./words.ts";

const usage = "history [environment]";

/** `/release history production`: the latest runs, newest first. */
export const history: Verb = { name: "history", usage, summary: "The latest runs", handle: askForHistory };

async function askForHistory(ask: Ask, parts: Parts): Promise<Answer> {
  const { positionals } = readWords(ask.text, {});
  refuseSurplus(positionals, 1, usage);
  const [name] = positionals;
  const about = name === undefined ? undefined : findEnvironment(name, parts.settings);
  await authorise(ask, "view", parts, about);
  if (about === undefined)
    return { say: drawHistory(await parts.runs.history({}, 15), parts.settings.product) };
  return {
    say: drawHistory(await parts.runs.history({ environment: about.name }, 15), about.name),
  };
}
