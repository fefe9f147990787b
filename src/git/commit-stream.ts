import type { Commit } from "../release/git.ts";
import { type Mirror, streamGit } from "./stream.ts";

/** Longer messages are cut here: what notes need stands at the beginning, and memory stays bounded. */
const longestMessage = 64 * 1024;
/** The same for what stands before the message. */
const longestRecord = longestMessage + 16 * 1024;

/** One line before the message: names in a commit cannot hold `<`, and neither names nor addresses a line feed. */
const format = "%H %ct %P<%an<%ae%n%B";
const lineFeed = 10;
const hashLength = 40;

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
  const headEnd = bytes.indexOf(lineFeed, start);
  const last = Math.min(end, headEnd + 1 + longestMessage);
  const lineEnd = bytes.indexOf(lineFeed, headEnd + 1);
  const subjectEnd = lineEnd < 0 ? last : Math.min(lineEnd, last);
  // Few long texts, cut here: to ask the buffer for each short one takes longer.
  const head = bytes.toString("utf8", start + hashLength + 1, headEnd);
  const parentsStart = head.indexOf(" ") + 1;
  const nameStart = head.indexOf("<") + 1;
  const parents = head.slice(parentsStart, nameStart - 1);
  return {
    hash: bytes.toString("latin1", start, start + hashLength),
    at: Number(head.slice(0, parentsStart - 1)) * 1000,
    author: authorOf(head.slice(nameStart), authors),
    parents: parents === "" ? [] : parents.split(" "),
    subject: bytes.toString("utf8", headEnd + 1, subjectEnd),
    body: subjectEnd + 1 >= last ? "" : bytes.toString("utf8", subjectEnd + 1, last).trim(),
  };
}

function authorOf(nameAndEmail: string, authors: Map<string, Commit["author"]>): Commit["author"] {
  const known = authors.get(nameAndEmail);
  if (known) return known;
  const nameEnd = nameAndEmail.indexOf("<");
  const author = { name: nameAndEmail.slice(0, nameEnd), email: nameAndEmail.slice(nameEnd + 1) };
  authors.set(nameAndEmail, author);
  return author;
}
