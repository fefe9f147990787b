import type { Redis } from "ioredis";
import { prepareJob } from "../../jobs/preparation/prepare.ts";
import { openCalendarFiles } from "../../src/calendar/files.ts";
import { openGit } from "../../src/git/mirror.ts";
import { openReleaseWriter } from "../../src/git/writer.ts";
import { createStores } from "../../src/redis/stores.ts";
import { openPlaceFinder } from "../../src/version-files/open.ts";
import { settings } from "../release/run/decisions.ts";

export interface PreparerPlace {
  redis: Redis;
  location: string;
  cacheFolder: string;
  /** Where programs are found, git among them. */
  path: string;
}

class Again extends Error {}

/**
 * Works on a preparation to its end, however many deliveries it takes. Slack is away, and nobody waits in the queue: what
 * counts is what comes into the repository and the records.
 */
export function preparer({ redis, path, ...place }: PreparerPlace): (preparation: string) => Promise<void> {
  const repository = { ...place, env: { ...process.env, PATH: path } };
  const usual = settings();
  const stores = createStores(redis, "crash", Date.now);
  const work = prepareJob({
    ...stores,
    calendarFiles: openCalendarFiles({ cache: stores.cache, clock: Date.now, onTrouble: () => undefined }),
    settings: {
      ...usual,
      prepare: {
        ...usual.prepare,
        changelog: "CHANGELOG.md",
        files: [{ path: "package.json", kind: "json", at: ["version"] }],
      },
    },
    clock: Date.now,
    git: openGit(repository),
    writer: openReleaseWriter(repository),
    placeFinder: openPlaceFinder,
    messenger: {
      show: () => Promise.resolve(),
      reply: () => Promise.resolve(),
      bringBack: () => Promise.resolve(),
      permalink: () => Promise.resolve(undefined),
      postedAt: () => Promise.resolve(undefined),
      takeBack: () => Promise.resolve("taken back"),
    },
    queue: { enqueue: () => Promise.resolve() },
  });
  const { signal } = new AbortController();
  return async (preparation) => {
    for (let deliveries = 0; deliveries < 10; deliveries += 1) {
      try {
        return await work({ preparation }, { signal, redeliver: () => Promise.reject(new Again()) });
      } catch (error) {
        if (!(error instanceof Again)) throw error;
      }
    }
  };
}
