import type { KubernetesObject, ObjectRef } from "./kubernetes-object.ts";
import type { Environment } from "../settings.ts";
import type { Effect } from "../run/plan.ts";
import type { JobEnd } from "./job-end.ts";
import type { WorkloadObservation } from "./observation.ts";

/** Reads what an environment would apply at a commit: plain YAML, kustomize or a Helm chart, in the source's order. */
export interface ManifestReader {
  /** Raises `manifests-missing`, `manifests-invalid` or `rendering-failed`, each naming the file. */
  read(commit: string, environment: Environment, version: string): Promise<KubernetesObject[]>;
}

export type EffectOutcome =
  /**
   * `changed` is false when the look before the act showed that this run had already done it. After a removal `object` is
   * what stays, because no run has made it.
   */
  | { outcome: "done"; changed: boolean; object?: KubernetesObject }
  /** Other field managers own what this would set. */
  | { outcome: "conflict"; owners: { manager: string; field: string }[] }
  /** A newer run has written to this object. */
  | { outcome: "fenced"; byRun: string }
  /** Another run has written to this object under a number that was given after the last one known. */
  | { outcome: "unaccounted"; byRun: string };

/** What every write carries: who writes, and a number that only grows from run to run of an environment. */
export interface Fence {
  run: string;
  version: string;
  number: number;
  /** The number of the environment before this one, where it is known. */
  last?: number;
  /** A run whose number says nothing about this one: that of another environment with the same object. */
  passes?: string;
  /** Take fields over from other managers in place of reporting a conflict. */
  takeOver: boolean;
}

/** One environment's cluster and namespace. */
export interface Cluster {
  /** The live objects, raw, in the order of the refs. */
  read(refs: ObjectRef[]): Promise<(KubernetesObject | undefined)[]>;
  /** What the object would be after the effect, by the API server's own dry run; undefined for a removal. */
  preview(effect: Effect, fence: Fence): Promise<EffectOutcome>;
  /** Whether the run has carried out the effect before, by a look alone. */
  isCarriedOut(effect: Effect, fence: Fence): Promise<boolean>;
  /** Looks, acts if needed, and returns what is there now. Safe to repeat. */
  carryOut(effect: Effect, fence: Fence): Promise<EffectOutcome>;
  /** Yields the state of all the workloads at once and again whenever one changed, at the latest every two seconds. */
  watch(refs: ObjectRef[], signal: AbortSignal): AsyncIterable<WorkloadObservation[]>;
  /** How the Job of a uid has ended, by what the cluster has noted of it; undefined where that says nothing. */
  endOfJob(uid: string): Promise<JobEnd | undefined>;
  /** The last lines of a pod's log, of the crashed container before it where there is one. */
  logs(pod: string, lines: number): Promise<string[]>;
}

export interface Clusters {
  of(environment: Environment): Cluster;
  /** Whether two environments are in the same cluster, whatever their contexts are called. */
  areSame(one: Environment, other: Environment): Promise<boolean>;
}
