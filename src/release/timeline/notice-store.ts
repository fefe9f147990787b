import type { NoticeChange, NoticeRecord } from "./notice.ts";
import type { JournalEntry } from "../journal.ts";
import type { MessagePayload } from "../messages.ts";

/** A release whose timeline is looked after. */
export interface Watch {
  /** The occurrence of the calendar that it fills, else its version: what stays the same when it is given another. */
  release: string;
  /** The planned time, and since when that is the plan. */
  target?: number;
  plannedAt: number;
  /** When the watch began. */
  watchedAt: number;
  /** What the timeline was last made from; while it is the same, nothing but time can change it. */
  seen: string;
}

/** A notice that waits for its moment. */
export interface Pending {
  release: string;
  key: string;
  due: number;
}

/** A record with its message, as long as that is not known to be sent. */
export interface Claim {
  record: NoticeRecord;
  message?: MessagePayload;
}

/** The memory of all timelines: who is watched, what waits, what was said and what people decided. */
export interface NoticeStore {
  /** Milliseconds since the epoch by the one clock that all replicas share. */
  now(): Promise<number>;
  /** Begins the watch over a release, or goes on with it; a new planned time begins to count at `at`. */
  watch(release: string, target: number | undefined, at: number): Promise<Watch>;
  /** The watch over one release, if there is one. */
  watched(release: string): Promise<Watch | undefined>;
  watches(): Promise<Watch[]>;
  /** Notes what the timeline was made from and replaces everything of this release that waits. */
  plan(watch: Watch, pending: Omit<Pending, "release">[]): Promise<void>;
  /** What is due by a moment, earliest first. */
  pending(until: number, limit: number): Promise<Pending[]>;
  /** Ends the watch; records and changes are kept. */
  unwatch(release: string): Promise<void>;
  claims(release: string): Promise<Claim[]>;
  /**
   * Stores a claim unless there is one of its name and anchor that was sent, or is newer; answers the one in force. A
   * message that waits is replaced by one that was drawn later.
   */
  claim(release: string, claim: Claim): Promise<Claim>;
  /** Forgets a claim whose message was not sent. */
  drop(release: string, record: NoticeRecord): Promise<void>;
  /** Replaces a record; without a message from now on. */
  save(release: string, record: NoticeRecord): Promise<void>;
  changes(release: string): Promise<NoticeChange[]>;
  /**
   * Stores what a person decided about a notice, in one act with its entry; the last word counts, but not one whose entry is
   * there already. The next beat looks at the timeline anew. `stale`, and nothing is stored, where `seen` is given and is not
   * the id of the last word, which is empty while there is none.
   */
  change(
    release: string,
    change: NoticeChange,
    entry: JournalEntry,
    seen?: string,
  ): Promise<"changed" | "stale">;
}
