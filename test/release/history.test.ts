import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openGit } from "../../src/git/mirror.ts";
import { lastVersion, versionBefore, versionsOf } from "../../src/release/history.ts";
import { parseVersion } from "../../src/release/version.ts";
import { makeRepository, type TestRepository } from "../git/repository.ts";

function tagged(...tags: string[]): { tag: string; commit: string }[] {
  return tags.map((tag) => ({ tag, commit: "a".repeat(40) }));
}

describe("lastVersion", () => {
  it.each([
    ["no tags", [], undefined],
    [
      "only tags that are no versions",
      ["nightly-2026", "v1", "1.0.0", "v1.0", "release-2026.11.23"],
      undefined,
    ],
    ["numbers, not letters", ["v1.0.9", "v1.0.10"], "v1.0.10"],
    [
      "a hotfix of the last one",
      ["v1.0.1", "v1.0.1-hotfix.1", "v1.0.1-hotfix.10", "v1.0.1-hotfix.9"],
      "v1.0.1-hotfix.10",
    ],
    ["a hotfix of an older one", ["v1.0.1-hotfix.1", "v1.1.0"], "v1.1.0"],
    ["a prerelease of the next one", ["v1.0.0", "v1.1.0-rc.1"], "v1.0.0"],
    ["prefixes of other products", ["web@9.0.0", "v1.0.0", "vv2.0.0", "V3.0.0"], "v1.0.0"],
  ])("with %s", (_name, tags, expected) => {
    expect(lastVersion(tagged(...tags), "v")?.tag).toBe(expected);
  });

  it("takes prereleases when asked", () => {
    expect(lastVersion(tagged("v1.0.0", "v1.1.0-rc.1"), "v", { prereleases: true })?.tag).toBe("v1.1.0-rc.1");
  });

  it("sorts all of them, newest first", () => {
    const tags = tagged("v1.0.0", "junk", "v1.0.0-hotfix.1", "v1.1.0-rc.1", "v0.9.0");
    expect(versionsOf(tags, "v").map(({ tag }) => tag)).toEqual([
      "v1.1.0-rc.1",
      "v1.0.0-hotfix.1",
      "v1.0.0",
      "v0.9.0",
    ]);
  });
});

describe("versionBefore", () => {
  const tags = tagged(
    "v1.0.0",
    "v1.0.1",
    "v1.0.1-hotfix.1",
    "v1.1.0-rc.1",
    "v1.1.0-rc.2",
    "v1.1.0",
    "v2.0.0",
  );
  it.each([
    ["v1.1.0", "v1.0.1-hotfix.1"],
    ["v1.1.0-rc.2", "v1.1.0-rc.1"],
    ["v1.0.1-hotfix.1", "v1.0.1"],
    ["v1.2.0", "v1.1.0"],
    ["v1.0.0", undefined],
  ])("of %s is %s", (text, expected) => {
    const version = parseVersion(text, "v");
    expect(version && versionBefore(tags, version, "v")?.tag).toBe(expected);
  });
});

describe("the last version of a branch in a real history", () => {
  let repository: TestRepository;
  beforeEach(async () => {
    repository = await makeRepository();
  });
  afterEach(() => repository.remove());

  async function last(branch: string): Promise<string | undefined> {
    const cacheFolder = await repository.scratch("cache");
    const git = openGit({ location: repository.folder, cacheFolder, env: { PATH: process.env["PATH"] } });
    await git.refresh();
    return lastVersion(await git.reachableTags(branch), "v")?.tag;
  }

  it("is not another branch's", async () => {
    await repository.commit("feat: one");
    await repository.tag("v1.4.0");
    await repository.branch("hotfix/1.4", "v1.4.0");
    await repository.commit("fix: urgent");
    await repository.tag("v1.4.0-hotfix.1");
    await repository.branch("main");
    await repository.commit("feat: two");
    await repository.tag("v1.5.0");
    expect(await last("main")).toBe("v1.5.0");
    expect(await last("hotfix/1.4")).toBe("v1.4.0-hotfix.1");
  });

  it("is the greatest, not the nearest, after an old line was merged back", async () => {
    await repository.commit("feat: one");
    await repository.tag("v1.0.0");
    await repository.branch("line", "main");
    await repository.branch("main");
    await repository.commit("feat: two");
    await repository.tag("v1.1.0");
    await repository.branch("line");
    await repository.commit("fix: old");
    await repository.tag("v1.0.1");
    await repository.branch("main");
    await repository.merge("line", "Merge branch 'line'");
    expect(await last("main")).toBe("v1.1.0");
  });

  it("is right with several tags on one commit, and with tags of no commit", async () => {
    await repository.commit("feat: one", { files: { a: "a" } });
    for (const name of ["v1.0.0-rc.1", "v1.0.0", "nightly"]) await repository.tag(name);
    await repository.git("tag", "v9.0.0", await repository.git("rev-parse", "HEAD:a"));
    expect(await last("main")).toBe("v1.0.0");
  });

  it("forgets what a forced push has taken out of the branch", async () => {
    await repository.commit("feat: one");
    await repository.tag("v1.0.0");
    await repository.commit("feat: two");
    await repository.tag("v1.1.0");
    expect(await last("main")).toBe("v1.1.0");
    await repository.git("reset", "--quiet", "--hard", "v1.0.0");
    expect(await last("main")).toBe("v1.0.0");
  });
});
