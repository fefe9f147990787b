import { describe, expect, it } from "vitest";
import { addToChangelog, type ChangelogEntry } from "../../../src/release/notes/changelog.ts";
import { linksOf } from "../../../src/release/notes/links.ts";
import { gatherNotes } from "../../../src/release/notes/notes.ts";
import type { Commit } from "../../../src/release/git.ts";

async function* commits(subjects: string[]): AsyncGenerator<Commit[]> {
  const author = { name: "Ada", email: "ada@nexus.example" };
  yield subjects.map((subject, index) => {
    return { hash: `${index}`.padStart(40, "a"), at: 0, author, parents: [], subject, body: "" };
  });
}

async function entry(subjects: string[], more: Partial<ChangelogEntry> = {}): Promise<ChangelogEntry> {
  const notes = await gatherNotes(commits(subjects));
  return { version: "1.5.0", tag: "v1.5.0", date: "2026-11-23", since: "v1.4.2", notes, ...more };
}

const subjects = ["feat(api)!: drop *v1* (#9)", "feat: transfers (#7)", "fix: rounding", "perf: faster"];

const section = `## 1.5.0 - 2026-11-23

### Added

- transfers (#7)

### Changed

- **Breaking:** **api:** drop \\*v1\\* (#9)
- faster (aaaaaaa)

### Fixed

- rounding (aaaaaaa)
`;

describe("the changelog", () => {
  it("begins where there was none", async () => {
    const text = addToChangelog(undefined, await entry(subjects));
    expect(text).toContain("# Changelog");
    expect(text.endsWith(`## [Unreleased]\n\n${section}`)).toBe(true);
  });

  it("puts the version before the older ones and keeps the rest as it is", async () => {
    const old = "# History\n\nOurs.\n\n## 1.4.2 - 2026-10-01\n\n* weird   format\n";
    expect(addToChangelog(old, await entry(subjects))).toBe(
      `# History\n\nOurs.\n\n${section}\n## 1.4.2 - 2026-10-01\n\n* weird   format\n`,
    );
  });

  it("moves what people wrote below Unreleased under the same headings", async () => {
    const old =
      "# C\n\n## [Unreleased]\n\nA large one.\n\n### Fixed\n\n- by hand\n\n### Upgrade\n\n- careful\n\n## [1.4.2] - x\n";
    expect(addToChangelog(old, await entry(["fix: rounding"]))).toBe(
      "# C\n\n## [Unreleased]\n\n## 1.5.0 - 2026-11-23\n\nA large one.\n\n### Fixed\n\n- by hand\n- rounding (aaaaaaa)\n\n### Upgrade\n\n- careful\n\n## [1.4.2] - x\n",
    );
  });

  it("links the versions where the repository has pages", async () => {
    const links = linksOf({ webUrl: "https://github.com/nexus/platform" });
    const old =
      "# C\n\n## [Unreleased]\n\n## [1.4.2] - x\n\n[unreleased]: https://old\n[1.4.2]: https://older\n";
    const text = addToChangelog(old, await entry(["fix: rounding (#3)"], { links }));
    expect(text).toContain("## [1.5.0] - 2026-11-23");
    expect(text).toContain("- rounding ([#3](https://github.com/nexus/platform/pull/3))");
    expect(text.split("\n").slice(-4, -1)).toStrictEqual([
      "[Unreleased]: https://github.com/nexus/platform/compare/v1.5.0...HEAD",
      "[1.5.0]: https://github.com/nexus/platform/compare/v1.4.2...v1.5.0",
      "[1.4.2]: https://older",
    ]);
  });

  it("stays as it is when the version is in it", async () => {
    const done = addToChangelog("# C\n\n## [1.4.2] - x\n", await entry(subjects));
    expect(addToChangelog(done, await entry(["fix: later"]))).toBe(done);
  });

  it("takes no heading out of fenced code", async () => {
    const old = "# C\n\n```md\n## [Unreleased]\n```\n\n## 1.4.2 - x\n";
    expect(addToChangelog(old, await entry(["fix: a"]))).toMatch(
      /```\n\n## 1\.5\.0[\s\S]*\n## 1\.4\.2 - x\n$/u,
    );
  });

  it.each(["", "\n", "\uFEFF"])("begins in a file without a word: %j", async (old) => {
    const begun = await entry(subjects);
    expect(addToChangelog(old, begun)).toBe(addToChangelog(undefined, begun));
  });

  it("takes no heading out of a comment", async () => {
    const old = "# C\n\n<!--\n## [Unreleased]\n### Added -->\n\n## [Unreleased]\n\n- by hand\n";
    expect(addToChangelog(old, await entry(["fix: a"]))).toBe(
      "# C\n\n<!--\n## [Unreleased]\n### Added -->\n\n## [Unreleased]\n\n## 1.5.0 - 2026-11-23\n\n- by hand\n\n### Fixed\n\n- a (aaaaaaa)\n",
    );
  });

  it("comes before versions that are headings of the first level, as other tools write larger ones", async () => {
    const old = "# [1.4.0](u) (2026-01-01)\n\n* x\n\n## [1.3.1](u) (2025-12-01)\n\n* y\n";
    expect(addToChangelog(old, await entry(subjects))).toBe(`${section}\n${old}`);
  });

  it("keeps each line end where a file has both kinds", async () => {
    const old = "# C\n\n## [Unreleased]\n\n## [1.4.2]\r\n\n- a\r\n- b\n";
    expect(addToChangelog(old, await entry(["fix: c"]))).toBe(
      "# C\n\n## [Unreleased]\n\n## 1.5.0 - 2026-11-23\n\n### Fixed\n\n- c (aaaaaaa)\n\n## [1.4.2]\r\n\n- a\r\n- b\n",
    );
  });

  it("keeps Windows line ends", async () => {
    const text = addToChangelog("# C\r\n\r\n## 1.4.2 - x\r\n", await entry(subjects));
    expect(text.replaceAll("\r\n", "")).not.toContain("\n");
  });

  it("puts the words of the release manager first, made harmless", async () => {
    const text = addToChangelog(undefined, await entry(["fix: a"], { words: "For <everybody> @here" }));
    expect(text).toContain("- 2026-11-23\n\nFor \\<everybody\\> @\u200Bhere\n\n### Fixed");
  });
});
