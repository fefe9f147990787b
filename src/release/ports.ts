import type { KubernetesObject, ObjectRef } from "./kubernetes-object.ts";
import type { Environment } from "./settings.ts";
import type { JournalEntry } from "./journal.ts";
import type { Hold, Lock, VerifiedRelease } from "./records.ts";
import type { Person, Run } from "./run.ts";
import type { Effect, Plan } from "./plan.ts";
import type { StepOutcome } from "./ledger.ts";

/**
 * What the domain's callers need from the outside, each as narrow as its use. Adapters implement these; a failure
 * that a person can act on is raised as a `ProblemError`, and `undefined` always means "looked, and it is not there".
 */

/** Milliseconds since the epoch. */
export type Clock = () => number;

export interface TagInfo {
  /** The tag as it is called, prefix included. */
  tag: string;
  commit: string;
}

export interface Commit {
  hash: string;
  /** Milliseconds since the epoch, when it was committed. */
  at: number;
  author: { name: string; email: string };
  /** Hashes of the parents; more than one for a merge. */
  parents: string[];
  subject: string;
  body: string;
}

/** The product's repository, as a bare mirror that is brought up to date in bounded time. */
export interface Git {
  /** Fetches; raises `git-unavailable` when the repository does not answer in time. */
  refresh(): Promise<void>;
  /** All tags of the mirror as of the last refresh. */
  tags(): Promise<TagInfo[]>;
  /** The tags of commits that are part of the history of `ref`: other branches' releases are not among them. */
  reachableTags(ref: string): Promise<TagInfo[]>;
  /** The commit that a tag, branch or hash names, 40 hexadecimal digits. Raises `bad-ref` before git sees junk. */
  resolve(ref: string): Promise<string | undefined>;
  /** Commits reachable from `to` and not from `from` (all of them without `from`), newest first, as a stream. */
  commits(range: { from?: string; to: string }): AsyncIterable<Commit>;
  /** Paths that differ between two commits, of all files without `from`; the first 20,000. Raises `bad-ref`. */
  changedFiles(range: { from?: string; to: string }): Promise<string[]>;
  /** The text of one file at a commit. */
  readFile(commit: string, path: string): Promise<string | undefined>;
  /** Writes the files below `path` at a commit into an empty folder of the disk, never through the work tree. */
  extract(commit: string, path: string, into: string): Promise<"written" | "nothing there">;
}

/** Reads what an environment would apply at a commit: plain YAML, kustomize or a Helm chart, in the source's order. */
export interface ManifestReader {
  /** Raises `manifests-missing`, `manifests-invalid` or `rendering-failed`, each naming the file. */
  read(commit: string, environment: Environment, version: string): Promise<KubernetesObject[]>;
}

/** One workload and the pods of its current template, as the cluster reports them. */
export interface WorkloadObservation {
  ref: ObjectRef;
  /** Absent when it was deleted. */
  object?: KubernetesObject;
  pods: KubernetesObject[];
}

export type EffectOutcome =
  /** `changed` is false when the look before the act showed that this run had already done it. */
  | { outcome: "done"; changed: boolean; object?: KubernetesObject }
  /** Other field managers own what this would set. */
  | { outcome: "conflict"; owners: { manager: string; field: string }[] }
  /** A newer run has written to this object. */
  | { outcome: "fenced"; byRun: string };

/** What every write carries: who writes, and a number that only grows from run to run of an environment. */
export interface Fence {
  run: string;
  version: string;
  number: number;
  /** Take fields over from other managers in place of reporting a conflict. */
  takeOver: boolean;
}

/** One environment's cluster and namespace. */
export interface Cluster {
  /** The live objects, raw, in the order of the refs. */
  read(refs: ObjectRef[]): Promise<(KubernetesObject | undefined)[]>;
  /** What the object would be after the effect, by the API server's own dry run; undefined for a removal. */
  preview(effect: Effect, fence: Fence): Promise<EffectOutcome>;
  /** Looks, acts if needed, and returns what is there now. Safe to repeat. */
  carryOut(effect: Effect, fence: Fence): Promise<EffectOutcome>;
  /** Yields the state of all the workloads at once and again whenever one changed, at the latest every two seconds. */
  watch(refs: ObjectRef[], signal: AbortSignal): AsyncIterable<WorkloadObservation[]>;
  /** The last lines of a pod's log, of the crashed container before it where there is one. */
  logs(pod: string, lines: number): Promise<string[]>;
}

export interface Clusters {
  of(environment: Environment): Cluster;
}

/** Runs, their plans and their ledgers. */
export interface RunStore {
  /** Stores a run and its plan; "exists" (and nothing changed) when the id is taken, as after a repeated delivery. */
  create(run: Run, plan: Plan): Promise<"created" | "exists">;
  get(id: string): Promise<Run | undefined>;
  /** Saves when `rev` is the stored one and answers the run with its new `rev`; undefined when somebody was first. */
  save(run: Run): Promise<Run | undefined>;
  plan(digest: string): Promise<Plan | undefined>;
  /** Runs of the environment that are not final, oldest first. */
  active(environment: string): Promise<Run[]>;
  /** Ids of runs that are final and not `settled` yet: whose end may not have been noted and told. */
  unsettled(limit: number): Promise<string[]>;
  settled(id: string): Promise<void>;
  /** Newest first. */
  history(filter: { environment?: string; version?: string }, limit: number): Promise<Run[]>;
  /** Makes the caller the only one whose steps are recorded; the number is the proof. */
  claim(id: string): Promise<number>;
  ledger(id: string): Promise<Record<string, StepOutcome>>;
  /** First one wins; "fenced" when another caller has claimed the run since. */
  recordStep(
    id: string,
    claim: number,
    step: string,
    outcome: StepOutcome,
  ): Promise<"recorded" | "already" | "fenced">;
}

