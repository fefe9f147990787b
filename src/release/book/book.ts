import type { JournalEntry } from "../journal.ts";
import type { Release } from "./release.ts";

/**
 * The releases on their way, from planned to closed; what is verified on environments is kept elsewhere. An entry of the
 * journal that is given is one act with the change: both happen or neither, and nothing where the entry is there already.
 */
export interface ReleaseBook {
  /** Stores a new release; "exists" (and nothing changed) when its version or its occurrence is taken. */
  add(release: Release, entry?: JournalEntry): Promise<"added" | "exists">;
  get(version: string): Promise<Release | undefined>;
  /**
   * Saves when `rev` is the stored one and answers the release with its new `rev`; undefined when somebody was first. Where
   * the entry is there already, the release as it is by now.
   */
  save(release: Release, entry?: JournalEntry): Promise<Release | undefined>;
  /** Gives a release that is only planned, and its checklist, another version; undefined when somebody was first or the version is taken. */
  rename(release: Release, version: string): Promise<Release | undefined>;
  /** Releases that are not over, by target time, those without one last. */
  open(): Promise<Release[]>;
  /** The release that fills an occurrence of the cadence, also when it is over. */
  ofOccurrence(occurrence: string): Promise<Release | undefined>;
  /** Up to which moment the calendar has been carried into the book; undefined before the first time. */
  carriedUntil(): Promise<number | undefined>;
  /** Notes such a moment; one that is earlier than what is known changes nothing. */
  carryUntil(at: number): Promise<void>;
  /** The months, `2026-12`, whose plan was posted. */
  postedPlans(): Promise<string[]>;
  notePlan(month: string): Promise<void>;
}
