import type { Redis } from "ioredis";
import { noticeJob } from "../../../jobs/timeline/notice.ts";
import type { TimelineParts } from "../../../jobs/timeline/load-timeline.ts";
import { timelineJob } from "../../../jobs/timeline/timeline.ts";
import { openCalendarFiles } from "../../../src/calendar/files.ts";
import { createLog } from "../../../src/log.ts";
import { createStores, type Stores } from "../../../src/redis/stores.ts";
import type { Git } from "../../../src/release/git.ts";
import { type NoticeKind, noticeKinds, type TimelineSettings } from "../../../src/release/timeline/notice.ts";
import { kinds } from "../../../src/release/version.ts";
import type { JobHandlers, WorkQueue } from "../../../src/release/work.ts";
import { createAuthors } from "../../../src/slack/authors.ts";
import { createClients } from "../../../src/slack/clients.ts";
import { createDeliveries, createMessenger } from "../../../src/slack/messenger.ts";
import { usualEdits } from "../../../src/slack/pace.ts";
import { createNames } from "../../../src/slack/people.ts";
import { createUndeliverable } from "../../../src/slack/undeliverable.ts";
import { openTemplates } from "../../../src/templates/templates.ts";
import { settings as settingsWith } from "../../release/run/decisions.ts";

/** What the part of Slipway that says notices stands on. */
export interface NewsroomFacts {
  redis: Redis;
  prefix: string;
  slack: { botToken: string; apiUrl: string };
  git: Git;
  queue: WorkQueue;
  timeline: TimelineSettings;
  /** The clock that all share, when it is not that of Redis; in milliseconds since the epoch. */
  now?: () => number;
}

export interface Newsroom {
  parts: TimelineParts;
  stores: Stores;
  handlers: Pick<JobHandlers, "notice" | "timeline" | "deliver">;
}

/** Opens the part of Slipway that says notices, without the rest of the bot. */
export function openNewsroom({ redis, prefix, slack, git, queue, timeline, now }: NewsroomFacts): Newsroom {
  const stores = createStores(redis, prefix, now ?? Date.now);
  const notices = now ? { ...stores.notices, now: async () => now() } : stores.notices;
  const { background: client } = createClients(slack);
  const messenger = createMessenger({
    store: stores.conversations,
    client,
    enqueue: (conversation, part) =>
      queue.enqueue("deliver", { conversation }, { id: `deliver.${conversation}.${part}` }),
  });
  const log = createLog({ level: "silent", secrets: [] });
  const { deliver } = createDeliveries({
    store: stores.conversations,
    pace: stores.pace,
    edits: usualEdits,
    client,
    clock: now ?? Date.now,
    sharedClock: () => notices.now(),
    undeliverable: createUndeliverable(stores.cache, log),
    queue,
    log,
  });
  const parts: TimelineParts = {
    ...stores,
    notices,
    messenger,
    media: { slack: messenger },
    settings: settingsWith({ timeline, channels: { releases: "C0RELEASES" } }),
    git,
    queue,
    calendarFiles: openCalendarFiles({
      cache: stores.cache,
      clock: now ?? Date.now,
      onTrouble: () => undefined,
    }),
    clusters: { of: nowhere, areSame: nowhere },
    templates: openTemplates(),
    authors: createAuthors({ client, cache: stores.cache, clock: now ?? Date.now }),
    names: createNames({ client, cache: stores.cache, clock: now ?? Date.now }),
    log,
  };
  return { parts, stores, handlers: { notice: noticeJob(parts), timeline: timelineJob(parts), deliver } };
}

/** Nothing is verified in these stories, so that no notice looks at a cluster. */
function nowhere(): never {
  throw new Error("There is no cluster here.");
}

/** A timeline in seconds; what has no time is not said. */
export function timelineAt(
  offsets: Partial<Record<NoticeKind, number>>,
  changes: Partial<TimelineSettings> = {},
): TimelineSettings {
  const notices = noticeKinds.flatMap((kind) => {
    const offset = offsets[kind];
    const rule = { name: kind, kind, medium: "slack", audience: "releases", for: [...kinds] } as const;
    return offset === undefined ? [] : [{ ...rule, for: [...kinds], offset }];
  });
  const usual = { audiences: { releases: {} }, grace: 240, mentionAuthors: false, dontMention: [] };
  return { notices, ...usual, ...changes };
}
