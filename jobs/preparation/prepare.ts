import type { JobParts } from "../../src/parts.ts";
import type { PushOutcome } from "../../src/release/preparation/release-writer.ts";
import {
  type BranchFacts,
  mayGoOn,
  messageFor,
  mostTries,
  numberOf,
  type Preparation,
} from "../../src/release/preparation/prepare.ts";
import { makeProblem, type Problem, ProblemError } from "../../src/release/problem.ts";
import type { JobHandler } from "../../src/release/work.ts";
import { readBranch } from "./branch-facts.ts";
import { endPreparation } from "./end-preparation.ts";
import { editsFor } from "./release-edits.ts";
import { showPreparation } from "./show-preparation.ts";
import { notesOfPreparation } from "./version-notes.ts";

/** What a preparation works with; no cluster is among it. */
export type PrepareParts = Pick<
  JobParts,
  | "settings"
  | "clock"
  | "git"
  | "writer"
  | "placeFinder"
  | "preparations"
  | "book"
  | "journal"
  | "messenger"
  | "queue"
  | "calendarFiles"
>;

/** How long a repository that is away is waited for, and the pause between two looks, in milliseconds. */
const patience = { usual: 30 * 60_000, afterPush: 24 * 3_600_000 };
const pauses = { first: 2000, later: 30_000 };

/**
 * Brings a confirmed release into the repository. Every step looks before it acts, and what a push was begun for is
 * stored before it begins: killed anywhere, the next worker finds one commit and one tag, or none.
 */
export function prepareJob(parts: PrepareParts): JobHandler<"prepare"> {
  return async ({ preparation: id }, { redeliver }) => {
    const found = await parts.preparations.get(id);
    if (!found) return;
    if (found.state !== "under way") return endPreparation(found, parts);
    try {
      await showPreparation(found, parts);
      const ended = await bringIn(found, parts);
      if (!ended) return await redeliver(0);
      await endPreparation(ended, parts);
    } catch (error) {
      await onTrouble(found, error, redeliver, parts);
    }
  };
}

/**
 * A repository that is away is waited for; any other problem ends the preparation. Once a push was begun only the
 * repository knows how it ended, so that is waited for a day long.
 */
async function onTrouble(
  { id }: Preparation,
  error: unknown,
  redeliver: (ms: number) => Promise<never>,
  parts: PrepareParts,
): Promise<void> {
  if (!(error instanceof ProblemError) || error.problem.code === "store-unavailable") throw error;
  const current = await parts.preparations.get(id);
  if (!current) return;
  // It has its end in the records, and not yet in the book, the thread or the queue: the next delivery goes on there.
  if (current.state !== "under way") throw error;
  const waited = parts.clock() - current.at;
  const longest = current.tries.length > 0 ? patience.afterPush : patience.usual;
  if (error.problem.code === "git-unavailable" && waited <= longest) {
    await showPreparation(current, parts, error.problem.what);
    await redeliver(waited > patience.usual ? pauses.later : pauses.first);
  }
  const ended = await parts.preparations.save({ ...current, state: "failed", problem: error.problem });
  if (ended) await endPreparation(ended, parts);
}

/** One look and at most one push; answers the preparation when it has ended, nothing when it must be looked at again. */
async function bringIn(preparation: Preparation, parts: PrepareParts): Promise<Preparation | undefined> {
  const { preparations, git } = parts;
  await git.refresh();
  const there = (await git.tags()).find(({ tag }) => tag === preparation.version);
  if (there) return preparations.save(withTag(preparation, there.commit));
  const tip = (await git.branchTip(preparation.branch)) ?? preparation.base;
  const facts = await readBranch(tip, parts);
  // A version that was made meanwhile on what people saw counts as much as a push: theirs would come after it.
  if (tip !== preparation.base || facts.latest?.tag !== preparation.since) {
    const isRace = preparation.tries.length > 0;
    if (isRace && preparation.tries.length >= mostTries)
      return preparations.save({ ...preparation, state: "failed", problem: tooBusy(preparation) });
    if (!isRace || !mayGoOn(preparation, facts))
      return preparations.save({ ...preparation, state: "outdated", problem: moved(preparation) });
  }
  if (facts.notes.sections.length === 0 && !preparation.mayBeEmpty)
    return preparations.save({ ...preparation, state: "failed", problem: nothingNew(preparation) });
  return pushOn({ ...preparation, base: tip }, facts, parts);
}