/** What is, or was, verified on an environment. */
export interface ReleaseStore {
  /** Makes this the live release of its environment and remembers it for rollbacks. Repeating it changes nothing. */
  recordVerified(release: VerifiedRelease): Promise<void>;
  verified(environment: string, version: string): Promise<VerifiedRelease | undefined>;
  live(environment: string): Promise<VerifiedRelease | undefined>;
  /** Versions that were verified, newest verification first. */
  verifiedVersions(environment: string): Promise<{ version: string; commit: string; at: number }[]>;
}

/** Claims on environments, and the numbers that fence writes to them. */
export interface LockStore {
  read(environment: string, now: number): Promise<Lock | undefined>;
  /** Takes the lock, or renews it when the owner has it already; answers the lock in force, whoever's it is. */
  take(environment: string, lock: Lock, now: number): Promise<Lock>;
  /** Releases it if the owner still has it. */
  release(environment: string, owner: string): Promise<boolean>;
  /** The next number of the environment; every run takes one before it writes to the cluster. */
  nextFence(environment: string): Promise<number>;
}

export interface HoldStore {
  get(version: string): Promise<Hold | undefined>;
  list(): Promise<Hold[]>;
  put(hold: Hold): Promise<void>;
  lift(version: string): Promise<boolean>;
}

export interface Journal {
  /** Appends unless an entry with this id is there already. */
  append(entry: JournalEntry): Promise<void>;
  /** Newest first. */
  latest(filter: { environment?: string; run?: string }, limit: number): Promise<JournalEntry[]>;
  /** Reads the whole chain and answers how many entries it has, or the id of the first that does not fit. */
  verify(): Promise<{ entries: number } | { brokenAt: string }>;
}

/** A finished message: `blocks` are Block Kit, `text` is a full sentence for notifications and screen readers. */
export interface MessagePayload {
  text: string;
  blocks: { type: string; block_id?: string }[];
}

/** Posts what people see, through a store that survives outages of Slack and of ourselves. */
export interface Messenger {
  /** Makes this the content of the one living message of the conversation; an older `rev` never replaces a newer. */
  show(conversation: { key: string; channel: string }, payload: MessagePayload, rev: number): Promise<void>;
  /** Adds a reply to the conversation's thread, once per reply key, in the order in which they were added. */
  reply(
    conversation: { key: string; channel: string },
    replyKey: string,
    payload: MessagePayload,
  ): Promise<void>;
  /** A link to the living message once it is posted. */
  permalink(conversationKey: string): Promise<string | undefined>;
}

/** A member of the workspace as Slack describes them now. */
export interface PersonFacts {
  person: Person;
  name: string;
  timeZone: string;
  kind: "member" | "guest" | "stranger" | "bot" | "deactivated";
  /** The roles of the configuration that the person has. */
  roles: string[];
}

export interface People {
  /** Raises `slack-unavailable` when nothing recent enough is known: who is unknown is not allowed. */
  facts(person: Person): Promise<PersonFacts>;
}

/** Where a message of a conversation stands: the living message itself, or one reply of its thread. */
export type ConversationPart = { part: "parent" } | { part: "reply"; replyKey: string };

/** What is known of one conversation: what it should show, what it shows, and the replies that wait to be posted. */
export interface Conversation {
  key: string;
  channel: string;
  /** The newest wanted content of the parent with its hash; absent as long as only replies were added. */
  desired?: { payload: MessagePayload; rev: number; hash: string };
  /** Slack's timestamp of the parent once it is posted. */
  ts?: string;
  /** The hash of what the parent shows; up to date when it equals `desired.hash`. */
  shownHash?: string;
  lastEditAt?: number;
  /** When a post of the parent was last begun whose end is not known; look for it before posting again. */
  attempt?: number;
  /** Replies that are not posted yet, in the order in which they were added, at most 100. */
  replies: { replyKey: string; payload: MessagePayload; attempt?: number }[];
}

/** The receipt of a post or edit: Slack's timestamp, the hash of what was sent, and when. */
export interface Receipt {
  ts: string;
  hash: string;
  at: number;
}

/** What was to be posted, and what was: the memory of the messenger. Writes of a lapsed lease are refused. */
export interface ConversationStore {
  /** Stores what the parent should show; "stale" (and nothing changed) when a newer `rev` is stored. */
  want(key: string, channel: string, payload: MessagePayload, rev: number): Promise<"stored" | "stale">;
  /** Adds a reply once per reply key; "exists" also after it was posted. */
  addReply(
    key: string,
    channel: string,
    replyKey: string,
    payload: MessagePayload,
  ): Promise<"stored" | "exists">;
  read(key: string): Promise<Conversation | undefined>;
  /** Takes or renews the right to post for `ms` milliseconds; false while another token holds it. */
  lease(key: string, token: string, ms: number): Promise<boolean>;
  releaseLease(key: string, token: string): Promise<void>;
  /** Notes that a post begins, before it does; false when the lease is no longer the token's: do not post. */
  noteAttempt(key: string, part: ConversationPart, token: string, at: number): Promise<boolean>;
  /** Records a post or edit and clears its attempt; false when the lease is no longer the token's. */
  notePosted(key: string, part: ConversationPart, token: string, receipt: Receipt): Promise<boolean>;
  /** Keys of conversations with something not yet shown, longest waiting first. */
  pending(limit: number): Promise<string[]>;
}
