import { beforeEach, describe, expect, it } from "vitest";
import { prepareJob, type PrepareParts } from "../../../jobs/preparation/prepare.ts";
import type { Commit } from "../../../src/release/git.ts";
import type { MessagePayload } from "../../../src/release/messages.ts";
import type { Preparation } from "../../../src/release/preparation/prepare.ts";
import type { PushOutcome } from "../../../src/release/preparation/release-writer.ts";
import { makeProblem, ProblemError } from "../../../src/release/problem.ts";
import { person, settings } from "../../release/run/decisions.ts";

const [base, later, cut] = ["b".repeat(40), "d".repeat(40), "c".repeat(40)];
const minute = 60_000;

class Again extends Error {
  readonly ms: number;
  constructor(ms: number) {
    super();
    this.ms = ms;
  }
}

/** A repository and records as far as a preparation needs them. */
interface Scene {
  stored: Preparation | undefined;
  now: number;
  tags: { tag: string; commit: string }[];
  tip: string;
  answers: (PushOutcome | ProblemError)[];
  pushes: number;
  enqueued: string[];
  said: MessagePayload[];
  /** Raised by the next reading of commits that comes after the end. */
  troubleAtEnd?: ProblemError | undefined;
}

let scene: Scene;

beforeEach(() => {
  scene = {
    now: minute,
    tags: [{ tag: "v1.4.2", commit: "a".repeat(40) }],
    tip: base,
    answers: [],
    pushes: 0,
    enqueued: [],
    said: [],
    stored: {
      id: "prepare-1",
      by: person("U1"),
      at: 0,
      version: "v1.5.0",
      kind: "minor",
      branch: "main",
      base,
      since: "v1.4.2",
      asked: "minor",
      manager: person("U1"),
      mayBeEmpty: false,
      state: "under way",
      tries: [],
      rev: 0,
    },
  };
});

function away(): ProblemError {
  return new ProblemError(makeProblem("git-unavailable", "The host is away.", "Wait."));
}

async function* oneCommit(): AsyncGenerator<Commit[]> {
  if (scene.troubleAtEnd && scene.stored?.state !== "under way") throw scene.troubleAtEnd;
  const author = { name: "Ada", email: "ada@nexus.example" };
  yield [{ hash: scene.tip, at: 0, author, parents: [], subject: "feat: exports", body: "" }];
}

function parts(): PrepareParts {
  const nothing = (): Promise<undefined> => Promise.resolve(undefined);
  return {
    settings: {
      ...settings(),
      github: { repository: "nexus/platform", apiUrl: "http://github.invalid", releases: "final" },
    },
    clock: () => scene.now,
    git: {
      refresh: nothing,
      resolve: nothing,
      tags: () => Promise.resolve(scene.tags),
      reachableTags: () => Promise.resolve(scene.tags),
      branchTip: () => Promise.resolve(scene.tip),
      commits: oneCommit,
      changedFiles: () => Promise.resolve([]),
      readFiles: () => Promise.resolve([]),
      extract: () => Promise.resolve("nothing there"),
    },
    writer: {
      tagThere: nothing,
      build: () =>
        Promise.resolve({
          commit: cut,
          push: () => {
            scene.pushes += 1;
            const answer = scene.answers.shift() ?? { outcome: "pushed" };
            return answer instanceof ProblemError ? Promise.reject(answer) : Promise.resolve(answer);
          },
          [Symbol.asyncDispose]: nothing,
        }),
    },
    placeFinder: () => Promise.resolve(() => []),
    preparations: {
      create: () => Promise.resolve("exists"),
      get: () => Promise.resolve(scene.stored),
      ofVersion: nothing,
      open: () => Promise.resolve([]),
      save: (one) => Promise.resolve((scene.stored = { ...one, rev: one.rev + 1 })),
    },
    book: {
      add: () => Promise.resolve("added"),
      get: nothing,
      save: nothing,
      rename: nothing,
      open: () => Promise.resolve([]),
      ofOccurrence: nothing,
      carriedUntil: nothing,
      carryUntil: nothing,
      postedPlans: () => Promise.resolve([]),
      notePlan: nothing,
    },
    journal: {
      append: nothing,
      latest: () => Promise.resolve([]),
      verify: () => Promise.resolve({ entries: 0 }),
    },
    messenger: {
      show: (_conversation, payload) => Promise.resolve(void scene.said.push(payload)),
      reply: (_conversation, _key, payload) => Promise.resolve(void scene.said.push(payload)),
      bringBack: nothing,
      permalink: nothing,
      postedAt: nothing,
      takeBack: () => Promise.resolve("taken back"),
    },
    queue: { enqueue: (name) => Promise.resolve(void scene.enqueued.push(name)) },
    calendarFiles: {
      holidays: () => Promise.resolve([]),
      knownHolidays: () => Promise.resolve([]),
      write: () => Promise.resolve(""),
    },
  };
}

