import type { CommitSummary } from "../../src/release/run/plan.ts";
import type { Commit, Git } from "../../src/release/git.ts";

/** So many subjects are told; all commits are counted. */
const told = 20;

/** What people wrote between two commits, shortened; the live version is a tag, and none means that all is new. */
export async function summariseCommits(
  git: Git,
  from: string | undefined,
  to: string,
): Promise<CommitSummary> {
  const summary: CommitSummary = { count: 0, authors: [], lines: [], breaking: 0 };
  const since = from === undefined ? undefined : await git.resolve(from);
  const authors = new Set<string>();
  for await (const commit of git.commits({ to, ...(since !== undefined && { from: since }) })) {
    summary.count += 1;
    authors.add(commit.author.name);
    if (announcesBreak(commit)) summary.breaking += 1;
    if (summary.lines.length < told && commit.parents.length < 2)
      summary.lines.push({ text: commit.subject, hash: commit.hash });
  }
  return { ...summary, authors: [...authors].slice(0, 50) };
}

/** A breaking change as Conventional Commits 1.0 has it: `!` before the colon, or the footer in capitals. */
function announcesBreak({ subject, body }: Commit): boolean {
  return /^\w+(?:\([^)]*\))?!:/u.test(subject) || /^BREAKING[ -]CHANGE: /mu.test(body);
}
