import type { Commit } from "../git.ts";

/** What a revert takes back: commits by (perhaps shortened) hash, or one by its first line where no hash is given. */
export type Reverted = { hashes: string[] } | { subject: string };

/** What a commit reverts, by the words of git, GitHub and Conventional Commits; undefined for every other commit. */
export function findReverted(commit: Commit, type: string | undefined): Reverted | undefined {
  const subject = commit.subject.trim();
  const quoted = subject.startsWith("Revert ")
    ? /^Revert "(.{1,1000})"(?: \((?:#|!)\d{1,9}\))?$/.exec(subject)
    : null;
  if (!quoted && type !== "revert" && !commit.subject.startsWith('Reapply "')) return undefined;
  const hashes = hashesIn(commit.body);
  if (hashes.length > 0) return { hashes };
  return quoted?.[1] === undefined ? undefined : { subject: quoted[1] };
}

/** "This reverts commit …", as git writes it, and the `Refs:` footer that the specification proposes. */
function hashesIn(body: string): string[] {
  return body
    .split(/\r?\n/)
    .filter((line) => /^(?:This reverts commits? |Refs: )/.test(line))
    .flatMap(
      (line) => (line.split(", reversing", 1)[0] ?? "").slice(0, 2000).match(/\b[0-9a-f]{7,40}\b/g) ?? [],
    );
}

interface Revert<T> {
  entry: T;
  /** How many of its targets have not been met yet. */
  open: number;
}

/**
 * Finds what cancels out while commits come newest first. A revert takes effect only if nothing newer has reverted it,
 * so a revert of a revert brings the first commit back.
 */
export class RevertLedger<T> {
  /** By the first seven digits, the shortest that git writes. */
  readonly #byHash = new Map<string, { hash: string; revert: Revert<T> }>();
  readonly #bySubject = new Map<string, Revert<T>>();

  /**
   * Takes the next older commit. The answer says whether it has been reverted in the range, and the revert that is thereby
   * done with completely, if any; both are to be left out.
   */
  meet(commit: Commit, reverted: Reverted | undefined, entry: T): { isReverted: boolean; done?: T } {
    const revert = this.#take(commit);
    if (revert) {
      revert.open -= 1;
      return revert.open === 0 ? { isReverted: true, done: revert.entry } : { isReverted: true };
    }
    if (reverted) this.#remember(reverted, entry);
    return { isReverted: false };
  }

  #take(commit: Commit): Revert<T> | undefined {
    const key = commit.hash.slice(0, 7);
    const found = this.#byHash.size === 0 ? undefined : this.#byHash.get(key);
    if (found && commit.hash.startsWith(found.hash)) {
      this.#byHash.delete(key);
      return found.revert;
    }
    if (this.#bySubject.size === 0) return undefined;
    const subject = commit.subject.trim();
    const revert = this.#bySubject.get(subject);
    if (revert) this.#bySubject.delete(subject);
    return revert;
  }

  #remember(reverted: Reverted, entry: T): void {
    if ("subject" in reverted) {
      this.#bySubject.set(reverted.subject, { entry, open: 1 });
      return;
    }
    const revert = { entry, open: new Set(reverted.hashes.map((hash) => hash.slice(0, 7))).size };
    for (const hash of reverted.hashes) this.#byHash.set(hash.slice(0, 7), { hash, revert });
  }
}
