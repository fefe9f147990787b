import type { PushOutcome } from "../release/preparation/release-writer.ts";
import { gitFailure, gitTimeout } from "./failure.ts";
import { redact, type Remote } from "./remote.ts";
import { boundOf, runGit } from "./run.ts";
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

/** What git says of a transaction that it took back, for a reason that stands in its own lines. */
const takenBack = /atomic transaction failed/i;
/** A name that no waiting makes free: another one is where its folder would be. */
const inTheWay = /exists; cannot create/i;

/** What git says before it has sent anything: the host lets this account read at most, or cannot take two names in one act. */
const turnedAway =
  /returned error: 40[13]\b|authentication failed|could not read (username|password)|not support --atomic/i;
/** Over SSH the host says why in its own words, and git that there never was an answer of a repository. */
const noAnswer = /could not read from remote repository/i;
const noRight = /denied|read[ -]only|not allowed|deploy ?key|not support push/i;

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
    if (boundOf(error)) throw gitTimeout(remote, timeout);
    const said = error instanceof Error ? error.message : String(error);
    return outcomeOf(said, push, remote);
  }
}

/** Reads what git and the host said of a push that did not succeed; raises `git-unavailable` when they say nothing of it. */
export function outcomeOf(said: string, { branch, tag }: Push, remote: Remote): PushOutcome {
  const ofTag = statusOf(said, `refs/tags/${tag}`);
  const ofBranch = statusOf(said, `refs/heads/${branch}`);
  if (ofTag === undefined && ofBranch === undefined) {
    const isForbidden = turnedAway.test(said) || (noAnswer.test(said) && noRight.test(said));
    if (!isForbidden) throw gitFailure(said, remote);
    return { outcome: "refused", words: cleaned(said.replace(/^remote: ?/gm, ""), remote) };
  }
  if (ofTag !== undefined && /already exists/i.test(ofTag)) return { outcome: "tag exists" };
  const statuses = `${ofBranch} ${ofTag}`;
  const reasons = takenBack.test(statuses) ? [statuses, ...linesOfHost(said)].join(" ") : statuses;
  if (moved.test(reasons) && !inTheWay.test(reasons)) return { outcome: "moved" };
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
  return cleaned([...linesOfHost(said), status].join(" "), remote);
}

function cleaned(words: string, remote: Remote): string {
  return redact(words.replace(/\s+/g, " ").trim(), remote.secrets).slice(0, longestWords);
}

function linesOfHost(said: string): string[] {
  return said.split("\n").flatMap((line) => /^remote: ?(.*)/.exec(line)?.[1]?.trim() || []);
}
