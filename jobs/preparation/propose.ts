import type { JobParts } from "../../src/parts.ts";
import { inTheWayOf } from "../../src/release/calendar/cadence.ts";
import { knownCalendar } from "../../src/release/calendar/calendar-file.ts";
import { editableSections, type EarlierEdit } from "../../src/release/notes/edited-notes.ts";
import { type Preparation, propose } from "../../src/release/preparation/prepare.ts";
import type { ProposalRequest } from "../../src/release/preparation/prepare-request.ts";
import { ProblemError } from "../../src/release/problem.ts";
import { lastingName, type Release } from "../../src/release/book/release.ts";
import type { JobHandler } from "../../src/release/work.ts";
import {
  drawPrepareDialog,
  drawPrepareRefused,
  type PrepareDialogFacts,
} from "../../views/preparation/prepare-dialog.ts";
import { carry } from "../../views/renewed.ts";
import { findPlace, readBranch } from "./branch-facts.ts";
import { editsFor } from "./release-edits.ts";

type ProposeParts = Pick<
  JobParts,
  | "settings"
  | "clock"
  | "log"
  | "git"
  | "writer"
  | "placeFinder"
  | "preparations"
  | "book"
  | "calendarFiles"
  | "dialogs"
>;

/** Fills the dialog of a preparation: version, reason, files and notes, as of a fetch just now. Nothing is written. */
export function proposeJob(parts: ProposeParts): JobHandler<"propose"> {
  return async ({ request }) => {
    try {
      const facts = await gatherProposal(request, parts);
      await parts.dialogs.update(request.view, carry(drawPrepareDialog(facts), request.origin));
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      parts.log.info({ code: error.problem.code }, "nothing proposed");
      await parts.dialogs.update(request.view, drawPrepareRefused(error.problem, parts.settings));
    }
  };
}

async function gatherProposal(request: ProposalRequest, parts: ProposeParts): Promise<PrepareDialogFacts> {
  await parts.git.refresh();
  const named = request.planned === undefined ? undefined : await findPlanned(request.planned, parts);
  const place = await findPlace(request.from ?? named?.branch ?? parts.settings.repository.branch, parts);
  const branch = await readBranch(place.base, parts);
  const proposal = propose(branch, request.kind ?? named?.kind);
  const planned = named ?? (await plannedFor(proposal.version, proposal.kind, place.branch, parts));
  const at = parts.clock();
  const earlier = request.earlier === undefined ? undefined : await parts.preparations.get(request.earlier);
  const { edits, drift } = await editsFor({ branch, base: place.base, version: proposal.version, at }, parts);
  // What would be refused when the release is pushed is not shown as if it could be done.
  await parts.writer.check(place.base, edits);
  const edited = await earlierEdit(earlier, parts);
  const gone = edited === "gone" ? [editIsGone] : [];
  return {
    ...place,
    proposal: {
      ...proposal,
      warnings: [...proposal.warnings, ...drift, ...gone, ...(await frozen(planned, parts))],
    },
    notes: branch.notes,
    editable: editableSections(branch.notes, edited === "gone" ? undefined : edited),
    ...(earlier?.words !== undefined && { words: earlier.words }),
    edits,
    channel: request.channel,
    timeZone: parts.settings.timeZone,
    manager: planned?.manager ?? request.by,
    ...(branch.latest && { since: branch.latest.tag }),
    ...(planned && { planned: lastingName(planned) }),
    ...(planned?.target !== undefined && { target: planned.target }),
  };
}

async function frozen(planned: Release | undefined, parts: ProposeParts): Promise<string[]> {
  if (planned?.target === undefined) return [];
  const [freeze] = inTheWayOf(planned.target, planned.kind, await knownCalendar(parts));
  return freeze ? [`The planned day falls into ${freeze.name}: move it, or nothing may ship then.`] : [];
}

const editIsGone =
  "The notes that were edited before are of commits that are gone from the repository: these are the new ones.";

/** What was edited before; "gone" where its commits are, as after a forced push. */
async function earlierEdit(
  earlier: Preparation | undefined,
  parts: ProposeParts,
): Promise<EarlierEdit | "gone" | undefined> {
  if (!earlier?.notes) return undefined;
  const { base, sections } = earlier.notes;
  try {
    return { sections, shown: (await readBranch(base, parts)).notes };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    parts.log.info({ code: error.problem.code }, "an edit of notes is gone with its commits");
    return "gone";
  }
}

/** What a plan shows under an occurrence or a version, as long as it is planned; undefined otherwise. */
export async function findPlanned(
  value: string,
  { book }: Pick<ProposeParts, "book">,
): Promise<Release | undefined> {
  const release = (await book.ofOccurrence(value)) ?? (await book.get(value));
  return release?.state === "planned" ? release : undefined;
}

/** The planned release that this is: of the same version, else the next one of its kind. */
async function plannedFor(
  version: string,
  kind: string,
  branch: string,
  { book }: ProposeParts,
): Promise<Release | undefined> {
  const planned = (await book.open()).filter(
    (release) => release.state === "planned" && release.branch === branch,
  );
  return (
    planned.find((release) => release.version === version) ?? planned.find((release) => release.kind === kind)
  );
}
