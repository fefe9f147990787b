import { z } from "zod";
import type { Parts } from "../src/parts.ts";
import { isDay, momentOf } from "../src/release/calendar/calendar.ts";
import { wakeCalendar } from "../src/release/calendar/wake-calendar.ts";
import { lastVersion } from "../src/release/history.ts";
import {
  type BranchFacts,
  kindOn,
  type Preparation,
  problemOfVersion,
} from "../src/release/preparation/prepare.ts";
import type { ProposalRequest } from "../src/release/preparation/prepare-request.ts";
import type { EditedSection } from "../src/release/notes/edited-notes.ts";
import { type SectionTitle, sectionTitles } from "../src/release/notes/notes.ts";
import { makeProblem, ProblemError } from "../src/release/problem.ts";
import { type Kind, kinds } from "../src/release/version.ts";
import { actions } from "../views/ids.ts";
import { drawPreparing } from "../views/preparation/prepare-card.ts";
import { drawPrepareLoading } from "../views/preparation/prepare-dialog.ts";
import { note } from "./note.ts";
import { expectUnprepared, findRelease, tooLate } from "./releases.ts";
import type { Submission, SubmissionAnswer } from "./submission.ts";
import { type Answer, type Ask, authorise, lastEnvironment, readVersion, type Verb } from "./verb.ts";
import { readerOf } from "./words.ts";

const usage = "prepare [major|minor|patch|hotfix] [--from <branch|version>]";
const readTyped = readerOf(usage, { from: "text" });

/** `/release prepare`: proposes the next version in a dialog; confirmed, it is committed, tagged and pushed. */
export const prepare: Verb = {
  name: "prepare",
  usage,
  summary: "Propose the next version, then write, tag and push it",
  handle: askToPrepare,
};

async function askToPrepare(ask: Ask, parts: Parts): Promise<Answer> {
  const { positionals, values } = readTyped(ask.text);
  await authorise(ask, "deploy", parts, lastEnvironment(parts.settings));
  const [word] = positionals;
  const from = values["from"];
  return openProposal(ask, parts, {
    ...(word !== undefined && { kind: readKind(word) }),
    ...(from !== undefined && { from }),
  });
}

/** The button Prepare of a planned release, and Propose again of a preparation that came to nothing. */
export async function prepareByClick(ask: Ask, parts: Parts, value: string): Promise<Answer> {
  await authorise(ask, "deploy", parts, lastEnvironment(parts.settings));
  const earlier = await parts.preparations.get(value);
  if (!earlier) {
    const release = await findRelease(value, parts);
    if (release.state !== "planned") throw tooLate(release);
    await expectUnprepared(release, parts);
    return openProposal(ask, parts, { planned: value });
  }
  const { branch, planned } = earlier;
  return openProposal(ask, parts, {
    from: branch,
    earlier: value,
    ...(planned !== undefined && { planned }),
  });
}

function openProposal(
  ask: Ask,
  parts: Parts,
  wanted: Pick<ProposalRequest, "kind" | "from" | "planned" | "earlier">,
): Answer {
  return {
    open: drawPrepareLoading(),
    opened: async (view) => {
      const { by, at, channel, origin } = ask;
      const request: ProposalRequest = { by, at, view, channel, ...wanted, ...(origin && { origin }) };
      await parts.queue.enqueue("propose", { request }, { id: `propose.${ask.id}` });
    },
  };
}

function readKind(word: string): Kind {
  const kind = kinds.find((one) => one === word.toLowerCase());
  if (kind) return kind;
  throw new ProblemError(
    makeProblem("unknown-argument", `"${word}" is no kind of release.`, `Type \`/release ${usage}\`.`),
  );
}

/** What the dialog carries from what was shown to the click that follows. */
const shown = z.object({
  branch: z.string(),
  base: z.string(),
  channel: z.string(),
  team: z.string(),
  editable: z.array(z.enum(sectionTitles)).default([]),
  asked: z.enum(kinds).exactOptional(),
  planned: z.string().exactOptional(),
  since: z.string().exactOptional(),
});

