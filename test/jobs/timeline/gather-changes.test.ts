import { expect, it } from "vitest";
import { gatherChanges } from "../../../jobs/timeline/gather-changes.ts";
import type { Commit } from "../../../src/release/git.ts";
import type { Release } from "../../../src/release/book/release.ts";
import { settings } from "../../release/run/decisions.ts";

const [tip, tagged] = ["b".repeat(40), "c".repeat(40)];

async function* noCommits(): AsyncGenerator<Commit[]> {
  yield [];
}

function nothing(): Promise<undefined> {
  return Promise.resolve(undefined);
}

async function until(names: Record<string, string>, release?: Release): Promise<string | undefined> {
  const tags = [{ tag: "v1.4.2", commit: "a".repeat(40) }];
  const changes = await gatherChanges(
    "announcement",
    { version: "v1.5.0", ...(release && { release }) },
    undefined,
    {
      settings: settings(),
      authors: () => Promise.resolve([]),
      preparations: {
        create: () => Promise.resolve("exists"),
        get: nothing,
        ofVersion: nothing,
        save: nothing,
        open: () => Promise.resolve([]),
      },
      git: {
        refresh: nothing,
        resolve: (ref) => Promise.resolve(names[ref]),
        tags: () => Promise.resolve(tags),
        reachableTags: () => Promise.resolve(tags),
        branchTip: nothing,
        commits: noCommits,
        changedFiles: () => Promise.resolve([]),
        readFiles: () => Promise.resolve([]),
        extract: () => Promise.resolve("nothing there"),
      },
    },
  );
  return changes?.until;
}

it("leads to the branch until there is a tag: a comparison with a tag that is not there is no page", async () => {
  const release: Release = { version: "v1.5.0", kind: "minor", branch: "main", state: "planned", rev: 1 };
  expect(await until({ main: tip }, release)).toBe("main");
  expect(await until({ main: tip, "v1.5.0": tagged }, release)).toBe("v1.5.0");
  expect(await until({ main: tip }, { ...release, state: "prepared", commit: tagged })).toBe("v1.5.0");
});
