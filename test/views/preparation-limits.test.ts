import * as fc from "fast-check";
import { expect, it } from "vitest";
import { readCommit } from "../../src/release/notes/conventional-commit.ts";
import { editableSections } from "../../src/release/notes/edited-notes.ts";
import { linksOf } from "../../src/release/notes/links.ts";
import {
  type NoteItem,
  type Notes,
  type NotesSection,
  sectionTitles,
} from "../../src/release/notes/notes.ts";
import { writtenLine } from "../../src/release/notes/written-line.ts";
import { drawNotesFile, drawNotesReply, fitsIntoMessage } from "../../views/preparation/notes.ts";
import { drawPrepareDialog } from "../../views/preparation/prepare-dialog.ts";
import { makeCommit } from "../release/notes/commits.ts";
import { hostile, version } from "./facts.ts";
import { expectMessage, expectView } from "./limits.ts";

const item: fc.Arbitrary<NoteItem> = fc
  .tuple(hostile, hostile, fc.option(fc.nat(99_999), { nil: undefined }))
  .map(([scope, text, pr]) => {
    return Object.assign(readCommit(makeCommit("feat: a")), { scope, text, pr, breaking: `${text}!` });
  });

const counts = fc.constantFrom(0, 1, 25, 400);

function section(title: NotesSection["title"]): fc.Arbitrary<NotesSection> {
  return counts.chain((count) =>
    fc.record(
      {
        title: fc.constant(title),
        heading: hostile,
        items: fc.array(item, { minLength: 1, maxLength: 3 }).map((some) => repeat(some, count)),
        more: fc.constantFrom(0, 90_000),
        lines: fc.array(
          hostile.map((text) => writtenLine(`- ${text.replaceAll("](", "] (")}`, [])),
          { maxLength: 40 },
        ),
      },
      { requiredKeys: ["title", "heading", "items", "more"] },
    ),
  );
}

function repeat<T>(some: T[], count: number): T[] {
  return Array.from({ length: Math.max(1, count) }, (_none, index) => some[index % some.length]).filter(
    (one) => one !== undefined,
  );
}

const notes: fc.Arbitrary<Notes> = fc.record({
  sections: fc.tuple(...sectionTitles.map(section)),
  authors: fc.array(fc.record({ name: hostile, email: hostile }), { maxLength: 90 }),
  commits: fc.nat(),
});
const runs = { numRuns: 60 };

it("notes keep Slack's limits, and nothing from outside is alive in them", { timeout: 60_000 }, () => {
  expect.hasAssertions();
  fc.assert(
    fc.property(version, notes, fc.option(hostile, { nil: undefined }), (title, some, words) =>
      expectMessage(drawNotesReply({ title, notes: some, words }, undefined)),
    ),
    runs,
  );
  const { file, ...said } = drawNotesFile("app/v1.5.0", "# v1.5.0\n");
  expectMessage(said);
  expect(file?.name).toBe("release-notes-app-v1.5.0.md");
});

const dialogFacts = {
  branch: "main",
  base: "c".repeat(40),
  edits: [],
  channel: "C0123456789",
  timeZone: "Europe/Berlin",
  manager: { user: "U0123456789", team: "T1" },
};

it("the dialog of a preparation keeps Slack's limits", { timeout: 60_000 }, () => {
  expect.hasAssertions();
  fc.assert(
    fc.property(version, notes, hostile, (tag, some, text) => {
      const proposal = {
        version: tag,
        kind: "minor",
        asked: "minor",
        reason: text,
        warnings: [text],
      } as const;
      expectView(
        drawPrepareDialog({
          ...dialogFacts,
          proposal: { ...proposal, warnings: [text] },
          notes: some,
          editable: editableSections(some),
          words: text,
          edits: [{ path: "CHANGELOG.md", before: text, after: `${text}${text}` }],
        }),
      );
    }),
    runs,
  );
});

it.each([
  ["few short changes", 3, "add refunds", true],
  ["many changes", 21, "add refunds", false],
  ["a long change", 1, "x".repeat(400), false],
  ["a section of long addresses", 20, "x".repeat(150), false],
])("with %s, a message tells all of the notes or says that it does not", (_name, count, text, isWhole) => {
  const one = { ...readCommit(makeCommit(`feat: ${text}`)), text };
  const some: Notes = {
    sections: [{ title: "New Features", heading: "New Features", items: repeat([one], count), more: 0 }],
    authors: [],
    commits: count,
  };
  const links = linksOf({ webUrl: "https://github.com/nexus/platform" });
  expect(fitsIntoMessage(some, links)).toBe(isWhole);
  const shown = JSON.stringify(drawNotesReply({ title: "v1.5.0", notes: some }, links));
  expect(/…|_and \d+ more_/u.test(shown)).toBe(!isWhole);
});

it.each([
  ["in one field", 40, ["Bug Fixes"]],
  ["in fields that are counted", 120, ["Bug Fixes (1 of 3)", "Bug Fixes (2 of 3)", "Bug Fixes (3 of 3)"]],
  ["as they are, with the reason", 4000, []],
])("long notes are shown %s", (_name, count, labels) => {
  const one = { ...readCommit(makeCommit("fix: a")), text: "x".repeat(40) };
  const some: Notes = {
    sections: [{ title: "Bug Fixes", heading: "Bug Fixes", items: repeat([one], count), more: 0 }],
    authors: [],
    commits: count,
  };
  const proposal = { version: "v1.5.0", kind: "patch", reason: "why", warnings: [] } as const;
  const editable = editableSections(some);
  const view = drawPrepareDialog({
    ...dialogFacts,
    proposal: { ...proposal, warnings: [] },
    notes: some,
    editable,
  });
  expectView(view);
  const named = view.blocks.flatMap((block) => ("label" in block ? [block.label.text] : []));
  expect(named.filter((label) => label.startsWith("Bug Fixes"))).toEqual(labels);
  expect(JSON.stringify(view).includes("It cannot be changed here")).toBe(labels.length === 0);
});
