import { describe, expect, it } from "vitest";
import { gatherNotes } from "../../../src/release/notes/notes.ts";
import type { Commit } from "../../../src/release/git.ts";
import {
  type BranchFacts,
  isReleaseBranch,
  lineBranch,
  mayGoOn,
  messageFor,
  problemOfVersion,
  propose,
} from "../../../src/release/preparation/prepare.ts";
import { type Kind, parseVersion } from "../../../src/release/version.ts";
import { samplePreparation } from "./preparations.ts";

async function* commits(subjects: string[]): AsyncGenerator<Commit[]> {
  const author = { name: "Ada", email: "ada@nexus.example" };
  yield subjects.map((subject, index) => {
    return { hash: `${index}`.padStart(40, "a"), at: 0, author, parents: [], subject, body: "" };
  });
}

async function branch(
  latest: string | undefined,
  subjects: string[],
  elsewhere: string[] = [],
): Promise<BranchFacts> {
  const version = latest === undefined ? undefined : parseVersion(latest, "v");
  const tags = [...(latest === undefined ? [] : [latest]), ...elsewhere].map((tag) => ({ tag, commit: tag }));
  return {
    tags,
    notes: await gatherNotes(commits(subjects)),
    prefix: "v",
    taken: [],
    ...(version && latest !== undefined && { latest: { tag: latest, commit: latest, version } }),
  };
}

const proposals: [string | undefined, string[], string[], Kind | undefined, string, string][] = [
  [
    "v1.4.2",
    ["feat: a", "feat: b", "fix: c"],
    [],
    undefined,
    "v1.5.0",
    "2 features since v1.4.2, no breaking change → minor v1.5.0",
  ],
  ["v1.4.2", ["feat!: a"], [], undefined, "v2.0.0", "1 breaking change since v1.4.2 → major v2.0.0"],
  [
    "v1.0.0",
    ["feat!: a"],
    ["v1.1.0-rc.1"],
    undefined,
    "v2.0.0",
    "1 breaking change since v1.0.0 → major v2.0.0",
  ],
  [
    "v1.0.0",
    ["feat: a"],
    ["v1.1.0-rc.1"],
    undefined,
    "v1.1.0",
    "1 feature since v1.0.0, no breaking change → minor v1.1.0",
  ],
  [
    "v1.4.2",
    ["fix: a"],
    [],
    undefined,
    "v1.4.3",
    "1 change since v1.4.2, no feature and no breaking change → patch v1.4.3",
  ],
  ["v1.4.2", [], [], undefined, "v1.4.3", "nothing has changed since v1.4.2 → patch v1.4.3"],
  [
    undefined,
    ["feat: a"],
    [],
    undefined,
    "v0.1.0",
    "1 feature since the beginning, no breaking change → minor v0.1.0",
  ],
  [
    "v1.4.2",
    ["fix: a"],
    ["v1.4.2-hotfix.1", "v1.5.0"],
    "hotfix",
    "v1.4.2-hotfix.2",
    "1 change since v1.4.2, no feature and no breaking change → hotfix v1.4.2-hotfix.2",
  ],
];

describe("a proposal", () => {
  it.each(proposals)(
    "after %s with %j and %j elsewhere, asked for %s: %s",
    async (latest, subjects, elsewhere, wanted, version, reason) => {
      const proposal = propose(await branch(latest, subjects, elsewhere), wanted);
      expect([proposal.version, proposal.reason]).toStrictEqual([version, reason]);
    },
  );

  it("asks whether a product before 1.0 is to be called stable, and lets what breaks be a minor there", async () => {
    const young = await branch("v0.4.2", ["feat!: a"]);
    expect(propose(young)).toMatchObject({
      version: "v1.0.0",
      warnings: ["v1.0.0 would be the first stable version: before it, what breaks may be a minor, v0.5.0."],
    });
    expect(propose(young, "minor")).toMatchObject({ version: "v0.5.0", warnings: [] });
    expect(propose(young, "patch").warnings).toHaveLength(1);
  });

  it("warns when the branch has more than the kind says, and when another line has what it lacks", async () => {
    const { warnings } = propose(await branch("v1.4.2", ["feat: a"], ["v1.4.2-hotfix.1"]), "patch");
    expect(warnings).toStrictEqual([
      "The branch has 1 feature, no breaking change: it would have to be a minor release.",
      "v1.4.2-hotfix.1 is not part of this branch: what it brought would be missing in v1.4.3.",
    ]);
  });
});

describe("a version that a person chose", () => {
  it.each([
    ["v1.5.0", undefined],
    ["v2.0.0", undefined],
    ["v1.4.3-rc.1", undefined],
    ["v1.4.2-hotfix.1", undefined],
    ["1.5.0", "bad-version"],
    ["v1.5", "bad-version"],
    ["v1.4.2", "version-exists"],
    ["v1.6.0", "version-exists"],
    ["v1.4.1", "version-too-low"],
    ["v1.4.2-rc.1", "version-too-low"],
  ])("%s: %s", async (version, code) => {
    const facts = await branch("v1.4.2", ["fix: a"], ["v1.6.0"]);
    expect(problemOfVersion(version, facts)?.code).toBe(code);
  });
});

describe("a preparation that met another push", () => {
  const preparation = samplePreparation({ base: "a", asked: "minor" });

  it.each([
    ["another fix", "v1.4.2", ["fix: late", "feat: a"], true],
    ["a breaking change", "v1.4.2", ["feat!: late", "feat: a"], false],
    ["what it had was reverted", "v1.4.2", ["fix: b"], false],
    ["somebody else's release", "v1.4.3", ["feat: a"], false],
  ])("goes on or asks again: %s", async (_name, latest, subjects, expected) => {
    expect(mayGoOn(preparation, await branch(latest, subjects))).toBe(expected);
  });
});

describe("names", () => {
  it.each([
    ["main", true],
    ["release/1.4", true],
    ["release/1.4/x", false],
    ["releases", false],
    ["hotfix/a", false],
    ["v1x0", false],
  ])("a release may be cut from %s: %s", (name, expected) => {
    expect(isReleaseBranch(name, "main", ["release/*", "v1.0"])).toBe(expected);
  });

  it("puts the version where the message has its place, and nothing else", () => {
    expect(messageFor("Bump {version} $& {line}", "1.5.0")).toBe("Bump 1.5.0 $& {line}");
  });

  it("names the branch of a line", () => {
    const version = parseVersion("v1.4.2-hotfix.1", "v");
    expect(version && lineBranch(version, { line: "release/{line}" })).toBe("release/1.4");
  });
});
