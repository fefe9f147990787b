import type { Parts } from "../src/parts.ts";
import { drawHelp } from "../views/help.ts";
import type { Answer, Ask, Verb } from "./verb.ts";

/** `/release help` and `/release` alone: what can be typed, with buttons for what most people want. */
export function helpVerb(all: () => Verb[]): Verb {
  return {
    name: "help",
    usage: "help",
    summary: "This list",
    handle: (_ask: Ask, parts: Parts): Promise<Answer> =>
      Promise.resolve({ say: drawHelp(parts.settings.command, all()) }),
  };
}
