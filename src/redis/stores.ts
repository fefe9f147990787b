import type { Redis } from "ioredis";
import type { ChecklistStore } from "../release/checklist/checklist-store.ts";
import type { ReleaseBook } from "../release/book/book.ts";
import type { PreparationStore } from "../release/preparation/prepare.ts";
import type { NoticeStore } from "../release/timeline/notice-store.ts";
import type { Clock } from "../release/clock.ts";
import type { ConversationStore } from "../release/messages.ts";
import type { HoldStore, LockStore, ReleaseStore, RunStore } from "../release/run/stores.ts";
import type { Journal } from "../release/journal.ts";
import { createReleaseBook } from "./book.ts";
import { type Cache, createCache } from "./cache.ts";
import { createChecklistStore } from "./checklists.ts";
import { createConversationStore } from "./conversations.ts";
import { createHoldStore } from "./holds.ts";
import { createJournal } from "./journal.ts";
import { createJournalWriter } from "./journaled.ts";
import { makeKeys } from "./keys.ts";
import { createPace, type Pace } from "./pace.ts";
import { createLockStore } from "./locks.ts";
import { createFirstTime } from "./once.ts";
import { createNoticeStore } from "./notices.ts";
import { createPreparationStore } from "./preparations.ts";
import { createReleaseStore } from "./releases.ts";
import { createRunStore } from "./runs.ts";
import { secretKey } from "./secret-key.ts";

export interface Stores {
  runs: RunStore;
  releases: ReleaseStore;
  book: ReleaseBook;
  checklists: ChecklistStore;
  preparations: PreparationStore;
  notices: NoticeStore;
  locks: LockStore;
  holds: HoldStore;
  journal: Journal;
  conversations: ConversationStore;
  cache: Cache;
  pace: Pace;
  firstTime: (key: string, ttlMs: number) => Promise<boolean>;
  secretKey: () => Promise<Buffer>;
}

/** All stores over one interactive connection; `prefix` keeps installations in one Redis apart. */
export function createStores(redis: Redis, prefix: string, clock: Clock): Stores {
  const store = { redis, keys: makeKeys(prefix) };
  const writer = createJournalWriter(store, clock);
  return {
    runs: createRunStore(store),
    releases: createReleaseStore(store),
    book: createReleaseBook(store, writer),
    checklists: createChecklistStore(store),
    preparations: createPreparationStore(store),
    notices: createNoticeStore(store, writer),
    locks: createLockStore(store, writer),
    holds: createHoldStore(store, writer),
    journal: createJournal(store, writer),
    conversations: createConversationStore(store, clock),
    cache: createCache(store, clock),
    pace: createPace(store),
    firstTime: createFirstTime(store),
    secretKey: () => secretKey(store),
  };
}
