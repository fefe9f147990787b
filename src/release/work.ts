import type { NotesRequest, ProposalRequest } from "./preparation/prepare-request.ts";
import type { OnePerson, PlanRequest } from "./request.ts";

/**
 * Every job that Slipway knows, with what it carries. Payloads hold ids; what they stand for is read when the job
 * runs, so a job that is delivered late or twice finds the truth of its moment.
 */
export interface JobPayloads {
  /** Makes the plan of a request that a person sent. */
  plan: { request: PlanRequest };
  /** Takes a run as far as it can go now. */
  run: { run: string };
  /** Draws the living message of a run as it stands, after somebody else than its engine has changed it. */
  show: { run: string };
  /** Ends a request for approval that nobody answered. */
  expire: { run: string };
  /** Draws the checklist of a release as it stands. */
  checklist: { version: string };
  /** Reads the evidence for the checklist of a release, and draws it. */
  evidence: { version: string };
  /** Looks at the timeline of a release: what is due, what must be corrected, what was missed. */
  timeline: { release: string };
  /** Says one notice when its moment has come. */
  notice: { release: string; key: string; due: number };
  /** Draws for one person a notice as it would be said now; without a name, the whole timeline. */
  preview: {
    version: string;
    name?: string;
    mayChange: boolean;
    answer: OnePerson;
  };
  /** Proposes the next version into a dialog that is open. */
  propose: { request: ProposalRequest };
  /** Brings a prepared release into the repository. */
  prepare: { preparation: string };
  /** Gives a prepared release its page on the repository's host. */
  publish: { preparation: string };
  /** Tells release notes to the one who asked. */
  notes: { request: NotesRequest };
  /** Brings a conversation in Slack up to date. */
  deliver: { conversation: string };
  /** Says elsewhere that a channel takes no messages, for a conversation that it keeps from people. */
  "tell-elsewhere": { conversation: string; channel: string; error: string };
  /** Carries the calendar into the book of releases, and brings every release to the state that it has reached. */
  calendar: Record<string, never>;
  /** Sends the calendar of the coming quarter as a file to one person. */
  "send-calendar": { user: string };
  /** Looks for runs and conversations that nobody works on; also the heartbeat. */
  reconcile: Record<string, never>;
}
export type JobName = keyof JobPayloads;

/** `id` makes repeating harmless; it starts with a letter and has no colon. `delay` is in milliseconds. */
export interface JobOptions {
  id: string;
  delay?: number;
}

/** A run is done in the queue of its environment, one at a time. */
export type JobOptionsOf<N extends JobName> = N extends "run"
  ? JobOptions & { environment: string }
  : JobOptions;

export interface WorkQueue {
  /**
   * Stores a job; raises `store-unavailable` when the outcome is unknown, and repeating with the same id is safe. A `run`,
   * `show`, `checklist`, `evidence`, `timeline`, `prepare`, `publish` or `deliver` job that is under way is done once more
   * after it ends, so no change is overlooked; a `run` job that waits is moved forward, and a `notice` job is at the newest
   * time that was asked for. For the other names an id counts for 24 hours.
   */
  enqueue<N extends JobName>(name: N, payload: JobPayloads[N], options: JobOptionsOf<N>): Promise<void>;
}

export interface JobContext {
  /** Aborts when another worker took the job over, or when this process stops. */
  signal: AbortSignal;
  /** Ends this delivery and asks for the next one in so many milliseconds. Never returns: it throws. */
  redeliver: (ms: number) => Promise<never>;
}

/** Does one job. A thrown error is retried with growing pauses; what a person must hear is not an error of a job. */
export type JobHandler<N extends JobName> = (payload: JobPayloads[N], context: JobContext) => Promise<void>;
export type JobHandlers = { [N in JobName]: JobHandler<N> };
