import type { Redis } from "ioredis";
import { publishJob } from "../../jobs/preparation/publish.ts";
import { openCalendarFiles } from "../../src/calendar/files.ts";
import { openGit } from "../../src/git/mirror.ts";
import { openGitHub } from "../../src/github/client.ts";
import { createReleasePages } from "../../src/github/releases.ts";
import { createStores } from "../../src/redis/stores.ts";
import type { MessagePayload } from "../../src/release/messages.ts";
import type { Publishing } from "../../src/release/preparation/host-release.ts";
import { repository } from "../../demo/github/host.ts";
import { settings } from "../release/run/decisions.ts";

export interface PublisherPlace {
  redis: Redis;
  location: string;
  cacheFolder: string;
  apiUrl: string;
  how: Publishing;
  /** How long GitHub may take for an answer, in milliseconds; as long as in production unless it is given. */
  timeout?: number;
  /** Hears what would be said in the thread. */
  onReply?: (payload: MessagePayload) => void;
}

export class Again extends Error {}

/** Publishes a prepared release, with everything real but Slack; raises `Again` when it wants another delivery. */
export async function publisher({
  redis,
  location,
  cacheFolder,
  apiUrl,
  how,
  timeout,
  onReply,
}: PublisherPlace): Promise<(preparation: string) => Promise<void>> {
  const git = openGit({ location, cacheFolder, env: process.env });
  await git.refresh();
  const stores = createStores(redis, "crash", Date.now);
  const work = publishJob({
    ...stores,
    calendarFiles: openCalendarFiles({ cache: stores.cache, clock: Date.now, onTrouble: () => undefined }),
    settings: settings({ github: { repository, apiUrl, releases: how } }),
    clock: Date.now,
    git,
    releasePages: createReleasePages(
      openGitHub({ repository, apiUrl, ...(timeout !== undefined && { timeout }) }),
    ),
    messenger: {
      show: () => Promise.resolve(),
      reply: async (_conversation, _key, payload) => onReply?.(payload),
      permalink: () => Promise.resolve(undefined),
      bringBack: () => Promise.resolve(),
      postedAt: () => Promise.resolve(undefined),
      takeBack: () => Promise.resolve("taken back"),
    },
  });
  const { signal } = new AbortController();
  return (preparation) =>
    work({ preparation }, { signal, redeliver: () => Promise.reject(new Again("another delivery")) });
}
