import type { Commit } from "../../../src/release/git.ts";

let made = 0;

/** A commit for tests of pure functions; each has another hash, and `message` is the whole text. */
export function makeCommit(message: string, changes: Partial<Commit> = {}): Commit {
  made += 1;
  const [subject = "", ...rest] = message.split("\n");
  return {
    hash: made.toString(16).padStart(8, "0").padEnd(40, "a"),
    at: made * 60_000,
    author: { name: "Ada Engineer", email: "ada@nexus.example" },
    parents: ["f".repeat(40)],
    subject,
    body: rest.join("\n").trim(),
    ...changes,
  };
}

/** The commits as a stream of one batch, in the given order. */
export async function* streamOf(commits: Iterable<Commit>): AsyncGenerator<Commit[]> {
  yield [...commits];
}
