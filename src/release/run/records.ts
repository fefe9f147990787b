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
  reason: string;
  /** A person, or the run that took the version back. */
  by: Person | { run: string };
  since: number;
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
