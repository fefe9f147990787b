import type { PushOutcome } from "../release/preparation/release-writer.ts";
import { gitFailure, gitTimeout } from "./failure.ts";
import { redact, type Remote } from "./remote.ts";
import { runGit } from "./run.ts";
import type { Mirror } from "./stream.ts";

export interface Push {
  commit: string;
  branch: string;
  tag: string;
}

const longestWords = 600;

/** What hosts say when somebody else was first; all else that they refuse is a rule. */
const moved =
  /fetch first|non-fast-forward|stale info|cannot lock ref|incorrect old value|failed to update ref|reference already exists/i;

/**
 * Pushes a commit and a tag in one act that succeeds or fails as a whole; nothing is ever forced. Raises
 * `git-unavailable` when the answer does not say what became of it.
 */
export async function pushCut(scratch: Mirror, push: Push, timeout: number): Promise<PushOutcome> {
  const { commit, branch, tag } = push;
  const { remote } = scratch;
  const refs = [`${commit}:refs/heads/${branch}`, `refs/tags/${tag}:refs/tags/${tag}`];
  const args = ["push", "--atomic", "--porcelain", "--no-signed", "--", remote.address, ...refs];
  try {
    await runGit(scratch, args, { total: timeout });
    return { outcome: "pushed" };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    if (/abort|block timeout/i.test(said)) throw gitTimeout(remote, timeout);
    return outcomeOf(said, push, remote);
  }
}

/** Reads what git and the host said of a push that did not succeed; raises `git-unavailable` when they say nothing of it. */
export function outcomeOf(said: string, { branch, tag }: Push, remote: Remote): PushOutcome {
  const ofTag = statusOf(said, `refs/tags/${tag}`);
  const ofBranch = statusOf(said, `refs/heads/${branch}`);
  if (ofTag === undefined && ofBranch === undefined) throw gitFailure(said, remote);
  if (ofTag !== undefined && /already exists/i.test(ofTag)) return { outcome: "tag exists" };
  if (moved.test(`${ofBranch} ${ofTag}`)) return { outcome: "moved" };
  return { outcome: "refused", words: wordsOf(said, `${ofBranch ?? ofTag}`, remote) };
}

/** The reason in git's own line for one name: `!<tab>from:to<tab>[remote rejected] (reason)`. */
function statusOf(said: string, name: string): string | undefined {
  const line = said
    .split("\n")
    .find((one) => one.startsWith("!\t") && one.split("\t")[1]?.endsWith(`:${name}`));
  return line?.split("\t")[2];
}

/** What the host had to say, without credentials; its own lines where there are any. */
function wordsOf(said: string, status: string, remote: Remote): string {
  const lines = said.split("\n").flatMap((line) => /^remote: ?(.*)/.exec(line)?.[1]?.trim() || []);
  const words = [...lines, status].join(" ").replace(/\s+/g, " ");
  return redact(words, remote.secrets).slice(0, longestWords);
}
