import { StringDecoder } from "node:string_decoder";
import type { Commit } from "../release/ports.ts";
import { type Mirror, streamGit } from "./stream.ts";

/** Longer messages are cut here: what notes need stands at the beginning, and memory stays bounded. */
export const longestMessage = 64 * 1024;

/** One field a line before the message: names and addresses in a commit cannot hold a line feed. */
const format = "%H%n%P%n%ct%n%an%n%ae%n%B";
const headLines = 5;

/** Commits reachable from `to` and not from `from`, both full hashes, newest first; raises `git-unavailable`. */
export async function* streamCommits(
  mirror: Mirror,
  range: { from?: string | undefined; to: string },
): AsyncGenerator<Commit> {
  const exclude = range.from === undefined ? [] : [`^${range.from}`];
  const args = ["log", "-z", `--format=${format}`, "--no-color", "--no-notes", "--no-mailmap"];
  const output = streamGit(mirror, [...args, "--encoding=UTF-8", range.to, ...exclude, "--"]);
  for await (const records of splitRecords(output)) {
    for (const record of records) yield parseRecord(record);
  }
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

function parseRecord(record: string): Commit {
  const fields: string[] = [];
  let start = 0;
  for (let line = 0; line < headLines; line += 1) {
    const end = record.indexOf("\n", start);
    fields.push(record.slice(start, end));
    start = end + 1;
  }
  const [hash = "", parents = "", seconds = "", name = "", email = ""] = fields;
  const message = record.slice(start, start + longestMessage);
  const subjectEnd = message.indexOf("\n");
  return {
    hash,
    at: Number(seconds) * 1000,
    author: { name, email },
    parents: parents === "" ? [] : parents.split(" "),
    subject: subjectEnd < 0 ? message : message.slice(0, subjectEnd),
    body: subjectEnd < 0 ? "" : message.slice(subjectEnd + 1).trim(),
  };
}
