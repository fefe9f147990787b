import type { Settings } from "../../src/release/settings.ts";
import type { InputBlock, KnownBlock, ModalView, SectionBlock } from "@slack/types";
import { dayAt, timeAt } from "../../src/release/calendar/calendar.ts";
import type { SectionFields } from "../../src/release/notes/edited-notes.ts";
import type { Notes, NotesSection, SectionTitle } from "../../src/release/notes/notes.ts";
import type { Proposal } from "../../src/release/preparation/prepare.ts";
import type { Problem } from "../../src/release/problem.ts";
import type { Person } from "../../src/release/people.ts";
import { changedLines, type FileEdit } from "../../src/release/preparation/version-files.ts";
import { code, context, cut, divider, escape, lines, plain } from "../blocks.ts";
import { dialog, paragraph, textInput } from "../dialog-inputs.ts";
import { actions, dialogs } from "../ids.ts";
import { drawNotes, drawNotesSection } from "./notes.ts";
import { problemWords } from "../problem.ts";

const title = "Prepare a release";

/** What stands in the dialog in the moment before there is a proposal. */
export function drawPrepareLoading(): ModalView {
  const words = ":hourglass_flowing_sand: Reading the commits since the last version…";
  return dialog({ id: dialogs.prepare, title, metadata: "{}", blocks: [paragraph(words)] });
}

/** The dialog when nothing can be prepared, with the reason. */
export function drawPrepareRefused(problem: Problem, settings: Pick<Settings, "command">): ModalView {
  const words = problemWords(problem, settings);
  return dialog({ id: dialogs.prepare, title, metadata: "{}", blocks: [paragraph(words)] });
}

export interface PrepareDialogFacts {
  branch: string;
  base: string;
  proposal: Proposal;
  notes: Notes;
  /** The sections as they stand in their fields, where they can be changed. */
  editable: SectionFields[];
  /** What is said first already. */
  words?: string;
  edits: FileEdit[];
  /** Where the answer to the request goes. */
  channel: string;
  timeZone: string;
  manager: Person;
  since?: string;
  /** The occurrence or version of the planned release that this fills. */
  planned?: string;
  target?: number;
}

/** The proposal: version with its reason, date, release manager, files as a diff, and the notes. */
export function drawPrepareDialog(facts: PrepareDialogFacts): ModalView {
  const { proposal, branch, base, notes, edits } = facts;
  const isEmpty = notes.sections.length === 0;
  return dialog({
    id: dialogs.prepare,
    title,
    submit: "Prepare it",
    metadata: metadataOf(facts),
    blocks: [
      paragraph(
        `*${escape(asSentence(proposal.reason))}*\nFrom ${code(branch)} at ${code(base.slice(0, 7))}.`,
      ),
      ...warnings(proposal.warnings),
      textInput("version", actions.version, "Version", { optional: false, initial: proposal.version }),
      ...targetInputs(facts),
      managerInput(facts.manager),
      textInput("words", actions.words, "What should people know first?", {
        optional: true,
        multiline: true,
        ...(facts.words !== undefined && { initial: facts.words }),
      }),
      ...(isEmpty ? [emptyInput()] : []),
      divider(),
      paragraph("*Files that change*"),
      ...files(edits),
      divider(),
      paragraph("*Release notes*\nIn Markdown, as they are published. An emptied section is left out."),
      ...notesBlocks(facts),
    ],
  });
}

function asSentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

function metadataOf({
  branch,
  base,
  proposal,
  planned,
  channel,
  since,
  manager,
  editable,
}: PrepareDialogFacts): string {
  const { asked } = proposal;
  return JSON.stringify({
    branch,
    base,
    channel,
    team: manager.team,
    editable: editable.flatMap((one) => ("texts" in one ? [one.title] : [])),
    ...(asked && { asked }),
    ...(planned !== undefined && { planned }),
    ...(since !== undefined && { since }),
  });
}

/** Where each section of the notes is edited. */
const notesInputs = {
  "Breaking Changes": actions.notesBreaking,
  "New Features": actions.notesFeatures,
  "Bug Fixes": actions.notesFixes,
  Security: actions.notesSecurity,
  Performance: actions.notesPerformance,
  "Other Changes": actions.notesOther,
} as const satisfies Record<SectionTitle, string>;

/** Fields for each section, in Markdown; one that they cannot hold is shown, and stays as it is. */
function notesBlocks({ notes, editable }: PrepareDialogFacts): KnownBlock[] {
  if (notes.sections.length === 0) return drawNotes(notes, undefined);
  const fields = new Map(editable.map((one) => [one.title, one]));
  return notes.sections.flatMap((one): KnownBlock[] => {
    const field = fields.get(one.title);
    if (field && "texts" in field) return notesFields(one, field.texts);
    return [drawNotesSection(one, undefined), context(tooLongWords[field?.tooLong ?? "section"])];
  });
}

const tooLongWords = {
  line: "It cannot be changed here: one change is longer than the 3,000 characters of a field in Slack. It is published as it is.",
  section:
    "It cannot be changed here: with it, the notes are longer than a dialog of Slack may be. It is published as it is.",
};

function notesFields({ title: of, heading }: NotesSection, texts: string[]): InputBlock[] {
  const action = notesInputs[of];
  return texts.map((text, index) => {
    const place = index + 1;
    const label = texts.length === 1 ? heading : `${cut(heading, 150)} (${place} of ${texts.length})`;
    const look = { optional: true, multiline: true, most: 3000, ...(text !== "" && { initial: text }) };
    return textInput(place === 1 ? action : `${action}.${place}`, action, label, look);
  });
}

function warnings(said: string[]): SectionBlock[] {
  if (said.length === 0) return [];
  return [
    paragraph(
      lines(
        said.map((text) => `:warning: ${escape(text)}`),
        10,
        2500,
      ),
    ),
  ];
}

function targetInputs({ target, timeZone }: PrepareDialogFacts): InputBlock[] {
  const day = target === undefined ? {} : { initial_date: dayAt(target, timeZone) };
  const time = target === undefined ? {} : { initial_time: timeAt(target, timeZone) };
  return [
    input("day", "Production is planned for", { type: "datepicker", action_id: actions.day, ...day }),
    input(`time`, `Time (${timeZone})`, { type: "timepicker", action_id: actions.time, ...time }),
  ];
}

function managerInput({ user }: Person): InputBlock {
  const element = { type: "users_select", action_id: actions.manager, initial_user: user } as const;
  return { ...input("manager", "Release manager", element), optional: false };
}

function emptyInput(): InputBlock {
  return {
    ...input("empty", "Nothing has changed since the last version.", {
      type: "checkboxes",
      action_id: actions.allowEmpty,
      options: [{ text: plain("Release it all the same", 75), value: "yes" }],
    }),
  };
}

function input(block: string, label: string, element: InputBlock["element"]): InputBlock {
  return { type: "input", block_id: block, optional: true, label: plain(label, 200), element };
}

/** Each file with the lines that go and come. */
function files(edits: FileEdit[]): SectionBlock[] {
  if (edits.length === 0) return [paragraph("_None: they say this version already._")];
  return edits.slice(0, 10).map((edit) => {
    const { removed, added } = changedLines(edit);
    const diff = [...removed.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)];
    const shown = lines(
      diff.map((line) => escape(line.replaceAll("`", "ˋ"))),
      20,
      2000,
    ).replace(/\n_(and \d+ more)_$/u, "\n… $1");
    return paragraph(
      `${cut(code(edit.path), 300)}${edit.before === undefined ? " (new)" : ""}\n\`\`\`${shown}\`\`\``,
    );
  });
}
