import type { JobParts, Probe } from "./parts.ts";
import { ProblemError } from "./release/problem.ts";
import type { Problem } from "./release/problem.ts";

export interface ProbeFacts {
  parts: Pick<JobParts, "settings" | "git" | "clusters" | "journal" | "clock" | "runs">;
  /** What Slack refuses to show, if anything. */
  undeliverable: () => Promise<Problem | undefined>;
  /** Conversations that Slack has not got yet. */
  pending: () => Promise<string[]>;
  /** When the job that waits longest became due. */
  oldestWaiting: () => Promise<number | undefined>;
}

/** What `doctor` looks at: the store, the repository, every cluster, Slack, the queue, and the journal's chain. */
export function probesOf(facts: ProbeFacts): Probe[] {
  const { parts } = facts;
  return [
    { name: "Repository", look: () => lookAtGit(parts) },
    ...parts.settings.environments.map((environment) => ({
      name: `Cluster of ${environment.name}`,
      look: async () => {
        await parts.clusters
          .of(environment)
          .read([{ apiVersion: "v1", kind: "ConfigMap", name: "slipway-doctor" }]);
        return `answers for the namespace ${environment.namespace}`;
      },
    })),
    { name: "Slack", look: () => lookAtSlack(facts) },
    { name: "Queue", look: () => lookAtQueue(facts) },
    { name: "Journal", look: () => lookAtJournal(parts) },
  ];
}

async function lookAtGit({ git }: ProbeFacts["parts"]): Promise<string> {
  await git.refresh();
  return `${(await git.tags()).length} tags`;
}

async function lookAtSlack({ undeliverable, pending }: ProbeFacts): Promise<string> {
  const refusal = await undeliverable();
  if (refusal) throw new ProblemError(refusal);
  const waiting = (await pending()).length;
  return waiting === 0
    ? "all messages are delivered"
    : `${waiting} conversations are being brought up to date`;
}

async function lookAtQueue({ parts, oldestWaiting }: ProbeFacts): Promise<string> {
  const oldest = await oldestWaiting();
  const seconds = oldest === undefined ? 0 : Math.max(0, Math.round((parts.clock() - oldest) / 1000));
  return seconds < 5 ? "nothing waits for a worker" : `a job has been waiting for ${seconds} seconds`;
}

async function lookAtJournal({ journal }: ProbeFacts["parts"]): Promise<string> {
  const verified = await journal.verify();
  return "entries" in verified
    ? `${verified.entries} entries, the chain holds`
    : `the chain is broken at ${verified.brokenAt}`;
}
