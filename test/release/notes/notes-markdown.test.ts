import { describe, expect, it } from "vitest";
import { linksOf } from "../../../src/release/notes/links.ts";
import { escapeMarkdown, notesToMarkdown } from "../../../src/release/notes/notes-markdown.ts";
import { gatherNotes } from "../../../src/release/notes/notes.ts";
import { makeCommit, streamOf } from "./commits.ts";

const hash = "0123456789abcdef0123456789abcdef01234567";

describe("notesToMarkdown", () => {
  it("writes sections, links and people", async () => {
    const author = { name: "Grace_H", email: "1+grace@users.noreply.github.com" };
    const commits = [
      makeCommit("feat(api): add `a_b` export (#12)\n\nCloses #4", { hash, author }),
      makeCommit("fix!: drop <b>\n\nBREAKING CHANGE: say @nexus", { hash, author }),
    ];
    const notes = await gatherNotes(streamOf(commits));
    const links = linksOf({ webUrl: "https://github.com/nexus/platform" });
    expect(notesToMarkdown(notes, { title: "v1.5.0", date: "2026-11-23", links })).toMatchInlineSnapshot(`
      "## v1.5.0 (2026-11-23)

      ### Breaking Changes

      - drop \\<b\\> ([0123456](https://github.com/nexus/platform/commit/0123456789abcdef0123456789abcdef01234567))
        say @​nexus

      ### New Features

      - **api:** add \`a_b\` export ([#12](https://github.com/nexus/platform/pull/12), [0123456](https://github.com/nexus/platform/commit/0123456789abcdef0123456789abcdef01234567), [#4](https://github.com/nexus/platform/issues/4))

      By [Grace\\_H](https://github.com/grace).
      "
    `);
    expect(notesToMarkdown(notes, { title: "v1.5.0" })).not.toContain("http");
  });

  it("says that there is nothing", async () => {
    expect(notesToMarkdown(await gatherNotes(streamOf([])), { title: "v1.5.0" })).toBe(
      "## v1.5.0\n\nNo changes.\n",
    );
  });
});

describe("escapeMarkdown", () => {
  it.each([
    ["a | b", String.raw`a \| b`],
    ["# no heading\n- no item", String.raw`\# no heading - no item`],
    ["[x](javascript:1)", String.raw`\[x\](javascript:1)`],
    ["<script>&amp;", String.raw`\<script\>&amp;amp;`],
    ["`code_here` and ` one", "`code_here` and \\` one"],
    ["**<b>**", String.raw`\*\*\<b\>\*\*`],
    ["@everyone", "@\u200Beveryone"],
  ])("shows %j as it is", (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped);
  });
});

describe("linksOf", () => {
  it.each([
    ["https://github.com/nexus/platform/", "commit", "pull/7", "issues/4", "compare/v1...v2"],
    [
      "https://gitlab.com/nexus/platform.git",
      "-/commit",
      "-/merge_requests/7",
      "-/issues/4",
      "-/compare/v1...v2",
    ],
    [
      "https://bitbucket.org/nexus/platform",
      "commits",
      "pull-requests/7",
      "issues/4",
      "branches/compare/v2..v1",
    ],
    ["https://codeberg.org/nexus/platform", "commit", "pulls/7", "issues/4", "compare/v1...v2"],
  ])("follows the host of %s", (webUrl, commit, pullRequest, issue, compare) => {
    const base = webUrl.replace(/(\.git|\/)$/, "");
    const links = linksOf({ webUrl });
    expect(links?.commit(hash)).toBe(`${base}/${commit}/${hash}`);
    expect(links?.pullRequest(7)).toBe(`${base}/${pullRequest}`);
    expect(links?.issue("#4")).toBe(`${base}/${issue}`);
    expect(links?.issue("other/project#4")).toBe(`${new URL(base).origin}/other/project/${issue}`);
    expect(links?.compare("v1", "v2")).toBe(`${base}/${compare}`);
  });

  it("follows the host that the configuration names", () => {
    const links = linksOf({ webUrl: "https://git.nexus.example/nexus/platform", host: "gitlab" });
    expect(links?.pullRequest(7)).toBe("https://git.nexus.example/nexus/platform/-/merge_requests/7");
  });

  it.each([
    ["https://github.com/nexus/platform", "1+ada@users.noreply.github.com", "https://github.com/ada"],
    ["https://gitlab.com/nexus/platform", "12-ada.l@users.noreply.gitlab.com", "https://gitlab.com/ada.l"],
    ["https://gitlab.com/nexus/platform", "1+ada@users.noreply.github.com", undefined],
    ["https://github.com/nexus/platform", "ada@nexus.example", undefined],
  ])("finds the author on %s by the address %s", (webUrl, email, page) => {
    expect(linksOf({ webUrl })?.author({ name: "Ada", email })).toBe(page);
  });

  it("finds the work items of Azure DevOps outside of the repository", () => {
    const links = linksOf({ webUrl: "https://dev.azure.com/nexus/app/_git/platform" });
    expect(links?.pullRequest(7)).toBe("https://dev.azure.com/nexus/app/_git/platform/pullrequest/7");
    expect(links?.issue("#4")).toBe("https://dev.azure.com/nexus/app/_workitems/edit/4");
  });

  it.each([undefined, "", "javascript:alert(1)", "git@github.com:nexus/platform.git"])(
    "has none for %j",
    (webUrl) => {
      expect(linksOf({ webUrl })).toBeUndefined();
    },
  );
});
