import type { Redis } from "ioredis";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { startWorkspace } from "../../../demo/workspace/start-workspace.ts";
import type { Message } from "../../../demo/workspace/types.ts";
import type { Workspace } from "../../../demo/workspace/workspace.ts";
import { reconcileTimelines } from "../../../jobs/timeline/timeline.ts";
import { connectRedis } from "../../../src/redis/connection.ts";
import type { Git } from "../../../src/release/git.ts";
import type { Run } from "../../../src/release/run/run.ts";
import type { TimelineSettings } from "../../../src/release/timeline/notice.ts";
import type { JobName, JobOptions, JobPayloads, WorkQueue } from "../../../src/release/work.ts";
import { wordsOf } from "../../acceptance/actor.ts";
import { makeRepository, type TestRepository } from "../../git/repository.ts";
import { type MortalRedis, startMortalRedis } from "../../redis/redis.ts";
import { samplePlan, sampleRun } from "../../redis/samples.ts";
import { type Newsroom, openNewsroom } from "./newsroom.ts";

/** When every story begins. */
export const start = Date.parse("2026-12-07T09:00:00Z");

/** A newsroom whose time passes by hand, so that an outage of an hour costs no hour. */
export interface ByHand extends Newsroom {
  workspace: Workspace;
  now(): number;
  /** Does everything that comes due until so many seconds after the start. */
  until(seconds: number): Promise<void>;
  /** Adds or changes a run of production. */
  run(changes: Partial<Run> & { id: string }): Promise<void>;
  /** The titles that #releases shows outside threads, oldest first, without the overview; marked when they came late. */
  said(): string[];
  /** The replies below the message with these words. */
  below(words: string): string[];
}

/** Gives the tests of a file a Redis and a repository, and each test a newsroom of its own. */
export function useByHand(): (timeline: TimelineSettings) => Promise<ByHand> {
  let server: MortalRedis;
  let redis: Redis;
  let repository: TestRepository;
  let git: Git;
  let workspaces: Workspace[] = [];
  beforeAll(async () => {
    server = await startMortalRedis();
    redis = await connectRedis(server.url, "worker");
    repository = await makeRepository();
    await repository.commit("feat: begin");
    await repository.tag("v1.4.2");
    await repository.commit("feat(payments): instant payments");
    await repository.tag("v1.5.0");
    git = await repository.mirror();
  });
  beforeEach(async () => void (await redis.flushall()));
  afterEach(async () => {
    for (const workspace of workspaces) await workspace[Symbol.asyncDispose]();
    workspaces = [];
  });
  afterAll(async () => {
    redis.disconnect();
    await server.remove();
    await repository.remove();
  });
  return async (timeline) => {
    const clock = { now: start };
    const workspace = await startWorkspace({ now: () => clock.now });
    workspaces.push(workspace);
    return open({ redis, git, workspace, clock, timeline });
  };
}

interface Facts {
  redis: Redis;
  git: Git;
  workspace: Workspace;
  clock: { now: number };
  timeline: TimelineSettings;
}

function open({ redis, git, workspace, clock, timeline }: Facts): ByHand {
  const queue = new HandQueue(clock);
  const newsroom = openNewsroom({
    redis,
    git,
    queue,
    timeline,
    prefix: "test",
    slack: { botToken: workspace.identity.botToken, apiUrl: workspace.url },
    now: () => clock.now,
  });
  const { parts, handlers, stores } = newsroom;
  const top = (): Message[] =>
    workspace.messages("releases").filter(({ threadTs }) => threadTs === undefined);
  return {
    ...newsroom,
    workspace,
    now: () => clock.now,
    until: async (seconds) => {
      const end = start + seconds * 1000;
      while (clock.now <= end) {
        await reconcileTimelines(parts);
        await queue.work(handlers, Math.min(clock.now + 30_000, end));
        clock.now += 1;
      }
    },
    run: async (changes) => {
      const known = await stores.runs.get(changes.id);
      if (known) await stores.runs.save({ ...known, ...changes });
      else await stores.runs.create({ ...sampleRun({ rev: 0 }), ...changes }, samplePlan());
    },
    said: () =>
      top()
        .map((one) => `${wordsOf(one).includes("This comes") ? "late: " : ""}${titleOf(one)}`)
        .filter((title) => !title.includes("what is said about it")),
    below: (words) => {
      const parent = top().find((one) => wordsOf(one).includes(words));
      return parent ? workspace.thread(parent).map(wordsOf) : [];
    },
  };
}

function titleOf({ blocks: [header] }: Message): string {
  return /"text":"([^"]*)"/u.exec(JSON.stringify(header))?.[1] ?? "";
}

class Again extends Error {
  readonly ms: number;
  constructor(ms: number) {
    super("again");
    this.ms = ms;
  }
}

const redeliver = (ms: number): Promise<never> => Promise.reject(new Again(ms));

/** A queue whose jobs are done in the order of their time when somebody says so. */
class HandQueue implements WorkQueue {
  readonly #clock: { now: number };
  readonly #jobs = new Map<string, { at: number; do: (handlers: Newsroom["handlers"]) => Promise<void> }>();

  constructor(clock: { now: number }) {
    this.#clock = clock;
  }

  async enqueue<N extends JobName>(name: N, payload: JobPayloads[N], { id, delay = 0 }: JobOptions) {
    const signal = new AbortController().signal;
    this.#jobs.set(id, {
      at: this.#clock.now + delay,
      do: async (handlers) => {
        const handler = Reflect.get(handlers, name);
        await handler(payload, { signal, redeliver });
      },
    });
  }

  async work(handlers: Newsroom["handlers"], until: number): Promise<void> {
    for (;;) {
      const [next] = [...this.#jobs].toSorted(([, a], [, b]) => a.at - b.at);
      if (!next || next[1].at > until) break;
      const [id, job] = next;
      this.#jobs.delete(id);
      this.#clock.now = Math.max(this.#clock.now, job.at);
      try {
        await job.do(handlers);
      } catch (error) {
        if (!(error instanceof Again)) throw error;
        if (!this.#jobs.has(id)) this.#jobs.set(id, { ...job, at: this.#clock.now + error.ms });
      }
    }
    this.#clock.now = Math.max(this.#clock.now, until);
  }
}
