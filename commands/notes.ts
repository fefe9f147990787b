import type { Parts } from "../src/parts.ts";
import type { NotesRequest } from "../src/release/preparation/prepare-request.ts";
import { drawNote } from "../views/run/run-replies.ts";
import { answerPlace } from "./place.ts";
import { type Answer, type Ask, authorise, readVersion, type Verb } from "./verb.ts";
import { readerOf } from "./words.ts";

const usage = "notes [version|next]";
const readTyped = readerOf(usage);

/** `/release notes v1.5.0`: what a version brings; `next`, or nothing, tells what is on the branch since the last one. */
export const notes: Verb = { name: "notes", usage, summary: "What a version brings", handle: askForNotes };

async function askForNotes(ask: Ask, parts: Parts): Promise<Answer> {
  const { positionals } = readTyped(ask.text);
  await authorise(ask, "view", parts);
  const [word = "next"] = positionals;
  const version = word === "next" ? word : readVersion(word, parts.settings);
  const request: NotesRequest = { version, by: ask.by, answer: answerPlace(ask) };
  await parts.queue.enqueue("notes", { request }, { id: `notes.${ask.id}` });
  return { say: drawNote(":memo: Reading the commits; the notes come in a moment.") };
}
