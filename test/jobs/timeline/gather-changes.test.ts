import { expect, it } from "vitest";
import { gatherChanges } from "../../../jobs/timeline/gather-changes.ts";
import type { Commit } from "../../../src/release/git.ts";
import type { Release } from "../../../src/release/book/release.ts";
import type { NoticeKind } from "../../../src/release/timeline/notice.ts";
import type { Run } from "../../../src/release/run/run.ts";
import { sampleRun } from "../../redis/samples.ts";
import { settings } from "../../release/run/decisions.ts";

const [tip, tagged] = ["b".repeat(40), "c".repeat(40)];

async function* noCommits(): AsyncGenerator<Commit[]> {
  yield [];
}

function nothing(): Promise<undefined> {
  return Promise.resolve(undefined);
}

function gather(
  names: Record<string, string>,
  {
    release,
    run,
    kind = "announcement",
    read = () => undefined,
  }: {
    release?: Release;
    run?: Run;
    kind?: NoticeKind;
    read?: (range: { from?: string; to: string }) => void;
  },
): ReturnType<typeof gatherChanges> {
  const tags = [{ tag: "v1.4.2", commit: "a".repeat(40) }];
  return gatherChanges(kind, { version: "v1.5.0", ...(release && { release }) }, run, {
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
      commits: (range) => {
        read(range);
        return noCommits();
      },
      changedFiles: () => Promise.resolve([]),
      readFiles: () => Promise.resolve([]),
      extract: () => Promise.resolve("nothing there"),
    },
  });
}

async function until(names: Record<string, string>, release?: Release): Promise<string | undefined> {
  return (await gather(names, release ? { release } : {}))?.until;
}

it("leads to the branch until there is a tag: a comparison with a tag that is not there is no page", async () => {
  const release: Release = { version: "v1.5.0", kind: "minor", branch: "main", state: "planned", rev: 1 };
  expect(await until({ main: tip }, release)).toBe("main");
  expect(await until({ main: tip, "v1.5.0": tagged }, release)).toBe("v1.5.0");
  expect(await until({ main: tip }, { ...release, state: "prepared", commit: tagged })).toBe("v1.5.0");
});

it("tells of a deploy that has begun what its own commit brings, also where the tag was moved from what was live", async () => {
  const release: Release = {
    version: "v1.5.0",
    kind: "minor",
    branch: "main",
    state: "live",
    commit: tagged,
    rev: 1,
  };
  const run = { ...sampleRun(), version: "v1.5.0", commit: tip, from: "v1.5.0" };
  const names = { "v1.5.0": tip, "v1.4.2": "a".repeat(40) };
  const ranges: { from?: string; to: string }[] = [];
  const read = (range: { from?: string; to: string }): void => void ranges.push(range);
  const changes = await gather(names, { release, run, kind: "start", read });
  expect(changes?.from).toBe("v1.4.2");
  expect(ranges).toContainEqual({ from: "v1.4.2", to: tip });
});
