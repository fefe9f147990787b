import type { Parts } from "../src/parts.ts";
import { drawHelp } from "../views/help.ts";
import { type Answer, type Ask, isAlone, mayStart, type Verb } from "./verb.ts";

/** `/release help` and `/release` alone: what can be typed, with buttons for what most people want and whoever asks may do. */
export function helpVerb(all: () => Verb[]): Verb {
  return {
    name: "help",
    usage: "help",
    summary: "This list",
    handle: (ask, parts) => askForHelp(ask, parts, all()),
  };
}

async function askForHelp(ask: Ask, parts: Parts, verbs: Verb[]): Promise<Answer> {
  const { command } = parts.settings;
  if (!isAlone(ask)) return { say: drawHelp({ command }, verbs) };
  const may = mayStart(await parts.people.facts(ask.by), parts.settings);
  return { say: drawHelp({ command, may }, verbs) };
}
