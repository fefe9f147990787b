import type { KubernetesObject, ObjectRef } from "./kubernetes-object.ts";

/** One workload and the pods of its current template, as the cluster reports them. */
export interface WorkloadObservation {
  ref: ObjectRef;
  /** Absent when it was deleted. */
  object?: KubernetesObject;
  pods: KubernetesObject[];
  /** The pods of a StatefulSet's older templates: its controller replaces none that never got ready. */
  older?: KubernetesObject[];
}
