import type { Plan } from "./plan.ts";
import type { KubernetesObject } from "../cluster/kubernetes-object.ts";
import type { Person } from "../people.ts";

/** A person's or run's claim on an environment. */
export interface Lock {
  /** `person:U…` or `run:…`: who may release it. */
  owner: string;
  reason: string;
  since: number;
  /** Absent for a lock that stays until it is released. */
  until?: number;
}

/** A version that may not be deployed again until a person lifts it. */
export interface Hold {
  version: string;
  /** The only commit of the version that is held back, where another one of it is good; absent when all of it is. */
  commit?: string;
  reason: string;
  /** A person, or the run that took the version back. */
  by: Person | { run: string };
  since: number;
}

/** Whether a hold on a version is on a commit of it. */
export function isHeldAt(hold: Pick<Hold, "commit"> | undefined, commit: string | undefined): boolean {
  return hold !== undefined && (hold.commit === undefined || hold.commit === commit);
}

/** What ran on an environment after a run was verified: the source of every rollback to this version. */
export interface VerifiedRelease {
  environment: string;
  version: string;
  commit: string;
  run: string;
  at: number;
  plan: Plan;
  /** The objects as the cluster had them, without status and server-made fields; Secrets without their data. */
  objects: KubernetesObject[];
  /** Digest of each Secret's data by object key. */
  secretDigests: Record<string, string>;
}
