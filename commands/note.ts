import type { JournalEntry } from "../src/release/journal.ts";
import type { Ask } from "./verb.ts";

/** The journal entry of what a person asked for; its id is the request's, so that a repeated delivery adds none. */
export function note(ask: Ask, what: string): Pick<JournalEntry, "id" | "at" | "actor" | "what"> {
  return { id: `${ask.id}.${what}`, at: ask.at, actor: `person:${ask.by.team}/${ask.by.user}`, what };
}