/** The dialog, sent: what was filled in is checked at the fields, and the release is on its way once it is stored. */
export async function submitPrepareDialog(submission: Submission, parts: Parts): Promise<SubmissionAnswer> {
  const { ask, values, ticked } = submission;
  const id = `prepare-${ask.id.replace(/^ask-/u, "")}`;
  await authorise(ask, "deploy", parts, lastEnvironment(parts.settings));
  const { branch, base, team, asked, planned, since, editable } = shown.parse(
    JSON.parse(submission.metadata),
  );
  const version = readVersion(values[actions.version] ?? "", parts.settings);
  // The same dialog, delivered twice, is the same preparation.
  if (!(await parts.preparations.get(id)))
    await expectUnprepared({ version, ...(planned !== undefined && { occurrence: planned }) }, parts);
  const facts = await branchFacts(since, parts);
  const problem = problemOfVersion(version, facts);
  if (problem) throw new ProblemError(problem);
  const target = readTarget(values[actions.day], values[actions.time], parts);
  const words = values[actions.words];
  const preparation: Preparation = {
    id,
    by: ask.by,
    at: ask.at,
    version,
    kind: kindOn(facts, version),
    branch,
    base,
    manager: { user: values[actions.manager] ?? ask.by.user, team },
    mayBeEmpty: ticked.has(actions.allowEmpty),
    state: "under way",
    tries: [],
    rev: 0,
    ...(asked && { asked }),
    ...(planned !== undefined && { planned }),
    ...(since !== undefined && { since }),
    ...(target !== undefined && { target }),
    ...(words !== undefined && { words }),
    ...(editable.length > 0 && { notes: { base, sections: editedSections(editable, values) } }),
  };
  refuseEmpty(preparation);
  await parts.preparations.create(preparation);
  await parts.journal.append({ ...note(ask, "asked to prepare"), version, details: { branch, base } });
  await wakeCalendar(parts);
  await parts.queue.enqueue("prepare", { preparation: id }, { id });
  return { done: true, say: drawPreparing(version, parts.settings.channels.releases) };
}

/** The sections as they were sent; an emptied field takes its section out. */
function editedSections(titles: SectionTitle[], values: Submission["values"]): EditedSection[] {
  const texts: Record<SectionTitle, string | undefined> = {
    "Breaking Changes": values[actions.notesBreaking],
    "New Features": values[actions.notesFeatures],
    "Bug Fixes": values[actions.notesFixes],
    Security: values[actions.notesSecurity],
    Performance: values[actions.notesPerformance],
    "Other Changes": values[actions.notesOther],
  };
  return titles.map((title) => ({ title, text: texts[title] ?? "" }));
}

/**
 * What is known of the branch without reading its history: a dialog must be answered within three seconds. Its last version
 * is the one that was shown.
 */
async function branchFacts(since: string | undefined, { git, settings }: Parts): Promise<BranchFacts> {
  const { tagPrefix: prefix } = settings.repository;
  const tags = await git.tags();
  const latest = lastVersion(
    tags.filter(({ tag }) => tag === since),
    prefix,
  );
  const notes = { sections: [], authors: [], commits: 0 };
  return { tags, prefix, notes, taken: [], ...(latest && { latest }) };
}

/** Commits ask for nothing only where there is nothing to tell. */
function refuseEmpty({ asked, mayBeEmpty, branch, since }: Preparation): void {
  if (asked || mayBeEmpty) return;
  const what = `${branch} has no change since ${since ?? "its beginning"}.`;
  throw new ProblemError(
    makeProblem(
      "nothing-to-release",
      what,
      "Tick that it is wanted all the same, or merge what should ship.",
    ),
  );
}

function readTarget(
  day: string | undefined,
  time: string | undefined,
  { settings, clock }: Parts,
): number | undefined {
  if (day === undefined && time === undefined) return undefined;
  const [, hour, minute] = /^(\d{2}):(\d{2})$/u.exec(time ?? "") ?? [];
  if (day === undefined || !isDay(day) || hour === undefined || minute === undefined)
    throw badDay("A date has a day and a time.", "Choose both, or neither.");
  const target = momentOf(day, { hour: Number(hour), minute: Number(minute) }, settings.timeZone);
  if (target > clock()) return target;
  throw badDay("That moment is over.", "Choose one to come.");
}

function badDay(what: string, advice: string): ProblemError {
  return new ProblemError(makeProblem("bad-day", what, advice));
}
