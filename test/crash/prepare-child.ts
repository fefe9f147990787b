import { prepareJob } from "../../jobs/preparation/prepare.ts";
import { openCalendarFiles } from "../../src/calendar/files.ts";
import { openGit } from "../../src/git/mirror.ts";
import { openReleaseWriter } from "../../src/git/writer.ts";
import { connectRedis } from "../../src/redis/connection.ts";
import { createStores } from "../../src/redis/stores.ts";
import { openPlaceFinder } from "../../src/version-files/open.ts";
import { settings } from "../release/run/decisions.ts";

/**
 * Does one preparation in a process of its own, whose git may kill it. Slack is away, and nobody waits in the queue: what
 * counts is what comes into the repository and the records.
 */
const [url = "", location = "", cacheFolder = "", id = ""] = process.argv.slice(2);
const redis = await connectRedis(url, "interactive");
const place = { location, cacheFolder, env: process.env };
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
  git: openGit(place),
  writer: openReleaseWriter(place),
  placeFinder: openPlaceFinder,
  messenger: {
    show: () => Promise.resolve(),
    reply: () => Promise.resolve(),
    permalink: () => Promise.resolve(undefined),
    bringBack: () => Promise.resolve(),
    postedAt: () => Promise.resolve(undefined),
    takeBack: () => Promise.resolve("taken back"),
  },
  queue: { enqueue: () => Promise.resolve() },
});

class Again extends Error {}

const signal = new AbortController().signal;
for (let deliveries = 0; deliveries < 10; deliveries += 1) {
  try {
    await work({ preparation: id }, { signal, redeliver: () => Promise.reject(new Again()) });
    break;
  } catch (error) {
    if (!(error instanceof Again)) throw error;
  }
}
redis.disconnect();
