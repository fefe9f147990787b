import { prepareJob, type PrepareParts } from "../../../jobs/preparation/prepare.ts";
import type { Release } from "../../../src/release/book/release.ts";
import type { Commit } from "../../../src/release/git.ts";
import type { MessagePayload } from "../../../src/release/messages.ts";
import type { Preparation } from "../../../src/release/preparation/prepare.ts";
import type { PushOutcome } from "../../../src/release/preparation/release-writer.ts";
import { makeProblem, ProblemError } from "../../../src/release/problem.ts";
import { person, settings } from "../../release/run/decisions.ts";

export const [base, later, cut] = ["b".repeat(40), "d".repeat(40), "c".repeat(40)];
export const minute = 60_000;

class Again extends Error {
  readonly ms: number;
  constructor(ms: number) {
    super();
    this.ms = ms;
  }
}

/** A repository and records as far as a preparation needs them. */
export interface Scene {
  stored: Preparation | undefined;
  now: number;
  tags: { tag: string; commit: string }[];
  tip: string;
  answers: (PushOutcome | ProblemError)[];
  pushes: number;
  enqueued: string[];
  said: MessagePayload[];
  /** The planned release, and the last one that was saved. */
  planned?: Release;
  saved?: Release;
  /** Raised by the next reading of commits that comes after the end. */
  troubleAtEnd?: ProblemError | undefined;
}

/** A preparation whose branch is as people saw it. */
export function makeScene(): Scene {
  return {
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
}

export function away(): ProblemError {
  return new ProblemError(makeProblem("git-unavailable", "The host is away.", "Wait."));
}

async function* oneCommit(scene: Scene): AsyncGenerator<Commit[]> {
  if (scene.troubleAtEnd && scene.stored?.state !== "under way") throw scene.troubleAtEnd;
  const author = { name: "Ada", email: "ada@nexus.example" };
  yield [{ hash: scene.tip, at: 0, author, parents: [], subject: "feat: exports", body: "" }];
}

function nothing(): Promise<undefined> {
  return Promise.resolve(undefined);
}

function redeliver(ms: number): Promise<never> {
  return Promise.reject(new Again(ms));
}

/** What the job works with in a scene. */
export function partsOf(scene: Scene): PrepareParts {
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
      commits: () => oneCommit(scene),
      changedFiles: () => Promise.resolve([]),
      readFiles: () => Promise.resolve([]),
      extract: () => Promise.resolve("nothing there"),
    },
    writer: {
      tagThere: nothing,
      check: nothing,
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
      get: () => Promise.resolve(scene.saved),
      save: (release) => Promise.resolve((scene.saved = release)),
      rename: (release, version) => Promise.resolve({ ...release, version }),
      open: () => Promise.resolve([]),
      ofOccurrence: () => Promise.resolve(scene.planned),
      carriedUntil: nothing,
      carryUntil: nothing,
      postedPlans: () => Promise.resolve([]),
      notePlan: nothing,
    },
    journal: {
      append: nothing,
      latest: () => Promise.resolve([]),
      verify: () => Promise.resolve({ entries: 0 }),
      setBack: nothing,
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
export async function deliver(scene: Scene, parts = partsOf(scene)): Promise<number | "ended"> {
  try {
    await prepareJob(parts)({ preparation: "prepare-1" }, { signal: AbortSignal.timeout(5000), redeliver });
    return "ended";
  } catch (error) {
    if (error instanceof Again) return error.ms;
    throw error;
  }
}
