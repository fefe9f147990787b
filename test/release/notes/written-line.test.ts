import { describe, expect, it } from "vitest";
import { addToChangelog } from "../../../src/release/notes/changelog.ts";
import { editNotes } from "../../../src/release/notes/edited-notes.ts";
import { linksOf } from "../../../src/release/notes/links.ts";
import { gatherNotes } from "../../../src/release/notes/notes.ts";
import { notesToMarkdown } from "../../../src/release/notes/notes-markdown.ts";
import { linkedMarkdown, plainWords, writtenLine } from "../../../src/release/notes/written-line.ts";
import { growsLinearly } from "../../growth.ts";
import { makeCommit, streamOf } from "./commits.ts";

const commits = [makeCommit("fix: round fees (#341)"), makeCommit("fix: a, see #9")];
const notes = await gatherNotes(streamOf(commits));
const items = notes.sections.flatMap((section) => section.items);
const hash = commits[0]?.hash ?? "";
const short = hash.slice(0, 7);
const host = "https://github.com/nexus/platform";
const links = linksOf({ webUrl: host });

describe("a line that a person wrote", () => {
  it.each([
    ["- fees (#341)", `- fees ([#341](${host}/pull/341))`],
    [
      "- #341, #7 and x/y#7",
      `- [#341](${host}/pull/341), [#7](${host}/issues/7) and [x/y#7](https://github.com/x/y/issues/7)`,
    ],
    [`- old (${short}) and (abcdef0)`, `- old ([${short}](${host}/commit/${hash})) and (abcdef0)`],
    ["- `#341` of [#341](https://x.example/341)", "- `#341` of [#341](https://x.example/341)"],
    [
      "- <https://x.example/#341> https://x.example/#341",
      "- <https://x.example/#341> https://x.example/#341",
    ],
    [String.raw`- \#341, a#341, &#341; and #x`, String.raw`- \#341, a#341, &#341; and #x`],
  ])("has the links of other lines: %s", (markdown, linked) => {
    expect(linkedMarkdown(writtenLine(markdown, items), links)).toBe(linked);
    expect(linkedMarkdown(writtenLine(markdown, items), undefined)).toBe(markdown);
  });

  it.each([
    [
      "- **api:** fees of [the *guide*](https://x.example) (#341)\n  in full",
      "api: fees of the *guide* (#341) in full",
    ],
    [String.raw`- a \*b\* &amp; @${"\u200B"}ada \[x\](y)`, "a *b* & @ada [x](y)"],
    ["- `code_here`", "`code_here`"],
  ])("is told in plain words: %s", (markdown, words) => {
    expect(plainWords(writtenLine(markdown, []))).toBe(words);
  });

  it("keeps its links wherever the notes are published", () => {
    const edited = editNotes(notes, [{ title: "Bug Fixes", text: "- Fees are right (#341)" }]);
    const linked = `- Fees are right ([#341](${host}/pull/341))`;
    expect(notesToMarkdown(edited, { title: "v1.5.0", links })).toContain(linked);
    const entry = { version: "1.5.0", tag: "v1.5.0", date: "2026-11-25", notes: edited, links };
    expect(addToChangelog(undefined, entry)).toContain(linked);
  });

  it.each(["[", "`", "<", "#", "a/", "a.", "https://", "[x](", "0123456"])(
    "is read in linear time, if it is all %s",
    (text) => {
      const read = (size: number): string =>
        linkedMarkdown(writtenLine(text.repeat(1000 * size), items), links);
      expect(growsLinearly(read)).toBe(true);
    },
  );
});
