import type { FileEdit } from "./version-files.ts";

/** What a release writes into the repository: one commit on one branch, and the annotated tag that names it. */
export interface Cut {
  /** The commit that the new one follows. */
  base: string;
  /** The branch that receives the commit; it is made where it does not exist. */
  branch: string;
  tag: string;
  edits: FileEdit[];
  commitMessage: string;
  tagMessage: string;
  author: { name: string; email: string };
  /** Milliseconds since the epoch, of the commit and the tag: the same cut always gives the same commit. */
  at: number;
}

export type PushOutcome =
  /** Branch and tag are both there. */
  | { outcome: "pushed" }
  /** Somebody else has pushed to the branch; nothing was written. */
  | { outcome: "moved" }
  /** The tag is there already; nothing was written. */
  | { outcome: "tag exists" }
  /** A rule of the repository's host forbids it, in its own words; nothing was written. */
  | { outcome: "refused"; words: string };

/** A commit and a tag that are made and not yet anywhere but on this machine. */
export interface BuiltCut extends AsyncDisposable {
  commit: string;
  /**
   * Pushes both or none. Raises `git-unavailable` when it is not known whether they arrived: look at the tag then, before
   * anything is tried again.
   */
  push(): Promise<PushOutcome>;
}

/** The way back into the repository. */
export interface ReleaseWriter {
  /** The commit that a tag names in the repository at this moment, asked there and not in the mirror. */
  tagThere(tag: string): Promise<string | undefined>;
  /** Raises `version-files` as `build` does, before anything is made. */
  check(base: string, edits: FileEdit[]): Promise<void>;
  /**
   * Makes the commit and the tag out of a commit that the mirror has; nothing of the mirror changes. Raises `version-files`
   * where an edit is not of the text that the commit has.
   */
  build(cut: Cut): Promise<BuiltCut>;
}