/** One delivery of the job; answers the pause that it asks for, or "ended". */
async function deliver(): Promise<number | "ended"> {
  const redeliver = (ms: number): Promise<never> => Promise.reject(new Again(ms));
  try {
    await prepareJob(parts())({ preparation: "prepare-1" }, { signal: AbortSignal.timeout(5000), redeliver });
    return "ended";
  } catch (error) {
    if (error instanceof Again) return error.ms;
    throw error;
  }
}

describe("a preparation", () => {
  it("ends in the thread and on the host also when git fails right after the push", async () => {
    scene.troubleAtEnd = away();
    await expect(deliver()).rejects.toThrow(/away/u);
    expect(scene.stored?.state).toBe("prepared");
    scene.troubleAtEnd = undefined;
    expect(await deliver()).toBe("ended");
    expect(scene.enqueued).toStrictEqual(["publish", "calendar"]);
  });

  it("rests where the host speaks of a push that nobody has made, and ends with its words", async () => {
    scene.answers = Array.from({ length: 5 }, () => ({ outcome: "moved" }));
    expect(await deliver()).toBe(0);
    expect(await deliver()).toBeGreaterThan(0);
    scene.now = 25 * 60 * minute;
    expect(await deliver()).toBe("ended");
    expect(scene.stored).toMatchObject({ state: "failed", problem: { code: "git-unavailable" } });
  });

  it("does not say that nothing was written after a push whose end nobody knows", async () => {
    scene.answers = [away(), away()];
    expect(await deliver()).toBe(2000);
    scene.now = 40 * minute;
    expect(await deliver()).toBe(30_000);
    scene.tags.push({ tag: "v1.5.0", commit: cut });
    expect(await deliver()).toBe("ended");
    expect(scene.stored).toMatchObject({ state: "prepared", commit: cut });
    expect(scene.pushes).toBe(2);
  });

  it("says that nobody knows what was written, when that is so to the end", async () => {
    scene.answers = [away(), away()];
    await deliver();
    scene.now = 25 * 60 * minute;
    expect(await deliver()).toBe("ended");
    const said = JSON.stringify(scene.said);
    expect(said).not.toContain("nothing was written");
    expect(said).toContain("not known whether its commit and tag are in the repository");
  });

  it("gives up a repository that was away before anything was pushed after half an hour", async () => {
    scene.now = 31 * minute;
    const git = { ...parts().git, refresh: () => Promise.reject(away()) };
    await prepareJob({ ...parts(), git })(
      { preparation: "prepare-1" },
      { signal: AbortSignal.timeout(5000), redeliver: (ms) => Promise.reject(new Again(ms)) },
    );
    expect(scene.stored).toMatchObject({ state: "failed" });
    expect(JSON.stringify(scene.said)).toContain("nothing was written");
  });

  it.each([
    ["the branch moved", { tip: later }],
    [
      "a version was made on what people saw",
      {
        tags: [
          { tag: "v1.4.2", commit: "a".repeat(40) },
          { tag: "v1.6.0", commit: base },
        ],
      },
    ],
  ])("is to be confirmed again where %s before the first push", async (_name, change) => {
    Object.assign(scene, change);
    expect(await deliver()).toBe("ended");
    expect([scene.stored?.state, scene.pushes]).toStrictEqual(["outdated", 0]);
  });
});