async function pushOn(
  preparation: Preparation,
  branch: BranchFacts,
  parts: PrepareParts,
): Promise<Preparation | undefined> {
  const { version, base, at, words } = preparation;
  const { author, commitMessage, tagMessage } = parts.settings.prepare;
  const notes = await notesOfPreparation(preparation, parts, branch.notes);
  const { edits } = await editsFor(
    { branch: { ...branch, notes }, base, version, at, ...(words !== undefined && { words }) },
    parts,
  );
  const number = numberOf(version, branch.prefix);
  await using built = await parts.writer.build({
    base,
    branch: preparation.branch,
    tag: version,
    edits,
    commitMessage: messageFor(commitMessage, number),
    tagMessage: messageFor(tagMessage, number),
    author,
    at,
  });
  const { commit } = built;
  const isKnown = preparation.tries.some((one) => one.commit === commit);
  const tries = isKnown ? preparation.tries : [...preparation.tries, { base, commit }];
  // Stored before the push: whoever comes after a crash must know that the tag may be ours.
  const begun = await parts.preparations.save({ ...preparation, tries });
  if (!begun) return undefined;
  const answer = await built.push();
  if (isKnown && (answer.outcome === "moved" || answer.outcome === "tag exists")) throw unmoved(begun);
  return await afterPush(begun, commit, answer, parts);
}

/** The host speaks of somebody else's push for the second time, and there is none to be seen: a lock, perhaps. */
function unmoved({ branch }: Preparation): ProblemError {
  const what = `The repository says that ${branch} or the tag was changed by somebody else, and nothing has changed.`;
  return new ProblemError(makeProblem("git-unavailable", what, "Look at the repository's host."));
}

async function afterPush(
  preparation: Preparation,
  commit: string,
  answer: PushOutcome,
  { preparations }: PrepareParts,
): Promise<Preparation | undefined> {
  if (answer.outcome === "pushed") return preparations.save(withTag(preparation, commit));
  if (answer.outcome !== "refused") return undefined;
  return preparations.save({
    ...preparation,
    state: "failed",
    problem: forbidden(preparation, answer.words),
  });
}

/** What the tag says: ours, whoever heard the answer to the push, or somebody else's. */
function withTag(preparation: Preparation, commit: string): Preparation {
  if (preparation.tries.some((one) => one.commit === commit))
    return { ...preparation, state: "prepared", commit };
  const what = `${preparation.version} was tagged by somebody else meanwhile, at ${commit.slice(0, 7)}.`;
  const problem = makeProblem("version-exists", what, "Prepare the next version.");
  return { ...preparation, state: "failed", problem };
}

function moved({ branch }: Preparation): Problem {
  return makeProblem(
    "base-moved",
    `${branch} has moved since this was proposed, so other changes would ship than were shown.`,
    "Look at the new proposal and confirm it.",
  );
}

function tooBusy({ branch }: Preparation): Problem {
  return makeProblem(
    "base-moved",
    `${branch} moved ${mostTries} times while the release was pushed.`,
    "Nothing was written. Prepare it again when the branch is quiet.",
  );
}

function nothingNew({ branch, since }: Preparation): Problem {
  return makeProblem(
    "nothing-to-release",
    `${branch} has no change since ${since ?? "its beginning"}.`,
    "Prepare it again and tick that it is wanted all the same.",
  );
}

function forbidden({ branch }: Preparation, words: string): Problem {
  return makeProblem(
    "push-refused",
    `The repository does not take the push to ${branch}: ${words}`,
    "Nothing was written. Let Slipway's account push there, or use a branch that it may push to.",
  );
}
