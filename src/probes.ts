import type { JobParts, Probe } from "./parts.ts";
import type { CalendarFiles } from "./release/calendar/calendar-file.ts";
import { makeProblem, type Problem, ProblemError } from "./release/problem.ts";
import type { QueueState } from "./redis/queue.ts";

export interface ProbeFacts {
  parts: Pick<
    JobParts,
    "settings" | "git" | "codeHost" | "calendarFiles" | "clusters" | "journal" | "clock" | "runs"
  >;
  /** What Slack refuses to show, if anything. */
  undeliverable: () => Promise<Problem | undefined>;
  /** Conversations that Slack has not got yet. */
  pending: () => Promise<string[]>;
  queues: () => Promise<QueueState[]>;
}

/**
 * What `doctor` looks at: the repository and its host, the calendar file, every cluster, Slack, the queue, and the journal's
 * chain.
 */
export function probesOf(facts: ProbeFacts): Probe[] {
  const { parts } = facts;
  return [
    { name: "Repository", look: () => lookAtGit(parts) },
    ...gitHubProbe(parts),
    ...calendarProbe(parts),
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

/** None where no repository on GitHub is configured. */
export function gitHubProbe({ codeHost }: Pick<JobParts, "codeHost">): Probe[] {
  return codeHost ? [{ name: "GitHub", look: async () => `answers for ${await codeHost.name()}` }] : [];
}

/**
 * None where no calendar file is configured. Without its days off nothing is planned, which nobody would notice before a
 * release is missing.
 */
export function calendarProbe({
  settings,
  calendarFiles,
}: Pick<JobParts, "settings"> & { calendarFiles: Pick<CalendarFiles, "holidays"> }): Probe[] {
  if (settings.holidays.source === undefined) return [];
  const look = async (): Promise<string> => {
    const { length } = await calendarFiles.holidays();
    return length === 1 ? "1 day off is known" : `${length} days off are known`;
  };
  return [{ name: "Calendar file", look }];
}

async function lookAtSlack({ undeliverable, pending }: ProbeFacts): Promise<string> {
  const refusal = await undeliverable();
  if (refusal) throw new ProblemError(refusal);
  const waiting = (await pending()).length;
  return waiting === 0
    ? "all messages are delivered"
    : `${waiting} conversations are being brought up to date`;
}

async function lookAtQueue({ parts, queues }: ProbeFacts): Promise<string> {
  const states = await queues();
  const paused = states.filter(({ isPaused }) => isPaused).map(({ name }) => name);
  if (paused.length > 0) throw new ProblemError(pausedQueues(paused));
  const now = parts.clock();
  const oldest = Math.min(...states.map(({ oldestWaiting = now }) => oldestWaiting));
  const seconds = Math.round((now - oldest) / 1000);
  return seconds < 5 ? "nothing waits for a worker" : `a job has been waiting for ${seconds} seconds`;
}

function pausedQueues(names: string[]): Problem {
  const what =
    names.length === 1
      ? `The queue ${names[0]} is paused, so nothing of it is done.`
      : `The queues ${names.join(", ")} are paused, so nothing of them is done.`;
  return makeProblem("queue-paused", what, "Let it go on with the tool that paused it.");
}

async function lookAtJournal({ journal }: ProbeFacts["parts"]): Promise<string> {
  const verified = await journal.verify();
  return "entries" in verified
    ? `${verified.entries} entries, the chain holds`
    : `the chain is broken at ${verified.brokenAt}`;
}
