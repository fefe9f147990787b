import { createHash } from "node:crypto";
import type { JsonObject } from "./cluster/kubernetes-object.ts";
import type { SetBack } from "./run/set-back.ts";

/** One thing that was asked, decided or done. The id repeats the same way, so that a repeated effect adds nothing. */
export interface JournalEntry {
  id: string;
  at: number;
  /** `person:T…/U…`, `run:…` or `slipway`. */
  actor: string;
  /** A verb of the past: "requested", "approved", "applied", "verified", "locked"… */
  what: string;
  environment?: string;
  version?: string;
  run?: string;
  details: JsonObject;
}

/** The hash before the first entry. */
export const genesis = "0".repeat(64);

/** The hash of an entry in its chain: SHA-256, in hexadecimal, over the hash before it and the entry's JSON text. */
export function chainHash(previous: string, entryText: string): string {
  return createHash("sha256").update(previous).update("\n").update(entryText).digest("hex");
}

export interface Journal {
  /** Appends unless an entry with this id is there already. */
  append(entry: JournalEntry): Promise<void>;
  /** Newest first. */
  latest(filter: { environment?: string; run?: string }, limit: number): Promise<JournalEntry[]>;
  /** Reads the whole chain and answers how many entries it has, or the id of the first that does not fit. */
  verify(): Promise<{ entries: number } | { brokenAt: string }>;
  /**
   * When the records were put back last, if ever. Compares them with what this process remembers, and after a connection
   * that was made anew waits for a moment, so that everybody else has compared them too.
   */
  setBack(): Promise<SetBack | undefined>;
}
