import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { actions } from "../../views/ids.ts";
import { type FakeGitHub, repository, startGitHub } from "../../demo/github/host.ts";
import { wordsOf } from "./actor.ts";
import { openStage, type Stage } from "./stage.ts";

const run = promisify(execFile);

/** As long as what makes a section longer than one field of a dialog. */
const why =
  "as the report of the load test asks for, in every place where the ledger is read again and again";
const slow = ["one", "two", "three", "four", "five"].map((place) => `- ${place} is slow still`).join("\n");

let stage: Stage;
let github: FakeGitHub;

async function git(...args: string[]): Promise<string> {
  const { stdout } = await run("git", args, { cwd: stage.product.location });
  return stdout.trim();
}

beforeAll(async () => {
  github = await startGitHub();
  stage = await openStage({
    settings: (settings) => {
      settings.github = { repository, apiUrl: github.url, releases: "final" };
    },
    product: (product) =>
      product.commit(
        "feat(accounts): joint accounts (#53)",
        ...Array.from({ length: 21 }, (_, number) => `perf: make ${number} quicker, ${why}`),
        "fix: round <!channel> fees (#56)",
      ),
  });
});

afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await github[Symbol.asyncDispose]();
});

describe("a release is prepared", () => {
  test("strangers to releases and unknown kinds are refused in words", async () => {
    expect(await stage.actor("eli").asks("prepare")).toContain("You may not deploy to production.");
    expect(await stage.actor("rosa").asks("prepare huge")).toContain('"huge" is no kind of release.');
    await stage.actor("rosa").types("prepare --from topic/x");
    await stage.actor("rosa").sees("Releases are not cut from topic/x.");
  });

  test("the dialog proposes version and reason, and shows files and notes", async () => {
    const rosa = stage.actor("rosa");
    await rosa.types("prepare");
    const view = await rosa.sees("1 feature since v1.5.0, no breaking change → minor v1.6.0");
    const shown = JSON.stringify(view);
    expect(shown).toContain('-   \\"version\\": \\"1.5.0\\"');
    expect(shown).toContain('+   \\"version\\": \\"1.6.0\\"');
    expect(shown).toContain("CHANGELOG.md` (new)");
    expect(shown).toContain("joint accounts (#53)");
    expect(shown).toContain("Performance (2 of 2)");
    expect(shown).toContain(String.raw`round \\<!channel\\> fees`);
    expect(await git("tag", "--list", "v1.6.0")).toBe("");
  });

  test("what cannot be is said at the field", async () => {
    const rosa = stage.actor("rosa");
    expect(await rosa.submits({ [actions.version]: "v1.5.0" })).toMatchObject({
      answer: { errors: { version: expect.stringContaining("v1.5.0 exists already.") } },
    });
    expect(await rosa.submits({ [actions.version]: "v1.4.9" })).toMatchObject({
      answer: { errors: { version: expect.stringContaining("is older than v1.5.0") } },
    });
  });

  test("confirmed, there is one commit and one annotated tag, and everybody is told", async () => {
    const before = await git("rev-parse", "main");
    const rosa = stage.actor("rosa");
    await rosa.submits({
      [actions.version]: "v1.6.0",
      [actions.words]: "A large one.",
      [actions.notesFeatures]: "- Accounts for **two** (#53)\n## and <!channel>",
      [`${actions.notesPerformance}.2`]: slow,
    });
    const card = await stage.cardOf("v1.6.0 is prepared");
    await stage.reply(card, "v1.6.0 is prepared: its commit and tag are in the repository.");
    await stage.reply(
      card,
      "Release notes v1.6.0",
      "Accounts for *two* (<https://github.com/nexus/platform/pull/53|#53>)",
      "&lt;!channel&gt;",
      " more_",
    );
    await stage.reply(card, "The whole release notes of v1.6.0.");
    expect(await git("log", "--format=%s", `${before}..main`)).toBe("Bump version to 1.6.0");
    expect(await git("rev-parse", "v1.6.0^{commit}")).toBe(await git("rev-parse", "main"));
    expect(await git("cat-file", "-t", "v1.6.0")).toBe("tag");
    expect(await git("show", "v1.6.0:NEXUS_nexus_backend/main.py")).toContain('version="1.6.0"');
    expect(await git("show", "v1.6.0:CHANGELOG.md")).toMatch(
      /## \[?1\.6\.0[\s\S]*A large one\.[\s\S]*### Added\n\n- Accounts for \*\*two\*\* \(\[#53\]\([^)]*\/pull\/53\)\)\n- \\## and/u,
    );
    const changelog = await git("show", "v1.6.0:CHANGELOG.md");
    expect(changelog).toMatch(/make 20 quicker, as[^]*make 4 quicker, as[^]*- two is slow/u);
    expect(changelog).not.toContain("make 0 quicker");
    expect(await rosa.asks("show v1.6.0")).toContain("prepared");
    expect(await rosa.asks("plan")).toContain("v1.6.0 is the newest version");
  });

  test("its release on GitHub has the notes, and is linked from thread, message and page", async () => {
    const card = await stage.cardOf("v1.6.0 is prepared", "Release on GitHub");
    await stage.reply(card, "releases/tag/v1.6.0|v1.6.0> is on GitHub.");
    expect(await stage.actor("rosa").asks("show v1.6.0")).toContain("releases/tag/v1.6.0|v1.6.0>");
    expect(github.made).toEqual([
      expect.objectContaining({ tag_name: "v1.6.0", draft: false, prerelease: false, make_latest: "true" }),
    ]);
    expect(github.made[0]?.body).toMatch(/A large one\.[^]*Accounts for \*\*two\*\*/u);
  });

  test("nothing new is released only by somebody who says so", async () => {
    const rosa = stage.actor("rosa");
    await rosa.types("prepare");
    await rosa.sees("Nothing has changed since v1.6.0 → patch v1.6.1");
    expect(await rosa.submits()).toMatchObject({
      answer: { errors: { empty: expect.stringContaining("no change since v1.6.0") } },
    });
  });

  test("a branch that moved since is proposed again", async () => {
    const rosa = stage.actor("rosa");
    await stage.product.commit("fix: first");
    await rosa.types("prepare");
    await rosa.sees("1 change since v1.6.0, no feature and no breaking change → patch v1.6.1");
    await stage.product.commit("feat: second");
    await rosa.submits({ [actions.words]: "Small.", [actions.notesFixes]: "- The first, at last" });
    const card = await stage.cardOf("v1.6.1", "main has moved since this was proposed");
    expect(await git("tag", "--list", "v1.6.1")).toBe("");
    await rosa.clicks(card, actions.prepareRelease);
    await rosa.sees("→ minor v1.7.0", "Small.", "- The first, at last", "- second (");
  });

  test("a hotfix is cut from an older line, on its own branch, and sorts right", async () => {
    const rosa = stage.actor("rosa");
    await rosa.types("prepare hotfix --from v1.5.0");
    await rosa.sees("→ hotfix v1.5.0-hotfix.1");
    github.isReadOnly = true;
    await rosa.submits({ [actions.allowEmpty]: ["yes"] });
    const card = await stage.cardOf("v1.5.0-hotfix.1 is prepared");
    const refused = await stage.reply(card, "has no release on GitHub", "Resource not accessible");
    github.isReadOnly = false;
    await rosa.clicks(refused, actions.publishRelease);
    await stage.reply(card, "v1.5.0-hotfix.1> is on GitHub.");
    expect(github.made.at(-1)).toMatchObject({ tag_name: "v1.5.0-hotfix.1", make_latest: "false" });
    expect(await git("rev-parse", "release/1.5^")).toBe(await git("rev-parse", "v1.5.0^{commit}"));
    await rosa.types("prepare hotfix --from v1.5.0");
    await rosa.sees("has a branch for its line already", "--from release/1.5");
    await rosa.types("prepare hotfix --from release/1.5");
    await rosa.sees("→ hotfix v1.5.0-hotfix.2");
  });

  test("everybody reads the words that were approved, whatever they look at", async () => {
    const rosa = stage.actor("rosa");
    await rosa.types("notes v1.6.0");
    const told = await rosa.hears("Release notes v1.6.0", "in your direct messages");
    for (const [line, words] of [
      ["preview announcement v1.6.0", "“A large one.”"],
      ["diff v1.6.0 production", "What ships"],
    ] as const) {
      await rosa.types(line);
      expect(await rosa.hears(words, "Accounts for two (#53)")).not.toContain("joint accounts");
    }
    expect(told).toContain("Accounts for *two* (<");
    expect(told).toContain("“A large one.”");
    expect(told).not.toContain("joint accounts");
  });

  test("the page of a release leads to its notes and to its deploy", async () => {
    const rosa = stage.actor("rosa");
    await rosa.types("show v1.6.0");
    const page = await rosa.hearsMessage("v1.6.0 · prepared");
    await rosa.clicks(page, actions.releaseNotes);
    expect(await rosa.hears("Release notes v1.6.0")).toContain("Accounts for *two*");
    await rosa.clicks(page, actions.deployRelease);
    await rosa.sees("v1.6.0", "staging");
    await rosa.submits({ [actions.environment]: "staging" });
    await stage.cardOf("v1.6.0 → staging");
    expect(wordsOf(page)).toContain("Planning v1.6.0 → staging");
  });

  test("notes are told to the one who asks", async () => {
    const rosa = stage.actor("rosa");
    await rosa.types("notes");
    expect(await rosa.hears("Release notes v1.7.0")).toContain("second");
    await rosa.types("notes v9.9.9");
    await rosa.hears("There is no tag v9.9.9 in the repository.");
  });
});
