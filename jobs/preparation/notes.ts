import type { JobParts } from "../../src/parts.ts";
import { dayAt } from "../../src/release/calendar/calendar.ts";
import { closest } from "../../src/release/closest.ts";
import { predecessorOf } from "../../src/release/history.ts";
import { linksOf } from "../../src/release/notes/links.ts";
import { notesToMarkdown } from "../../src/release/notes/notes-markdown.ts";
import { propose } from "../../src/release/preparation/prepare.ts";
import type { NotesRequest } from "../../src/release/preparation/prepare-request.ts";
import { makeProblem, ProblemError } from "../../src/release/problem.ts";
import { parseVersion } from "../../src/release/version.ts";
import type { JobHandler } from "../../src/release/work.ts";
import {
  drawNotesFile,
  drawNotesReply,
  fitsIntoMessage,
  noFileWords,
  type NotesLook,
} from "../../views/preparation/notes.ts";
import { drawProblem } from "../../views/problem.ts";
import { readBranch } from "./branch-facts.ts";
import { notesOfVersion } from "./version-notes.ts";

/** Tells the notes of a version, or of what is on the branch, to the one who asked; long ones as a file as well. */
export function notesJob(parts: JobParts): JobHandler<"notes"> {
  return async ({ request }) => {
    try {
      await tellNotes(request, parts);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      await parts.answers.say(request.answer, drawProblem(error.problem, parts.settings));
    }
  };
}

async function tellNotes({ version, by, answer }: NotesRequest, parts: JobParts): Promise<void> {
  await parts.git.refresh();
  const found = version === "next" ? await notesOfNext(parts) : await notesOf(version, parts);
  const links = linksOf(parts.settings.repository);
  const remark = fitsIntoMessage(found.notes, links) ? [] : [await sendWhole(found, by.user, parts)];
  await parts.answers.say(answer, drawNotesReply(found, links, ...remark));
}

/** What is told, and on which day it was made; notes of what nobody has prepared are those of today. */
interface Found extends NotesLook {
  at?: number | undefined;
}

/** Sends the whole as a file in direct messages, and answers in words where it is, or why it is not. */
async function sendWhole({ title, notes, words, at }: Found, user: string, parts: JobParts): Promise<string> {
  const date = dayAt(at ?? parts.clock(), parts.settings.timeZone);
  const links = linksOf(parts.settings.repository);
  const { file } = drawNotesFile(title, notesToMarkdown(notes, { title, date, words, links }));
  const isSent = file !== undefined && (await parts.files.send(user, file)) === "sent";
  return isSent ? "The whole is in your direct messages, as a file." : noFileWords;
}

async function notesOfNext(parts: JobParts): Promise<Found> {
  const { branch } = parts.settings.repository;
  const tip = await parts.git.branchTip(branch);
  if (tip === undefined)
    throw new ProblemError(
      makeProblem("branch-not-allowed", `The repository has no branch ${branch}.`, "Push it first."),
    );
  const facts = await readBranch(tip, parts);
  return { title: propose(facts).version, notes: facts.notes };
}

async function notesOf(tag: string, parts: JobParts): Promise<Found> {
  const { git, settings } = parts;
  const tags = await git.tags();
  const own = tags.find((one) => one.tag === tag);
  if (!parseVersion(tag, settings.repository.tagPrefix) || !own) {
    const near = closest(
      tag,
      tags.map((one) => one.tag),
      3,
    );
    const advice =
      near.length > 0 ? `Did you mean ${near.join(", ")}?` : "`/release notes next` tells what is coming.";
    throw new ProblemError(
      makeProblem("unknown-version", `There is no tag ${tag} in the repository.`, advice),
    );
  }
  const before = await predecessorOf(tag, tag, parts);
  const { notes, preparation } = await notesOfVersion(
    { version: tag, from: before?.tag, to: own.commit },
    parts,
  );
  return { title: tag, notes, words: preparation?.words, at: preparation?.at };
}
