import type { Commit } from "../release/git.ts";
import { type Mirror, streamGit } from "./stream.ts";

/** Longer messages are cut here: what notes need stands at the beginning, and memory stays bounded. */
const longestMessage = 64 * 1024;
/** The same for what stands before the message. */
const longestRecord = longestMessage + 16 * 1024;

/** One line each before the message: names and addresses in a commit cannot hold a line feed. */
const format = "%H %ct %P%n%an%n%ae%n%B";
const [lineFeed, space] = [10, 32];

/** Full hashes; without `from` the range goes back to the first commit. */
interface Range {
  from?: string | undefined;
  to: string;
}

/**
 * Commits reachable from `to` and not from `from`, newest first, in batches as git hands them out: a turn of the queue for
 * each commit would cost as much as reading it. Raises `git-unavailable`, and what `range` raises.
 */
export async function* streamCommits(mirror: Mirror, range: () => Promise<Range>): AsyncGenerator<Commit[]> {
  const { from, to } = await range();
  const exclude = from === undefined ? [] : [`^${from}`];
  const args = ["log", "-z", `--format=${format}`, "--no-color", "--no-notes", "--no-mailmap"];
  const reader = new CommitReader();
  for await (const chunk of streamGit(mirror, [...args, "--encoding=UTF-8", to, ...exclude, "--"])) {
    const commits = reader.read(chunk);
    if (commits.length > 0) yield commits;
  }
  const last = reader.finish();
  if (last) yield [last];
}

/**
 * Splits git's output where a record ends, as bytes: each text that is kept is then one of its own, and no part of a
 * large one that would stay in memory with it.
 */
class CommitReader {
  /** One object for each, because a history has many commits and few people. */
  readonly #authors = new Map<string, Commit["author"]>();
  /** The beginning of a record whose end is in a later chunk. */
  #held: Buffer[] = [];
  #heldBytes = 0;

  /** The commits that a chunk completes. */
  read(chunk: Buffer): Commit[] {
    const commits: Commit[] = [];
    let start = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
      commits.push(this.#complete(chunk, start, end));
      start = end + 1;
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start));
    return commits;
  }

  /** The last commit: nothing follows it. */
  finish(): Commit | undefined {
    return this.#heldBytes === 0 ? undefined : this.#complete(Buffer.alloc(0), 0, 0);
  }

  #complete(chunk: Buffer, start: number, end: number): Commit {
    if (this.#heldBytes === 0) return parseRecord(chunk, start, end, this.#authors);
    this.#hold(chunk.subarray(start, end));
    const record = Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    return parseRecord(record, 0, record.length, this.#authors);
  }

  #hold(part: Buffer): void {
    if (this.#heldBytes < longestRecord) this.#held.push(part);
    this.#heldBytes += part.length;
  }
}

/** Bytes that are no UTF-8 become replacement characters. */
function parseRecord(
  bytes: Buffer,
  start: number,
  end: number,
  authors: Map<string, Commit["author"]>,
): Commit {
  const hashEnd = bytes.indexOf(space, start);
  const authorStart = bytes.indexOf(lineFeed, hashEnd) + 1;
  const nameEnd = bytes.indexOf(lineFeed, authorStart);
  const emailEnd = bytes.indexOf(lineFeed, nameEnd + 1);
  const last = Math.min(end, emailEnd + 1 + longestMessage);
  const lineEnd = bytes.indexOf(lineFeed, emailEnd + 1);
  const subjectEnd = lineEnd < 0 ? last : Math.min(lineEnd, last);
  const timeEnd = bytes.indexOf(space, hashEnd + 1);
  const parents = bytes.toString("latin1", timeEnd + 1, authorStart - 1);
  return {
    hash: bytes.toString("latin1", start, hashEnd),
    at: Number(bytes.toString("latin1", hashEnd + 1, timeEnd)) * 1000,
    author: authorOf(bytes.toString("utf8", authorStart, emailEnd), authors),
    parents: parents === "" ? [] : parents.split(" "),
    subject: bytes.toString("utf8", emailEnd + 1, subjectEnd),
    body: subjectEnd + 1 >= last ? "" : bytes.toString("utf8", subjectEnd + 1, last).trim(),
  };
}

function authorOf(nameAndEmail: string, authors: Map<string, Commit["author"]>): Commit["author"] {
  const known = authors.get(nameAndEmail);
  if (known) return known;
  const [name = "", email = ""] = nameAndEmail.split("\n");
  const author = { name, email };
  authors.set(nameAndEmail, author);
  return author;
}
