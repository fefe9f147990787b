import { type JobsOptions, Queue } from "bullmq";
import type { Redis } from "ioredis";
import type { JobName, JobOptions, WorkQueue } from "../release/work.ts";
import { answered } from "./connection.ts";
import { makeKeys } from "./keys.ts";

export interface QueueSettings {
  /** The same as that of the stores. */
  prefix: string;
  /** Names of the configured environments; each has a queue for its runs. */
  environments: string[];
}

/** How a queue stands. */
export interface QueueState {
  name: string;
  /** Whether somebody told all workers to take nothing from it. */
  isPaused: boolean;
  /**
   * When the job that waits longest for a worker became due, in milliseconds since the epoch. Absent when none waits, and
   * for runs, which wait for each other. A heartbeat that nobody consumed shows here.
   */
  oldestWaiting?: number;
}

export interface Queues extends WorkQueue {
  states(): Promise<QueueState[]>;
  close(): Promise<void>;
}

const day = 86_400;
/** A job that meets an outage waits it out; what it can decide, it decides without an error. */
const unbounded = 1_000_000_000;

/**
 * `woken`: a job may be asked for again while it runs, and must then run once more, so its id lives in the library's
 * deduplication and is free as soon as it ends. `once`: the id itself is kept for a day after the end.
 */
const repetition: Record<JobName, "woken and moved forward" | "woken" | "once"> = {
  run: "woken and moved forward",
  show: "woken",
  deliver: "woken",
  checklist: "woken",
  evidence: "woken",
  timeline: "woken",
  notice: "woken and moved forward",
  preview: "once",
  plan: "once",
  propose: "once",
  prepare: "woken",
  publish: "woken",
  notes: "once",
  expire: "once",
  "tell-elsewhere": "once",
  calendar: "woken",
  "send-calendar": "once",
  reconcile: "once",
};

/** Opens the queues over one interactive connection. Adding a job is one round trip. */
export function createQueues(connection: Redis, settings: QueueSettings): Queues {
  const options = { connection, prefix: makeKeys(settings.prefix).queuePrefix };
  const queues = new Map(queueNames(settings).map((name) => [name, new Queue(name, options)]));
  // Every caller hears of its own failure; the library would repeat it here.
  for (const queue of queues.values()) queue.on("error", () => undefined);
  const open = (name: string): Queue => {
    const queue = queues.get(name);
    if (!queue) throw new Error(`There is no queue ${name}.`);
    return queue;
  };
  return {
    enqueue: async (name, payload, jobOptions) => {
      const environment = "environment" in jobOptions ? jobOptions.environment : undefined;
      await answered(
        open(queueNameOf(name, environment)).add(name, payload, libraryOptions(name, jobOptions)),
      );
    },
    states: () => answered(Promise.all([...queues.values()].map((queue) => stateOf(queue)))),
    close: async () => void (await Promise.all([...queues.values()].map((queue) => queue.close()))),
  };
}

/** The queues of an installation, by name. */
export function queueNames({ environments }: Pick<QueueSettings, "environments">): string[] {
  return ["work", "slack", ...environments.map(runQueueName)];
}

/** The name of the queue in which runs of an environment wait for each other. */
export function runQueueName(environment: string): string {
  return `run.${encodeURIComponent(environment)}`;
}

function queueNameOf(name: JobName, environment = ""): string {
  if (name === "run") return runQueueName(environment);
  return name === "deliver" ? "slack" : "work";
}

function libraryOptions(name: JobName, { id, delay = 0 }: JobOptions): JobsOptions {
  const common = {
    delay,
    attempts: isBeat(name) ? 1 : unbounded,
    backoff: { type: "capped" },
    stackTraceLimit: 3,
  };
  if (repetition[name] === "once") {
    return { ...common, jobId: id, removeOnComplete: { age: day }, removeOnFail: { age: day } };
  }
  const reschedule = repetition[name] === "woken and moved forward";
  return {
    ...common,
    deduplication: { id, keepLastIfActive: true, reschedule },
    removeOnComplete: true,
    removeOnFail: true,
  };
}

/** What comes again by itself is not repeated when it fails. */
function isBeat(name: JobName): boolean {
  return name === "reconcile" || name === "calendar";
}

async function stateOf(queue: Queue): Promise<QueueState> {
  const { name } = queue;
  const isOfRuns = name !== "work" && name !== "slack";
  const [isPaused, [job]] = await Promise.all([
    queue.isPaused(),
    isOfRuns ? [] : queue.getJobs(["waiting"], 0, 0, true),
  ]);
  return { name, isPaused, ...(job && { oldestWaiting: job.timestamp + job.delay }) };
}
