export interface TagInfo {
  /** The tag as it is called, prefix included. */
  tag: string;
  commit: string;
}

/** So many changed files are told at most. */
export const mostChangedFiles = 20_000;

export interface ChangedFile {
  path: string;
  /** Whether the later of the two commits lacks it. */
  isGone: boolean;
}

export interface Commit {
  hash: string;
  /** Milliseconds since the epoch, when it was committed. */
  at: number;
  author: { name: string; email: string };
  /** Hashes of the parents; more than one for a merge. */
  parents: string[];
  subject: string;
  body: string;
}

/** The product's repository, as a bare mirror that is brought up to date in bounded time. */
export interface Git {
  /** Fetches; raises `git-unavailable` when the repository does not answer in time. */
  refresh(): Promise<void>;
  /** All tags of the mirror as of the last refresh. */
  tags(): Promise<readonly TagInfo[]>;
  /** The tags of commits that are part of the history of `ref`: other branches' releases are not among them. */
  reachableTags(ref: string): Promise<readonly TagInfo[]>;
  /** The commit of a branch as of the last refresh. */
  branchTip(branch: string): Promise<string | undefined>;
  /** The commit that a tag, branch or hash names, 40 hexadecimal digits. Raises `bad-ref` before git sees junk. */
  resolve(ref: string): Promise<string | undefined>;
  /** Commits reachable from `to` and not from `from` (all of them without `from`), newest first, in batches as they are read. */
  commits(range: { from?: string; to: string }): AsyncIterable<Commit[]>;
  /** Files that differ between two commits, all of them without `from`; the first `mostChangedFiles`. Raises `bad-ref`. */
  changedFiles(range: { from?: string; to: string }): Promise<ChangedFile[]>;
  /** The texts of files at a commit, in the order of their paths; undefined where there is none. */
  readFiles(commit: string, paths: string[]): Promise<(string | undefined)[]>;
  /** Writes the files below `path` at a commit into an empty folder of the disk, never through the work tree. */
  extract(commit: string, path: string, into: string): Promise<"written" | "nothing there">;
}
