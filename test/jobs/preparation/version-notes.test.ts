import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { summariseChanges } from "../../../jobs/plan/commits.ts";
import { notesOfVersion } from "../../../jobs/preparation/version-notes.ts";
import type { Git } from "../../../src/release/git.ts";
import type { EditedSection } from "../../../src/release/notes/edited-notes.ts";
import { linesOf } from "../../../src/release/notes/notes.ts";
import { plainWords } from "../../../src/release/notes/written-line.ts";
import type { Preparation } from "../../../src/release/preparation/prepare.ts";
import { makeRepository, type TestRepository } from "../../git/repository.ts";
import { samplePreparation } from "../../release/preparation/preparations.ts";
import { settings } from "../../release/run/decisions.ts";

let repository: TestRepository;
let git: Git;
/** Commits by what they did. */
const commits: Record<string, string> = {};

beforeAll(async () => {
  repository = await makeRepository();
  for (const subject of ["feat: begin", "feat: exports", "feat: imports (#12)", "fix!: drop v1"]) {
    commits[subject] = await repository.commit(subject);
    if (subject === "feat: begin") await repository.tag("v1.4.1");
    if (subject === "feat: exports") await repository.tag("v1.4.2");
  }
  commits["tagged"] = await repository.commit("Bump version to 1.5.0");
  await repository.tag("v1.5.0");
  git = await repository.mirror();
});
afterAll(() => repository.remove());

function preparation(sections: EditedSection[]): Preparation {
  const [base = "", commit = ""] = [commits["fix!: drop v1"], commits["tagged"]];
  return samplePreparation({
    base,
    words: "At last.",
    notes: { base, sections },
    state: "prepared",
    tries: [{ base, commit }],
    commit,
    rev: 1,
  });
}

const edited: EditedSection[] = [
  { title: "Breaking Changes", text: "" },
  { title: "New Features", text: "- **Imports** of all kinds (#12)" },
];

function partsWith(known: Preparation | undefined) {
  const preparations = {
    create: () => Promise.resolve("exists" as const),
    get: () => Promise.resolve(known),
    save: () => Promise.resolve(undefined),
    open: () => Promise.resolve([]),
    ofVersion: (version: string) => Promise.resolve(known?.version === version ? known : undefined),
  };
  return { git, settings: settings(), preparations };
}

async function told(from: string | undefined, to: string, known = preparation(edited)) {
  const { notes } = await notesOfVersion({ version: "v1.5.0", from, to }, partsWith(known));
  return notes.sections.flatMap((section) => linesOf(section).map(plainWords));
}

const fromCommits = ["drop v1", "imports"];

describe("the notes of a version", () => {
  it("are what its release manager left of them, without the commit that says the version", async () => {
    expect(await told("v1.4.2", commits["tagged"] ?? "")).toEqual(["Imports of all kinds (#12)"]);
  });

  it("keep these words when they reach further back", async () => {
    const since = ["Imports of all kinds (#12)", "exports"];
    expect(await told("v1.4.1", commits["tagged"] ?? "")).toEqual(since);
    expect(await told(undefined, commits["tagged"] ?? "")).toEqual([...since, "begin"]);
  });

  it("are those of the commits where they tell of fewer changes", async () => {
    expect(await told(commits["feat: imports (#12)"], commits["tagged"] ?? "")).toEqual(["drop v1"]);
  });

  it("are those of the commits where the tag was moved, or nobody has prepared it", async () => {
    const base = commits["fix!: drop v1"] ?? "";
    expect(await told("v1.4.2", base)).toEqual(fromCommits);
    const other = { ...preparation(edited), version: "v1.6.0" };
    expect(await told("v1.4.2", base, other)).toEqual(fromCommits);
  });

  it("reach the request for approval, which still says what breaks", async () => {
    const range = { version: "v1.5.0", from: "v1.4.2", to: commits["tagged"] ?? "" };
    expect(await summariseChanges(range, partsWith(preparation(edited)))).toEqual({
      count: 2,
      authors: ["Ada Engineer"],
      lines: [{ text: "Imports of all kinds (#12)" }],
      breaking: 1,
    });
  });
});
