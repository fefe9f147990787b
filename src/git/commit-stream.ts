import { StringDecoder } from "node:string_decoder";
import type { Commit } from "../release/git.ts";
import { type Mirror, streamGit } from "./stream.ts";

/** Longer messages are cut here: what notes need stands at the beginning, and memory stays bounded. */
const longestMessage = 64 * 1024;

/** One field a line before the message: names and addresses in a commit cannot hold a line feed. */
const format = "%H%n%P%n%ct%n%an%n%ae%n%B";

/** Full hashes; without `from` the range goes back to the first commit. */
interface Range {
  from?: string | undefined;
  to: string;
}

/** Commits reachable from `to` and not from `from`, newest first; raises `git-unavailable`, and what `range` raises. */
export function streamCommits(mirror: Mirror, range: () => Promise<Range>): AsyncIterable<Commit> {
  return { [Symbol.asyncIterator]: () => new CommitIterator(readRecords(mirror, range)) };
}

/**
 * Hands the commits of each chunk out one by one. By hand, because an async generator costs several turns of the queue a
 * commit, which is as much as reading it.
 */
class CommitIterator implements AsyncIterator<Commit> {
  readonly #batches: AsyncGenerator<string[]>;
  readonly #authors = new Map<string, Commit["author"]>();
  #records: string[] = [];
  #next = 0;

  constructor(batches: AsyncGenerator<string[]>) {
    this.#batches = batches;
  }

  async next(): Promise<IteratorResult<Commit, undefined>> {
    while (this.#next >= this.#records.length) {
      const batch = await this.#batches.next();
      if (batch.done === true) return { done: true, value: undefined };
      this.#records = batch.value;
      this.#next = 0;
    }
    const record = this.#records[this.#next] ?? "";
    this.#next += 1;
    return { done: false, value: parseRecord(record, this.#authors) };
  }

  async return(): Promise<IteratorResult<Commit, undefined>> {
    await this.#batches.return(undefined);
    return { done: true, value: undefined };
  }
}

async function* readRecords(mirror: Mirror, range: () => Promise<Range>): AsyncGenerator<string[]> {
  const { from, to } = await range();
  const exclude = from === undefined ? [] : [`^${from}`];
  const args = ["log", "-z", `--format=${format}`, "--no-color", "--no-notes", "--no-mailmap"];
  yield* splitRecords(streamGit(mirror, [...args, "--encoding=UTF-8", to, ...exclude, "--"]));
}

/** The records that each chunk completes. Bytes that are no UTF-8 become replacement characters. */
async function* splitRecords(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  const decoder = new StringDecoder("utf8");
  let rest = "";
  for await (const chunk of chunks) {
    const records = (rest + decoder.write(chunk)).split("\0");
    rest = (records.pop() ?? "").slice(0, longestMessage);
    if (records.length > 0) yield records;
  }
  rest += decoder.end();
  if (rest !== "") yield [rest];
}

/** One object for each author, because a history has many commits and few people. */
function parseRecord(record: string, authors: Map<string, Commit["author"]>): Commit {
  const hashEnd = record.indexOf("\n");
  const parentsEnd = record.indexOf("\n", hashEnd + 1);
  const timeEnd = record.indexOf("\n", parentsEnd + 1);
  const nameEnd = record.indexOf("\n", timeEnd + 1);
  const emailEnd = record.indexOf("\n", nameEnd + 1);
  const key = record.slice(timeEnd + 1, emailEnd);
  const author = authors.get(key) ?? {
    name: record.slice(timeEnd + 1, nameEnd),
    email: record.slice(nameEnd + 1, emailEnd),
  };
  authors.set(key, author);
  const message = record.slice(emailEnd + 1, emailEnd + 1 + longestMessage);
  const subjectEnd = message.indexOf("\n");
  const parents = record.slice(hashEnd + 1, parentsEnd);
  return {
    hash: record.slice(0, hashEnd),
    at: Number(record.slice(parentsEnd + 1, timeEnd)) * 1000,
    author,
    parents: parents === "" ? [] : parents.split(" "),
    subject: subjectEnd < 0 ? message : message.slice(0, subjectEnd),
    body: subjectEnd < 0 ? "" : message.slice(subjectEnd + 1).trim(),
  };
}
