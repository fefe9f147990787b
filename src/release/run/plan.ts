import type { KubernetesObject, ObjectRef } from "../cluster/kubernetes-object.ts";

/**
 * Exactly what a run will do, as data: made by a pure function, shown to people, approved by its digest, and then
 * carried out unchanged.
 */
export interface Plan {
  kind: "deploy" | "rollback";
  environment: string;
  /** The tag that will be live, "v1.5.0". */
  version: string;
  /** The commit of the tag at planning time, 40 hexadecimal digits. */
  commit: string;
  /** The version that was live at planning time; absent on the first deploy. */
  from?: string;
  /** The commit of a run of the same version that a rollback leads away from. */
  fromCommit?: string;
  /** What is written to the cluster, in this order: waves of things that may go at the same time. */
  waves: Wave[];
  /** What the live objects will go through, in words. */
  changes: Change[];
  /** What people wrote in git since the version that is live now. */
  brings?: CommitSummary;
  /** Sentences that a person should read before saying yes. */
  warnings: string[];
  /**
   * SHA-256, in hexadecimal, over what is asked for (kind, environment, version, commit), what is written (waves) and
   * the policy in force. What merely describes the moment (from, changes, warnings) does not void an approval.
   */
  digest: string;
}

/** The commits of a plan, shortened for people: all are counted, the first few are told. */
export interface CommitSummary {
  count: number;
  authors: string[];
  /** The changes in the words of the notes, what breaks and what is new first; with the commit's hash where it is one's. */
  lines: { text: string; hash?: string }[];
  /** Commits that announce a breaking change. */
  breaking: number;
}

/** Effects that do not depend on one another. `name` is stable, it is part of the step's id. */
export interface Wave {
  name: string;
  effects: Effect[];
}

export type Effect =
  /**
   * Server-side apply of a manifest. The data of a Secret is absent here; `secretDigest` stands for it. With `keepScale` the
   * replica count stays that somebody else has set, whoever it is.
   */
  | { do: "apply"; object: KubernetesObject; secretDigest?: string; keepScale?: true }
  /** Puts the spec of a workload back to what was recorded, keeping the replica count of the moment. */
  | { do: "restore"; object: KubernetesObject }
  | { do: "remove"; ref: ObjectRef };

/**
 * One line of the diff: the object, and what happens to it in words ("image 1.4.2 → 1.5.0", "+1 env LOG_LEVEL"). One that is
 * kept has words only where it would go, had a run of Slipway made it.
 */
export interface Change {
  ref: ObjectRef;
  what: "create" | "change" | "remove" | "keep";
  words: string[];
}
