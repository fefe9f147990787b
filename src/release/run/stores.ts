import type { JournalEntry } from "../journal.ts";
import type { Hold, Lock, VerifiedRelease } from "./records.ts";
import type { Run } from "./run.ts";
import type { Plan } from "./plan.ts";
import type { StepOutcome } from "./ledger.ts";

/** Runs, their plans and their ledgers. */
export interface RunStore {
  /** Stores a run and its plan; "exists" (and nothing changed) when the id is taken, as after a repeated delivery. */
  create(run: Run, plan: Plan): Promise<"created" | "exists">;
  get(id: string): Promise<Run | undefined>;
  /** Saves when `rev` is the stored one and answers the run with its new `rev`; undefined when somebody was first. */
  save(run: Run): Promise<Run | undefined>;
  plan(digest: string): Promise<Plan | undefined>;
  /** Runs of the environment that are not final, oldest first. */
  active(environment: string): Promise<Run[]>;
  /** Ids of runs that are final and not `settled` yet: whose end may not have been noted and told. */
  unsettled(limit: number): Promise<string[]>;
  settled(id: string): Promise<void>;
  /** Newest first. */
  history(filter: { environment?: string; version?: string }, limit: number): Promise<Run[]>;
  /** Makes the caller the only one whose steps are recorded; the number is the proof. */
  claim(id: string): Promise<number>;
  ledger(id: string): Promise<Record<string, StepOutcome>>;
  /** First one wins; "fenced" when another caller has claimed the run since. */
  recordStep(
    id: string,
    claim: number,
    step: string,
    outcome: StepOutcome,
  ): Promise<"recorded" | "already" | "fenced">;
}

/** What is, or was, verified on an environment. */
export interface ReleaseStore {
  /**
   * Makes this the live release of its environment and remembers it for rollbacks, under the number that fences the run's
   * writes. Repeating it changes nothing; "overtaken" (and nothing changed) when a run with a higher number was first.
   */
  recordVerified(release: VerifiedRelease, fence: number): Promise<"recorded" | "overtaken">;
  verified(environment: string, version: string): Promise<VerifiedRelease | undefined>;
  live(environment: string): Promise<VerifiedRelease | undefined>;
  /** Versions that were verified, newest verification first. */
  verifiedVersions(environment: string): Promise<{ version: string; commit: string; at: number }[]>;
}

/**
 * Claims on environments, and the numbers that fence writes to them. An entry that is given is one act with the effect:
 * both happen or neither, no entry where nothing changes, and nothing where the entry is there already.
 */
export interface LockStore {
  read(environment: string, now: number): Promise<Lock | undefined>;
  /** Takes the lock, or renews it when the owner has it already; answers the lock in force, whoever's it is. */
  take(environment: string, lock: Lock, now: number, entry?: JournalEntry): Promise<Lock>;
  /** Releases it if the owner still has it. */
  release(environment: string, owner: string, entry?: JournalEntry): Promise<boolean>;
  /** The next number of the environment, and the one before it; every run takes one before it writes to the cluster. */
  nextFence(environment: string): Promise<{ number: number; last?: number }>;
}

/** Held-back versions. Each change is one act with its entry, as in `LockStore`. */
export interface HoldStore {
  get(version: string): Promise<Hold | undefined>;
  list(): Promise<Hold[]>;
  put(hold: Hold, entry: JournalEntry): Promise<void>;
  /** False when the version is not on hold. */
  lift(version: string, entry: JournalEntry): Promise<boolean>;
}
