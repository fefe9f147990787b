import { describe, expect, it } from "vitest";
import { addToChangelog } from "../../../src/release/notes/changelog.ts";
import {
  editableSections,
  type EditedSection,
  editNotes,
  type SectionFields,
} from "../../../src/release/notes/edited-notes.ts";
import { linksOf } from "../../../src/release/notes/links.ts";
import { gatherNotes, linesOf, type Notes } from "../../../src/release/notes/notes.ts";
import { notesToMarkdown } from "../../../src/release/notes/notes-markdown.ts";
import { isWritten } from "../../../src/release/notes/written-line.ts";
import { makeCommit, streamOf } from "./commits.ts";

const story = [
  makeCommit("feat(api): export *all* (#12)"),
  makeCommit("feat: imports"),
  makeCommit("fix!: drop v1\n\nBREAKING CHANGE: use v2\n\nSee the guide."),
];
const links = linksOf({ webUrl: "https://github.com/nexus/platform" });

function notesOf(commits = story): Promise<Notes> {
  return gatherNotes(streamOf(commits));
}

function told({ sections }: Notes): Record<string, unknown[]> {
  return Object.fromEntries(
    sections.map((section) => [
      section.title,
      linesOf(section).map((line) => (isWritten(line) ? line.markdown : line.text)),
    ]),
  );
}

describe("editableSections", () => {
  it("are short Markdown without links", async () => {
    expect(editableSections(await notesOf())).toEqual([
      {
        title: "Breaking Changes",
        texts: ["- drop v1 (" + (story[2]?.hash.slice(0, 7) ?? "") + ")\n  use v2 See the guide."],
      },
      {
        title: "New Features",
        texts: [`- **api:** export \\*all\\* (#12)\n- imports (${story[1]?.hash.slice(0, 7)})`],
      },
    ]);
  });

  it.each<[string, string[], SectionFields[]]>([
    ["a long section", Array(40).fill(`fix: ${"x".repeat(100)}`), fields("Bug Fixes", [2485, 2033])],
    [
      "lines of any length",
      [`fix: ${"x".repeat(490)}`, `fix: ${"&".repeat(480)}`],
      fields("Bug Fixes", [502, 2412]),
    ],
    [
      "a line that fits no field",
      [`fix!: ${"@".repeat(490)}\n\nBREAKING CHANGE: ${"&".repeat(490)}`],
      [{ title: "Breaking Changes", tooLong: "line" }],
    ],
    [
      "more than a dialog holds",
      ["feat: a", ...Array(3700).fill(`fix: ${"x".repeat(40)}`), "chore: z"],
      [
        ...fields("New Features", [13]),
        { title: "Bug Fixes", tooLong: "section" },
        ...fields("Other Changes", [13]),
      ],
    ],
    [
      "more bytes than a dialog holds",
      [...Array(700).fill(`fix: ${"€".repeat(90)}`)],
      [{ title: "Bug Fixes", tooLong: "section" }],
    ],
  ])("are cut between lines: %s", async (_name, subjects, expected) => {
    const found = editableSections(await notesOf(subjects.map((subject) => makeCommit(subject))));
    expect(found.map(lengths)).toEqual(expected.map(lengths));
  });
});

function fields(title: EditedSection["title"], sizes: number[]): SectionFields[] {
  return [{ title, texts: sizes.map((size) => "x".repeat(size)) }];
}

function lengths(section: SectionFields): unknown {
  return "texts" in section ? { ...section, texts: section.texts.map(({ length }) => length) } : section;
}

/** What is sent when nobody touches a field. */
function sent(sections: SectionFields[]): EditedSection[] {
  return sections.flatMap((one) =>
    "texts" in one ? [{ title: one.title, text: one.texts.join("\n") }] : [],
  );
}

describe("editableSections of a second proposal", () => {
  it("are what was edited, with what has come in since", async () => {
    const shown = await notesOf();
    const sections: EditedSection[] = [
      { title: "Breaking Changes", text: "" },
      { title: "New Features", text: "- in our own words" },
    ];
    const late = makeCommit("feat: late");
    const now = await notesOf([late, ...story]);
    expect(editableSections(now, { sections, shown })).toEqual([
      { title: "Breaking Changes", texts: [""] },
      { title: "New Features", texts: [`- late (${late.hash.slice(0, 7)})\n- in our own words`] },
    ]);
  });
});

describe("editNotes", () => {
  it("changes nothing when nothing was changed", async () => {
    const many = Array.from({ length: 90 }, (_none, index) => makeCommit(`perf: make ${"x".repeat(index)}`));
    const notes = await notesOf([...many, ...story]);
    const edited = editNotes(notes, sent(editableSections(notes)));
    const options = { title: "v1.5.0", links };
    expect(notesToMarkdown(edited, options)).toBe(notesToMarkdown(notes, options));
    expect(told(edited)).toEqual(told(notes));
  });

  const cases: [string, string, unknown[]][] = [
    ["a line that is taken out", "- imports (HASH)", ["imports"]],
    [
      "a line that is changed",
      "- **api:** export of **everything** (#12)\n- imports (HASH)",
      ["- **api:** export of **everything** (#12)", "imports"],
    ],
    ["plain words", "At last:\n* imports", ["- At last:", "- imports"]],
    ["a line that goes on", "- imports\n  of all kinds", ["- imports\n  of all kinds"]],
    [
      "what would leave the section",
      "## [9.9.9]\n\n```\n<!-- x\n[a]: b",
      ["- \\## [9.9.9]", "- \\```", "- \\<!-- x", "- \\[a]: b"],
    ],
  ];
  it.each(cases)("keeps %s", async (_name, text, expected) => {
    const edit: EditedSection = {
      title: "New Features",
      text: text.replaceAll("HASH", story[1]?.hash.slice(0, 7) ?? ""),
    };
    expect(told(editNotes(await notesOf(), [edit]))["New Features"]).toEqual(expected);
  });

  it("takes out a section that was emptied", async () => {
    const notes = editNotes(await notesOf(), [{ title: "New Features", text: "" }]);
    expect(Object.keys(told(notes))).toEqual(["Breaking Changes"]);
  });

  it("adds what came in after it was shown", async () => {
    const shown = await notesOf();
    const now = await notesOf([makeCommit("feat: late"), makeCommit("perf: late"), ...story]);
    const notes = editNotes(now, [{ title: "New Features", text: "- all new" }], shown);
    expect(told(notes)).toMatchObject({ "New Features": ["late", "- all new"], Performance: ["late"] });
  });

  it("reaches the changelog as it was written, without breaking its form", async () => {
    const notes = editNotes(await notesOf(), [
      { title: "Breaking Changes", text: "- v1 is **gone**" },
      { title: "New Features", text: "## [1.4.2]\n- imports" },
    ]);
    const entry = { version: "1.5.0", tag: "v1.5.0", date: "2026-11-25", notes, links };
    const once = addToChangelog("# Changelog\n\n## [1.4.2] - 2026-01-01\n\n- old\n", entry);
    expect(once).toContain(
      "### Added\n\n- \\## [1.4.2]\n- imports\n\n### Changed\n\n- **Breaking:** v1 is **gone**\n",
    );
    expect(addToChangelog(once, entry)).toBe(once);
  });
});
