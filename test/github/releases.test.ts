import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openGitHub } from "../../src/github/client.ts";
import { createReleasePages } from "../../src/github/releases.ts";
import type { HostRelease, ReleasePages } from "../../src/release/preparation/host-release.ts";
import { type FakeGitHub, repository, startGitHub } from "../../demo/github/host.ts";

let github: FakeGitHub;
let pages: ReleasePages;
/** Does not wait long for an answer that never comes. */
let hasty: ReleasePages;
let count = 0;

beforeAll(async () => {
  github = await startGitHub();
  const place = { repository, apiUrl: github.url };
  pages = createReleasePages(openGitHub(place));
  hasty = createReleasePages(openGitHub({ ...place, timeout: 500 }));
});
afterAll(() => github[Symbol.asyncDispose]());
beforeEach(() => {
  github.trouble = undefined;
  github.isReadOnly = false;
  github.made = [];
});

function wanted(overrides: Partial<HostRelease> = {}): HostRelease {
  count += 1;
  const flags = { isDraft: false, isPrerelease: false, isLatest: true };
  return { tag: `v1.${count}.0`, body: "### New Features\n\n- refunds\n", ...flags, ...overrides };
}

describe("a release on GitHub", () => {
  it.each<[string, Partial<HostRelease>, object]>([
    ["final", {}, { draft: false, prerelease: false, make_latest: "true" }],
    ["of an older line", { isLatest: false }, { draft: false, make_latest: "false" }],
    ["a prerelease", { isPrerelease: true, isLatest: false }, { prerelease: true, make_latest: "false" }],
    ["a draft", { isDraft: true }, { draft: true, make_latest: "false" }],
  ])("is made: %s", async (_name, overrides, asked) => {
    const release = wanted(overrides);
    expect(await pages.find(release.tag)).toBeUndefined();
    const page = await pages.publish(release);
    expect(page).toEqual({ url: expect.stringContaining(release.tag), isDraft: release.isDraft });
    expect(github.made).toEqual([
      expect.objectContaining({ tag_name: release.tag, body: release.body, ...asked }),
    ]);
    expect(await pages.find(release.tag)).toEqual(page);
  });

  it("that somebody else has just made is the one", async () => {
    const release = wanted();
    const page = await pages.publish(release);
    expect(await pages.publish(release)).toEqual(page);
    expect(github.made).toHaveLength(1);
  });
});

/** Makes another draft of the tag between the look of the one who publishes and what it makes. */
async function race(release: HostRelease, order: "before" | "after"): Promise<void> {
  let isDone = false;
  await new Promise<void>((resolve, reject) => {
    github.onRelease = (when) => {
      if (when !== order || isDone) return false;
      isDone = true;
      pages.publish(release).then(() => resolve(), reject);
      return false;
    };
    pages.publish(release).catch(reject);
  });
  github.onRelease = undefined;
}

describe("a draft that was made at the same moment as another", () => {
  it.each(["before", "after"] as const)("leaves one: the other %s it", async (order) => {
    const release = wanted({ isDraft: true });
    await race(release, order);
    expect(github.made).toHaveLength(2);
    await expect.poll(() => github.listed(release.tag)).toHaveLength(1);
  });

  it("leaves what a person made", async () => {
    const release = wanted({ isDraft: true });
    const person = await pages.publish({ ...release, body: "by hand" });
    expect(await pages.publish(release)).toEqual(person);
    expect(await github.listed(release.tag)).toEqual(["by hand"]);
  });
});

describe("trouble", () => {
  it("of rights is told with GitHub's own words and advice", async () => {
    github.isReadOnly = true;
    await expect(pages.publish(wanted())).rejects.toMatchObject({
      problem: {
        code: "github-refused",
        what: expect.stringContaining("Resource not accessible by personal access token"),
        advice: expect.stringContaining("GITHUB_TOKEN"),
      },
    });
  });

  it("of what was asked for is told too", async () => {
    await expect(pages.publish(wanted({ body: "x".repeat(125_001) }))).rejects.toMatchObject({
      problem: { code: "github-refused", what: expect.stringContaining("body is too long") },
    });
  });

  it.each<[string, FakeGitHub["trouble"]]>([
    ["a failure", 502],
    ["a rate limit", 429],
    ["silence", "silence"],
    ["nonsense", "nonsense"],
  ])("that may pass is no refusal: %s", async (_name, trouble) => {
    github.trouble = trouble;
    const passing = { problem: { code: "github-unavailable" } };
    await expect(hasty.publish(wanted())).rejects.toMatchObject(passing);
    await expect(hasty.find("v9.0.0")).rejects.toMatchObject(passing);
  });
});
